// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/array_ref.hpp>
#include <tenon/io/npy_header.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace tenon::io::detail {

/// Elements of a file to C order and this machine's byte order.
template <std::size_t Width>
void copy_elements(NpyHeader const& header, std::byte const* from, std::byte* to, std::size_t count, bool swap) {
  if (!header.fortran_order) {
    for (std::size_t i = 0; i < count; ++i) copy_element<Width>(to + i * Width, from + i * Width, swap);
    return;
  }
  auto const rank = header.shape.size();
  std::vector<std::size_t> index(rank), stride(rank);
  std::size_t step = Width;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    stride[axis] = step;
    step *= static_cast<std::size_t>(header.shape[axis]);
  }
  std::size_t at = 0;  // of the element in the file
  for (std::size_t i = 0; i < count; ++i) {
    copy_element<Width>(to + i * Width, from + at, swap);
    for (auto axis = rank; axis-- > 0;) {
      at += stride[axis];
      if (++index[axis] < header.shape[axis]) break;
      at -= index[axis] * stride[axis];
      index[axis] = 0;
    }
  }
}

/// Writes the elements of a checked file, all of them.
template <std::same_as<NpyFile> File>
void read_elements(File const& file, void* memory) {
  auto const* const from = file.elements.data();
  auto* const to = static_cast<std::byte*>(memory);
  auto const width = size_of(file.header.dtype);
  auto const count = file.elements.size() / width;
  if (count == 0) return;
  bool const swap = width > 1 && file.header.big_endian != (std::endian::native == std::endian::big);
  if (!swap && !file.header.fortran_order)
    std::memcpy(to, from, file.elements.size());
  else if (width == 1)
    copy_elements<1>(file.header, from, to, count, swap);
  else if (width == 2)
    copy_elements<2>(file.header, from, to, count, swap);
  else if (width == 4)
    copy_elements<4>(file.header, from, to, count, swap);
  else
    copy_elements<8>(file.header, from, to, count, swap);
  // NumPy takes any byte but 0 for true; in C++ a bool of another byte than 0 or 1 is undefined behaviour.
  if (is_boolean(file.header.dtype))
    for (std::size_t i = 0; i < count; ++i) to[i] = to[i] == std::byte{0} ? std::byte{0} : std::byte{1};
}

/// Adds a .npy file to `out`.
template <std::same_as<ArrayRef> Array>
void append_npy(std::string& out, Array const& array) {
  auto const bytes = static_cast<std::size_t>(data_bytes(array.dtype, array.shape));
  auto const preamble = npy_preamble(array.dtype, array.shape);
  auto const wanted = out.size() + preamble.size() + bytes;
  if (wanted > out.capacity()) {
    auto const twice = out.empty() ? 0 : 2 * out.capacity();
    out.reserve(wanted < twice ? twice : wanted);
  }
  out += preamble;
  auto const* const from = static_cast<char const*>(array.elements);
  auto const width = size_of(array.dtype);
  if (std::endian::native == std::endian::little || width == 1)
    out.append(from, bytes);
  else
    for (std::size_t i = 0; i < bytes; ++i) out += from[i - i % width + (width - 1 - i % width)];
}

}  // namespace tenon::io::detail
