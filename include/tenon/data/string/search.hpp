// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/result.hpp>

namespace tenon::strings {

/// The byte at which `part` is found first, -1 where it is not; an empty one is found at 0.   [S...] -> int32 [S...]
template <Strings X>
constexpr auto find(X const& x, std::string_view part) {
  return detail::numbers<std::int32_t>(x, [part](std::string_view text) {
    auto const at = text.find(part);
    return at == text.npos ? -1 : static_cast<std::int32_t>(at);
  });
}
/// The byte at which `part` is found last, -1 where it is not.   [S...] -> int32 [S...]
template <Strings X>
constexpr auto rfind(X const& x, std::string_view part) {
  return detail::numbers<std::int32_t>(x, [part](std::string_view text) {
    auto const at = text.rfind(part);
    return at == text.npos ? -1 : static_cast<std::int32_t>(at);
  });
}
/// How often `part` is found, places that do not overlap; an empty one once more than there are bytes.   [S...] -> int32 [S...]
template <Strings X>
constexpr auto count(X const& x, std::string_view part) {
  return detail::numbers<std::int32_t>(x, [part](std::string_view text) {
    std::int32_t n = 0;
    std::size_t const step = part.empty() ? 1 : part.size();
    for (std::size_t at = 0; at <= text.size() && (at = text.find(part, at)) != text.npos; at += step) ++n;
    return n;
  });
}
/// [S...] -> bool [S...]
template <Strings X>
constexpr auto contains(X const& x, std::string_view part) {
  return detail::numbers<bool>(x, [part](std::string_view text) { return text.find(part) != text.npos; });
}
template <Strings X>
constexpr auto starts_with(X const& x, std::string_view part) {
  return detail::numbers<bool>(x, [part](std::string_view text) { return text.starts_with(part); });
}
template <Strings X>
constexpr auto ends_with(X const& x, std::string_view part) {
  return detail::numbers<bool>(x, [part](std::string_view text) { return text.ends_with(part); });
}

/// `to` instead of `from`, everywhere from left to right, or the first `most` times. `from` is a text, no pattern, and not empty.
/// Fails where the result does not fit the capacity.   [S...] -> [S...]
template <Strings X>
constexpr data::Result<typename X::strings_type> try_replace(X const& x, std::string_view from, std::string_view to,
                                                             std::size_t most = static_cast<std::size_t>(-1)) {
  if (from.empty()) return data::Outcome::failure("an empty text cannot be replaced");
  return detail::try_map(x, [=](std::string_view text, std::size_t, auto& out) {
    std::size_t at = 0;
    for (std::size_t n = 0; n < most; ++n) {
      auto const found = text.find(from, at);
      if (found == text.npos) break;
      if (!out.extend(tenon::detail::part_of(text, at, found - at)) || !out.extend(to)) return false;
      at = found + from.size();
    }
    return out.extend(tenon::detail::part_of(text, at));
  });
}
template <Strings X>
constexpr auto replace(X const& x, std::string_view from, std::string_view to, std::size_t most = static_cast<std::size_t>(-1)) {
  return try_replace(x, from, to, most).or_stop("strings::replace");
}

}  // namespace tenon::strings
