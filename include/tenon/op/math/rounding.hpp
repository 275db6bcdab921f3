// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/pairs.hpp>

/// To integral values, all exact; the sign of zero is kept: ceil(-0.5) is -0.
namespace tenon::lanes::math {

/// The largest integral value that is not above x.
template <class L>
TENON_INLINE constexpr L floor(L x) {
  L const nearest = round(x);
  return select(nearest > x, nearest - L(typename L::value_type(1)), nearest);
}

/// The smallest integral value that is not below x.
template <class L>
TENON_INLINE constexpr L ceil(L x) {
  return -floor(-x);
}

/// The integral part of x.
template <class L>
TENON_INLINE constexpr L trunc(L x) {
  return detail::with_sign(floor(abs(x)), x);
}

}  // namespace tenon::lanes::math
