// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// UTF-8, code point by code point: Unicode 15, chapter 3, definition D92 and table 3-7.
namespace tenon::strings {

/// What becomes of bytes that are no UTF-8, and of code points that there are not.
enum class Invalid : std::uint8_t {
  replace,  ///< U+FFFD for each maximal part of a sequence that could have been one, as the Unicode standard recommends
  ignore,   ///< they are left out
  error     ///< the function fails, and names the string and the byte
};

/// What lengths and positions count.
enum class Unit : std::uint8_t { bytes, characters };

inline constexpr std::int32_t replacement_character = 0xFFFD;

namespace utf8 {

/// What stands at a place: a code point, or -1 where the bytes are none; and how many bytes that takes, at least one.
struct Step {
  std::int32_t code_point = -1;
  std::uint8_t size = 1;
};

/// What stands at byte `at`, at < text.size().
constexpr Step step(std::string_view text, std::size_t at) noexcept {
  auto const byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(text[at + i])); };
  unsigned const first = byte(0);
  if (first < 0x80) return {static_cast<std::int32_t>(first), 1};
  if (first < 0xC2 || first > 0xF4) return {};  // a continuation; what would be too long; beyond U+10FFFF
  unsigned const size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  // The second byte of some is restricted: longer forms of what is shorter, surrogates, beyond U+10FFFF.
  unsigned const low = first == 0xE0   ? 0xA0
                       : first == 0xF0 ? 0x90
                                       : 0x80,
                 high = first == 0xED   ? 0x9F
                        : first == 0xF4 ? 0x8F
                                        : 0xBF;
  unsigned code = first & (0xFFu >> (size + 1));
  for (unsigned i = 1; i < size; ++i) {
    unsigned const next = at + i < text.size() ? byte(i) : 0;
    if (next < (i == 1 ? low : 0x80) || next > (i == 1 ? high : 0xBF)) return {-1, static_cast<std::uint8_t>(i)};
    code = code << 6 | (next & 0x3F);
  }
  return {static_cast<std::int32_t>(code), static_cast<std::uint8_t>(size)};
}

constexpr bool is_code_point(std::int64_t c) noexcept { return c >= 0 && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF); }

/// The bytes of a code point.
struct Bytes {
  char bytes[4]{};
  std::uint8_t size = 0;
  constexpr operator std::string_view() const noexcept { return {bytes, size}; }
};
/// `c` is one.
constexpr Bytes encoded(std::int32_t c) noexcept {
  auto const code = static_cast<unsigned>(c);
  auto const tail = [&](int shift) { return static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) return {{static_cast<char>(code)}, 1};
  if (code < 0x800) return {{static_cast<char>(0xC0 | code >> 6), tail(0)}, 2};
  if (code < 0x10000) return {{static_cast<char>(0xE0 | code >> 12), tail(6), tail(0)}, 3};
  return {{static_cast<char>(0xF0 | code >> 18), tail(12), tail(6), tail(0)}, 4};
}

/// The first byte that is no UTF-8, or the end.
constexpr std::size_t first_invalid(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    auto const here = step(text, at);
    if (here.code_point < 0) return at;
    at += here.size;
  }
  return text.size();
}

/// Characters; a maximal invalid part counts as one, as it does when it is replaced.
constexpr std::size_t count(std::string_view text) noexcept {
  std::size_t n = 0;
  for (std::size_t at = 0; at < text.size(); ++n) at += step(text, at).size;
  return n;
}

/// The byte at which character n begins; the end where there are no more.
constexpr std::size_t byte_of(std::string_view text, std::size_t n) noexcept {
  std::size_t at = 0;
  while (n-- > 0 && at < text.size()) at += step(text, at).size;
  return at;
}

}  // namespace utf8
}  // namespace tenon::strings
