// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/parse_number.hpp>

#include <concepts>
#include <limits>
#include <string>
#include <type_traits>

namespace tenon::io::detail {

using data::detail::NumberFault;
using data::detail::parse_number;
using data::detail::trimmed;

/// The name of a dtype, as in "float", "uint8".
template <class T>
[[gnu::cold]] std::string number_type() {
  if constexpr (std::same_as<T, bool>)
    return "bool";
  else if constexpr (std::same_as<T, float>)
    return "float";
  else if constexpr (std::same_as<T, double>)
    return "double";
  else if constexpr (std::floating_point<T>)
    return "long double";
  else
    return (std::is_signed_v<T> ? "int" : "uint") + std::to_string(8 * sizeof(T));
}

/// What a cell should have held, for a message: "a whole number (uint8)".
template <class T>
[[gnu::cold]] std::string number_expected(NumberFault fault) {
  std::string const type = " (" + number_type<T>() + ")";
  if constexpr (std::same_as<T, bool>) {
    return "0, 1, true or false" + type;
  } else if constexpr (std::floating_point<T>) {
    if (fault == NumberFault::non_finite) return "a finite number" + type;
    if (fault == NumberFault::range) return "a number within the range of " + number_type<T>();
    return "a number" + type;
  } else {
    if (fault == NumberFault::range)
      return "a whole number from " + std::to_string(std::numeric_limits<T>::min()) + " to " +
             std::to_string(std::numeric_limits<T>::max()) + type;
    return "a whole number" + type;
  }
}

}  // namespace tenon::io::detail
