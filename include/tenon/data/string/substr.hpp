// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/result.hpp>
#include <tenon/data/string/utf8.hpp>

#include <concepts>

namespace tenon::strings {

/// As a length: up to the end.
inline constexpr std::int64_t to_end = 0x7fffffffffffffff;

namespace detail {
/// A position or length for string i: one number for all, or one for each.
template <class N>
constexpr std::int64_t number_at(N const& n, std::size_t i) {
  if constexpr (std::integral<N>)
    return static_cast<std::int64_t>(n);
  else
    return static_cast<std::int64_t>(n.element(i));
}

template <class N, class X>
concept NumberOrNumbers = std::integral<N> || (std::integral<typename N::value_type> && requires(N const& n) { n.element(0); } &&
                                               std::same_as<typename N::shape_type, typename X::shape_type> && !X::has_rows);
}  // namespace detail

/// `length` bytes (or characters) from `position` on; fewer where the string ends before. Both are a number, or a tensor with one
/// for each string. A negative position counts from the end: -1 is the last byte. One that is not in the string, and not its end,
/// is an error that names the string; so is a negative length.   [S...] -> [S...]
template <Strings X, detail::NumberOrNumbers<X> P, detail::NumberOrNumbers<X> L = std::int64_t>
constexpr data::Result<typename X::strings_type> try_substr(X const& x, P const& position, L const& length = to_end,
                                                            Unit unit = Unit::bytes) {
  for (std::size_t i = 0; i < x.elements(); ++i) {
    auto const at = detail::number_at(position, i), n = detail::number_at(length, i);
    auto const size = static_cast<std::int64_t>(unit == Unit::bytes ? x.element(i).size() : utf8::count(x.element(i)));
    if (at > size || at < -size)
      return data::Outcome::failure("position ", at, " is not in string ", i, ", which has ", size,
                                    unit == Unit::bytes ? " bytes" : " characters");
    if (n < 0) return data::Outcome::failure("length ", n, ", of string ", i, ", is negative");
  }
  return detail::try_map(x, [&](std::string_view text, std::size_t i, auto& out) {
    auto const at = detail::number_at(position, i);
    auto const n = static_cast<std::size_t>(detail::number_at(length, i));
    auto const size = unit == Unit::bytes ? text.size() : utf8::count(text);
    auto const first = static_cast<std::size_t>(at < 0 ? at + static_cast<std::int64_t>(size) : at);
    if (unit == Unit::bytes) return out.extend(tenon::detail::part_of(text, first, n));
    auto const rest = tenon::detail::part_of(text, utf8::byte_of(text, first));
    return out.extend(tenon::detail::part_of(rest, 0, utf8::byte_of(rest, n)));
  });
}
template <Strings X, detail::NumberOrNumbers<X> P, detail::NumberOrNumbers<X> L = std::int64_t>
constexpr auto substr(X const& x, P const& position, L const& length = to_end, Unit unit = Unit::bytes) {
  return try_substr(x, position, length, unit).or_stop("strings::substr");
}

}  // namespace tenon::strings
