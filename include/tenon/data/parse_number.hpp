// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string_view>
#include <system_error>

namespace tenon::data::detail {

/// Why a text is not a number of the type asked for.
enum class NumberFault { none, empty, text, non_finite, range };

/// `text` without the spaces and tabs around it.
inline std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Whether a decimal number lies between -1 and 1, found without computing it: of a number that no
/// type can hold it tells "too small" from "too large".
inline bool is_below_one(std::string_view decimal) noexcept {
  long magnitude = 0;  // digits before the point, or minus the zeros after it
  bool seen = false;
  bool after_point = false;
  std::size_t i = 0;
  for (; i < decimal.size() && decimal[i] != 'e' && decimal[i] != 'E'; ++i) {
    if (decimal[i] == '.') after_point = true;
    if (decimal[i] < '0' || decimal[i] > '9') continue;
    seen = seen || decimal[i] != '0';
    if (seen && !after_point) ++magnitude;
    if (!seen && after_point) --magnitude;
  }
  bool const negative = i + 1 < decimal.size() && decimal[i + 1] == '-';
  long exponent = 0;
  for (++i; i < decimal.size(); ++i)
    if (decimal[i] >= '0' && decimal[i] <= '9' && exponent < 100'000'000) exponent = exponent * 10 + (decimal[i] - '0');
  return magnitude + (negative ? -exponent : exponent) <= 0;
}

/// Reads all of `text` as a T, whatever the locale: spaces around it and a leading '+' are accepted;
/// NaN and infinities only when asked for; bool is 0, 1, true or false. Floats are rounded to nearest,
/// so that what is too small becomes 0; what is too large is out of range. `value` is set only on none.
template <class T>
NumberFault parse_number(std::string_view text, bool allow_non_finite, T& value) noexcept {
  text = trimmed(text);
  if (text.empty()) return NumberFault::empty;
  if constexpr (std::same_as<T, bool>) {
    bool const yes = text == "1" || text == "true" || text == "True" || text == "TRUE";
    bool const no = text == "0" || text == "false" || text == "False" || text == "FALSE";
    if (yes || no) value = yes;
    return yes || no ? NumberFault::none : NumberFault::text;
  } else {
    static_assert(std::integral<T> || std::floating_point<T>, "parse_number: T must be an arithmetic type");
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    T parsed{};
    auto const end = text.data() + text.size();
    auto const [stop, code] = std::from_chars(text.data(), end, parsed);
    if (code == std::errc::invalid_argument || stop != end) return NumberFault::text;
    if constexpr (std::floating_point<T>) {
      if (code == std::errc::result_out_of_range) {
        if (!is_below_one(text)) return NumberFault::range;
        parsed = text[0] == '-' ? -T{0} : T{0};
      } else if (bool const finite = parsed >= std::numeric_limits<T>::lowest() && parsed <= std::numeric_limits<T>::max();
                 !finite && !allow_non_finite) {
        return NumberFault::non_finite;
      }
    } else if (code == std::errc::result_out_of_range) {
      return NumberFault::range;
    }
    value = parsed;
    return NumberFault::none;
  }
}

}  // namespace tenon::data::detail
