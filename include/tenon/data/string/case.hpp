// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/result.hpp>

namespace tenon::strings {

namespace detail {
constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
/// ASCII's white space: blank, \t, \n, \v, \f, \r.
constexpr bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// ASCII's characters that are seen and are no letters, digits or blanks.
constexpr bool is_punctuation(char c) noexcept {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

constexpr std::string_view stripped(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

template <char (*F)(char) noexcept, Strings X>
constexpr auto each_byte(X const& x) {
  return try_map(x,
                 [](std::string_view text, std::size_t, auto& out) {
                   bool const fits = out.extend(text);
                   if (fits)
                     for (std::size_t i = 0; i < text.size(); ++i) out.open()[i] = F(text[i]);
                   return fits;
                 })
      .or_stop("strings");
}
}  // namespace detail

/// The letters A to Z as a to z; other bytes stay. For all letters there are: unicode::lower (data/string/utf8proc.hpp).
/// [S...] -> [S...]
template <Strings X>
constexpr auto lower(X const& x) {
  return detail::each_byte<detail::lower>(x);
}
/// The letters a to z as A to Z.   [S...] -> [S...]
template <Strings X>
constexpr auto upper(X const& x) {
  return detail::each_byte<detail::upper>(x);
}
/// Without the white space of ASCII at both ends.   [S...] -> [S...]
template <Strings X>
constexpr auto strip(X const& x) {
  return detail::try_map(x, [](std::string_view text, std::size_t, auto& out) { return out.extend(detail::stripped(text)); })
      .or_stop("strings::strip");
}
/// Without !"#$%&'()*+,-./:;<=>?@[\]^_`{|}~, the punctuation of ASCII, wherever it stands.   [S...] -> [S...]
template <Strings X>
constexpr auto strip_punctuation(X const& x) {
  return detail::try_map(x,
                         [](std::string_view text, std::size_t, auto& out) {
                           while (!text.empty()) {
                             std::size_t kept = 0;
                             while (kept < text.size() && !detail::is_punctuation(text[kept])) ++kept;
                             if (!out.extend(tenon::detail::part_of(text, 0, kept))) return false;
                             text.remove_prefix(kept < text.size() ? kept + 1 : kept);
                           }
                           return true;
                         })
      .or_stop("strings::strip_punctuation");
}

}  // namespace tenon::strings
