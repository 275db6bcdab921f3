// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/result.hpp>
#include <tenon/data/string/utf8.hpp>

namespace tenon::strings {

/// How long each string is, in bytes or in characters (code points; an invalid part counts as one).   [S...] -> int32 [S...]
template <Strings X>
constexpr auto length(X const& x, Unit unit = Unit::bytes) {
  return detail::numbers<std::int32_t>(x, [unit](std::string_view text) {
    return static_cast<std::int32_t>(unit == Unit::bytes ? text.size() : utf8::count(text));
  });
}

/// Whether each string is UTF-8.   [S...] -> bool [S...]
template <Strings X>
constexpr auto is_utf8(X const& x) {
  return detail::numbers<bool>(x, [](std::string_view text) { return utf8::first_invalid(text) == text.size(); });
}

namespace detail {
constexpr data::Outcome no_utf8(std::size_t i, std::size_t at) {
  return data::Outcome::failure("string ", i, ", byte ", at, ": no UTF-8");
}
}  // namespace detail

/// Success if every string is UTF-8; otherwise a sentence that names the first string that is not (in row-major order) and the
/// byte.
template <Strings X>
constexpr data::Outcome validate(X const& x) {
  for (std::size_t i = 0; i < x.elements(); ++i)
    if (auto const at = utf8::first_invalid(x.element(i)); at != x.element(i).size()) return detail::no_utf8(i, at);
  return {};
}

/// The strings as UTF-8, whatever they were: what is invalid is replaced, or left out.   [S...] -> [S...]
template <Strings X>
constexpr data::Result<typename X::strings_type> try_to_utf8(X const& x, Invalid invalid = Invalid::replace,
                                                             std::int32_t replacement = replacement_character) {
  if (invalid == Invalid::error)
    if (auto const outcome = validate(x); !outcome) return outcome;
  if (!utf8::is_code_point(replacement)) return data::Outcome::failure("the replacement ", replacement, " is no code point");
  return detail::try_map(x, [=](std::string_view text, std::size_t, auto& out) {
    for (std::size_t at = 0; at < text.size();) {
      auto const valid = utf8::first_invalid(tenon::detail::part_of(text, at));
      if (!out.extend(tenon::detail::part_of(text, at, valid))) return false;
      at += valid;
      if (at == text.size()) break;
      if (invalid == Invalid::replace && !out.extend(utf8::encoded(replacement))) return false;
      at += utf8::step(text, at).size;
    }
    return true;
  });
}
template <Strings X>
constexpr auto to_utf8(X const& x, Invalid invalid = Invalid::replace, std::int32_t replacement = replacement_character) {
  return try_to_utf8(x, invalid, replacement).or_stop("strings::to_utf8");
}

}  // namespace tenon::strings
