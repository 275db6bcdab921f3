// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/gzip.hpp>
#include <tenon/io/npy.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>

/// IDX, the format of the MNIST files: two zero bytes, the dtype, the number of axes, their extents as big-endian 32-bit
/// numbers, the elements in C order, big-endian. http://yann.lecun.com/exdb/mnist/ describes it.
namespace tenon::io {
namespace detail {

struct IdxDType {
  unsigned code;
  DType dtype;
};
inline constexpr std::array<IdxDType, 6> idx_dtypes{
    {{0x08, DType::u8}, {0x09, DType::i8}, {0x0b, DType::i16}, {0x0c, DType::i32}, {0x0d, DType::f32}, {0x0e, DType::f64}}};

/// Splits an IDX file into header and elements.
inline NpyFile split_idx(std::string_view name, std::span<std::byte const> bytes) {
  auto const number = [&](std::size_t at) { return std::to_integer<unsigned>(bytes[at]); };
  if (bytes.size() < 4 || number(0) != 0 || number(1) != 0)
    refuse({name, ": magic: expected two zero bytes, a dtype and a number of axes, found ",
            bytes.empty()      ? "an empty file"
            : bytes.size() < 4 ? "the end of the file"
                               : shown_bytes(text_of(bytes.first(4)))});
  auto const* known = idx_dtypes.begin();
  while (known != idx_dtypes.end() && known->code != number(2)) ++known;
  if (known == idx_dtypes.end()) refuse({name, ": dtype: expected 8, 9, 11, 12, 13 or 14, found ", std::to_string(number(2))});
  std::size_t const rank = number(3), begin = 4 + 4 * rank;
  if (bytes.size() < begin) refuse({name, ": header: expected ", std::to_string(rank), " extents, found the end of the file"});
  NpyHeader header;
  header.dtype = known->dtype;
  header.big_endian = true;
  for (std::size_t at = 4; at < begin; at += 4)
    header.shape.push_back(number(at) << 24 | number(at + 1) << 16 | number(at + 2) << 8 | number(at + 3));
  return {header, bytes.subspan(begin)};
}

/// No more of a file is needed to read it, or to refuse it.
inline std::size_t most_idx_bytes(NpyExpected const& expected) {
  constexpr std::size_t most_header = 4 + 4 * 255;
  if (expected.any_rows) return std::numeric_limits<std::size_t>::max();
  return most_header + static_cast<std::size_t>(data_bytes(expected.dtype, expected.shape)) + 1;
}

}  // namespace detail

/// Reads an IDX file in memory, gzipped or not. `name` stands for the file in messages. Throws Error where the file is no
/// such array, is damaged, or its dtype, shape or length is another than X has; x is as it was then.   O(elements)
template <NpyTarget X>
void load_idx_into(std::span<std::byte const> bytes, X&& x, std::string_view name = "idx") {
  auto const expected = detail::npy_expected(static_cast<std::remove_cvref_t<X> const*>(nullptr));
  std::string unpacked;
  if (is_gzip(detail::text_of(bytes))) {
    unpacked = gunzip(detail::text_of(bytes), name, detail::most_idx_bytes(expected));
    bytes = std::as_bytes(std::span(unpacked));
  }
  auto const file = detail::split_idx(name, bytes);
  detail::require_array(name, file, expected);
  detail::read_elements(file, detail::npy_memory(x, file.header));
}

/// Reads an IDX file, gzipped or not. Throws Error as above, or with the reason why it cannot be read.
template <NpyTarget X>
void load_idx_into(std::string const& path, X&& x) {
  auto const content = detail::read_file(path);
  load_idx_into(std::as_bytes(std::span(content)), x, path);
}

/// The same as a new tensor: `load_idx<data::Rows<std::uint8_t, 28, 28>>("t10k-images-idx3-ubyte.gz")`.
template <NpyArray X>
  requires std::default_initializable<X>
[[nodiscard]] X load_idx(std::string const& path) {
  X x;
  load_idx_into(path, x);
  return x;
}
template <NpyArray X>
  requires std::default_initializable<X>
[[nodiscard]] X load_idx(std::span<std::byte const> bytes, std::string_view name = "idx") {
  X x;
  load_idx_into(bytes, x, name);
  return x;
}

}  // namespace tenon::io
