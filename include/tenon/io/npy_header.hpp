// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/extents.hpp>
#include <tenon/io/little_endian.hpp>
#include <tenon/io/npy_dict.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::io::detail {

inline constexpr std::string_view npy_magic = "\x93NUMPY";
/// A header longer than version 1.0 can hold describes a structured dtype, or wants to do harm.
inline constexpr std::size_t most_header_bytes = 65535;
/// The elements of a file that is read begin at most here.
inline constexpr std::size_t most_npy_preamble = 12 + most_header_bytes;

inline std::string_view text_of(std::span<std::byte const> bytes) {
  return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

/// A .npy file in memory: its header, and the bytes after it.
struct NpyFile {
  NpyHeader header;
  std::span<std::byte const> elements;
};

/// Splits a .npy file into header and elements, whose number is not looked at. A template, as what follows, only to be compiled
/// by the units that read such files.
template <std::same_as<std::byte const> Byte>
NpyFile split_npy(std::string_view name, std::span<Byte> bytes) {
  auto const text = text_of(bytes);
  auto const magic = text.substr(0, npy_magic.size());
  if (magic != npy_magic)
    refuse({name, ": magic: expected \"\\x93NUMPY\", found ", bytes.empty() ? "an empty file" : shown_bytes(magic),
            magic.starts_with("PK") ? ": a zip archive, which read_npz reads" : ""});
  auto const cut = [&] { refuse({name, ": header: expected all of it, found the end of the file"}); };
  if (bytes.size() < 8) cut();
  auto const major = std::to_integer<unsigned>(bytes[6]);
  auto const minor = std::to_integer<unsigned>(bytes[7]);
  if (major < 1 || major > 3 || minor != 0)
    refuse({name, ": format version: expected 1.0, 2.0 or 3.0, found ", std::to_string(major), ".", std::to_string(minor)});
  std::size_t const begin = major == 1 ? 10 : 12;
  if (bytes.size() < begin) cut();
  std::size_t const length = major == 1 ? read_little<std::uint16_t>(text, 8) : read_little<std::uint32_t>(text, 8);
  if (length > most_header_bytes)
    refuse({name, ": header length: expected at most ", std::to_string(most_header_bytes), " bytes, found ",
            std::to_string(length)});
  if (length > bytes.size() - begin) cut();
  return {NpyDict<>(name, text.substr(begin, length)).read(), bytes.subspan(begin + length)};
}

/// What a type takes from a file.
struct NpyExpected {
  DType dtype = DType::f32;
  std::vector<std::uint64_t> shape;
  bool any_rows = false;  ///< the first extent of the shape is that of the file
};

/// Refuses a file whose dtype or shape is another, or that has not as many elements as it says.
template <std::same_as<NpyFile> File>
void require_array(std::string_view name, File const& file, NpyExpected const& expected) {
  auto const& header = file.header;
  if (header.dtype != expected.dtype)
    refuse({name, ": dtype: expected ", name_of(expected.dtype), ", found ", name_of(header.dtype)});
  auto const& shape = expected.shape;
  std::size_t const skip = expected.any_rows && !header.shape.empty() ? 1 : 0;
  if (!same_extents(header.shape, shape, skip)) {
    auto wanted = shape_text(shape);
    if (expected.any_rows) wanted.replace(1, 1, "rows");
    refuse({name, ": shape: expected ", wanted, ", found ", shape_text(header.shape)});
  }
  auto const size = data_bytes(header.dtype, header.shape);
  if (file.elements.size() != size)
    refuse({name, ": elements: expected ", std::to_string(size), " bytes, found ",
            file.elements.size() > size ? "more" : std::to_string(file.elements.size())});
}
template <std::same_as<std::byte const> Byte>
NpyFile split_npy(std::string_view name, std::span<Byte> bytes, NpyExpected const& expected) {
  auto const file = split_npy(name, bytes);
  require_array(name, file, expected);
  return file;
}

/// Magic, version and header as numpy.save writes them: the elements begin at a multiple of 64 bytes, and the first
/// extent has room to grow to 21 digits.
template <class Extents>
std::string npy_preamble(DType dtype, Extents const& shape) {
  constexpr std::size_t growth_digits = 21;
  char const order = size_of(dtype) == 1 ? '|' : '<';
  char const kind = is_floating(dtype) ? 'f' : is_boolean(dtype) ? 'b' : is_signed_integer(dtype) ? 'i' : 'u';
  auto header = joined({"{'descr': '",
                        {&order, 1},
                        {&kind, 1},
                        std::to_string(size_of(dtype)),
                        "', 'fortran_order': False, 'shape': ",
                        shape_text(shape),
                        ", }"});
  if (shape.size() != 0) header.append(growth_digits - std::to_string(shape[0]).size(), ' ');
  auto const before = 10 + header.size() + 1;  // a header of at most 8 axes fits in version 1.0
  header.append(64 - before % 64, ' ') += '\n';
  std::string preamble(npy_magic);
  preamble += '\x01';
  preamble += '\0';
  append_little(preamble, static_cast<std::uint16_t>(header.size()));
  return preamble + header;
}

}  // namespace tenon::io::detail
