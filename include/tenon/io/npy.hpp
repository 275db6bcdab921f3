// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/rows.hpp>
#include <tenon/io/error.hpp>
#include <tenon/io/npy_elements.hpp>
#include <tenon/io/npy_header.hpp>
#include <tenon/io/read_file.hpp>
#include <tenon/io/write_file.hpp>
#include <tenon/tensor/tensor.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tenon::io {
namespace detail {

// What .npy knows of a type: what it takes from a file, its memory for what was found there, and what is written.

template <class T, std::size_t... D, class Storage>
NpyExpected npy_expected(BasicTensor<T, Shape<D...>, Storage> const*) {
  return {dtype_of<T>, {D...}, false};
}
template <Element T, std::size_t... D>
NpyExpected npy_expected(data::Rows<T, D...> const*) {
  return {dtype_of<T>, {0, D...}, true};
}

template <class T, class S, class Storage>
void* npy_memory(BasicTensor<T, S, Storage>& tensor, NpyHeader const&) {
  if (tensor.data() == nullptr) tensor.fill(T{});  // it was moved from
  return tensor.data();
}
template <class T, std::size_t... D>
void* npy_memory(data::Rows<T, D...>& rows, NpyHeader const& header) {
  rows = data::Rows<T, D...>(static_cast<std::size_t>(header.shape[0]));
  return rows.data();
}

template <class T, std::size_t... D, class Storage>
ArrayRef npy_array(BasicTensor<T, Shape<D...>, Storage> const& tensor) {
  return {dtype_of<T>, {D...}, tensor.data()};
}
template <Element T, std::size_t... D>
ArrayRef npy_array(data::Rows<T, D...> const& rows) {
  return {dtype_of<T>, {rows.rows(), D...}, rows.data()};
}

/// No more of a file is needed to read it, or to refuse it.
template <std::same_as<NpyExpected> Expected>
std::size_t most_npy_bytes(Expected const& expected) {
  if (expected.any_rows) return std::numeric_limits<std::size_t>::max();
  return most_npy_preamble + static_cast<std::size_t>(data_bytes(expected.dtype, expected.shape)) + 1;
}

}  // namespace detail

/// What a .npy file can be read into and written from: a tensor of any storage (parameters and variables of a module
/// too), and data::Rows, whose number of rows is that of the file.
template <class X>
concept NpyArray = requires(std::remove_cvref_t<X> const& x) {
  detail::npy_expected(&x);
  detail::npy_array(x);
};

/// What can be written to; a TensorRef need not be a variable.
template <class X>
concept NpyTarget = NpyArray<X> && !std::is_const_v<std::remove_reference_t<X>>;

/// Reads a .npy file in memory. `name` stands for the file in messages.   O(elements)
/// The formats 1.0 to 3.0 are read, in both byte orders; what is in Fortran order is transposed. Throws Error where the
/// file is no such array or its dtype, shape or length is another than X has; x is as it was then.
template <NpyTarget X>
void load_npy_into(std::span<std::byte const> bytes, X&& x, std::string_view name = "npy") {
  using Array = std::remove_cvref_t<X>;
  auto const file = detail::split_npy(name, bytes, detail::npy_expected(static_cast<Array const*>(nullptr)));
  detail::read_elements(file, detail::npy_memory(x, file.header));
}

/// Reads a .npy file, as numpy.save writes it. Throws Error as above, or with the reason why it cannot be read.
/// No more is read of a file than x can hold.
template <NpyTarget X>
void load_npy_into(std::string const& path, X&& x) {
  auto const expected = detail::npy_expected(static_cast<std::remove_cvref_t<X> const*>(nullptr));
  auto const content = detail::read_file(path, detail::most_npy_bytes(expected));
  load_npy_into(std::as_bytes(std::span(content)), x, path);
}

/// The same as a new tensor: `load_npy<Tensor<float, 3, 4>>("kernel.npy")`, `load_npy<data::Rows<float, 8>>("x.npy")`.
template <NpyArray X>
  requires std::default_initializable<X>
[[nodiscard]] X load_npy(std::string const& path) {
  X x;
  load_npy_into(path, x);
  return x;
}
template <NpyArray X>
  requires std::default_initializable<X>
[[nodiscard]] X load_npy(std::span<std::byte const> bytes, std::string_view name = "npy") {
  X x;
  load_npy_into(bytes, x, name);
  return x;
}

/// What a .npy file holds, for programs that are to find out. Throws Error where that is not a dtype of Tenon.
template <FileName Path>
[[nodiscard]] NpyHeader npy_header(Path const& path) {
  auto const content = detail::read_file(path, detail::most_npy_preamble);
  return detail::split_npy(path, std::as_bytes(std::span(content))).header;
}

/// The bytes of a .npy file: format 1.0, C order, little-endian, equal to those of numpy.save.   O(elements)
template <NpyArray X>
[[nodiscard]] std::vector<std::byte> npy_bytes(X const& x) {
  std::string content;
  detail::append_npy(content, detail::npy_array(x));
  auto const bytes = std::as_bytes(std::span(content));
  return {bytes.begin(), bytes.end()};
}

/// Writes a .npy file that numpy.load reads. It is complete before it takes the place of a file that is there. Throws
/// Error with the reason why it cannot be written.   O(elements)
template <NpyArray X>
void save_npy(std::string const& path, X const& x) {
  std::string content;
  detail::append_npy(content, detail::npy_array(x));
  detail::FileWriter::write(path, content);
}

}  // namespace tenon::io
