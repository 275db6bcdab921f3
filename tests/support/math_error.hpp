// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

/// How far a result is from the exact one.
namespace tenon_test {

using Long = long double;

template <class T>
T from_bits(std::uint64_t bits) {
  using U = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  return __builtin_bit_cast(T, static_cast<U>(bits));
}

template <class T>
bool same(T a, T b) {
  return std::memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}

// The distance in units of the last place of the exact value, which is of a wider type. What overflows or is not a number
// must be so exactly, but for the last value before infinity, whose neighbour it is.
template <class T, class Wide>
double error_in_ulp(T got, Wide exact) {
  using N = std::numeric_limits<T>;
  T const rounded = static_cast<T>(exact);
  if (std::isinf(rounded) && std::isfinite(exact) && got == std::copysign(N::max(), rounded))
    return static_cast<double>((std::fabs(exact) - N::max()) / std::ldexp(Wide(1), N::max_exponent - N::digits));
  if (std::isinf(got) && std::fabs(rounded) == N::max() && std::signbit(got) == std::signbit(rounded)) return 1;
  if (!std::isfinite(rounded) || !std::isfinite(got)) return same(got, rounded) ? 0 : 1e9;
  if (exact == 0 && !same(got, rounded)) return 1e9;
  int exponent;
  std::frexp(exact, &exponent);
  int const last = exact == 0 ? N::min_exponent - N::digits : std::max(exponent, N::min_exponent) - N::digits;
  return static_cast<double>(std::ldexp(std::fabs(static_cast<Wide>(got) - exact), -last));
}

/// What units in the last place measure; a function may have another measure near its zeros.
struct InUlp {
  template <class T, class Wide, class... X>
  static double error(T got, Wide exact, X...) {
    return error_in_ulp(got, exact);
  }
};

}  // namespace tenon_test
