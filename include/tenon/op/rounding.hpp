// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/exponential.hpp>
#include <tenon/op/math/rounding.hpp>

namespace tenon {
namespace op {

// Steps: without a rule of derivation the cotangent ends here, and the derivative is 0.

struct Floor : detail::Function {
  static constexpr char name[] = "floor";
  static constexpr int flops = 3;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::floor(x);
  }
};
struct Ceil : detail::Function {
  static constexpr char name[] = "ceil";
  static constexpr int flops = 4;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::ceil(x);
  }
};
struct Trunc : detail::Function {
  static constexpr char name[] = "trunc";
  static constexpr int flops = 5;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::trunc(x);
  }
};
struct Round : detail::Function {
  static constexpr char name[] = "round";
  static constexpr int flops = 1;
  template <class L>
  static constexpr L lane(L x) {
    return round(x);
  }
};

}  // namespace op

template <> struct OpOf<hash_name("floor")> : std::type_identity<op::Floor> {};
template <> struct OpOf<hash_name("ceil")> : std::type_identity<op::Ceil> {};
template <> struct OpOf<hash_name("trunc")> : std::type_identity<op::Trunc> {};
template <> struct OpOf<hash_name("round")> : std::type_identity<op::Round> {};

/// The largest integral value that is not above x; the derivative is 0.   [S...] -> [S...]
/// These four are exact, keep the sign of zero, NaN and infinity, and want a floating dtype.
template <Operand X>
constexpr auto floor(X&& x) {
  return Elementwise<op::Floor>::call(static_cast<X&&>(x));
}
/// The smallest integral value that is not below x; the derivative is 0.   [S...] -> [S...]
template <Operand X>
constexpr auto ceil(X&& x) {
  return Elementwise<op::Ceil>::call(static_cast<X&&>(x));
}
/// The integral part of x; the derivative is 0.   [S...] -> [S...]
template <Operand X>
constexpr auto trunc(X&& x) {
  return Elementwise<op::Trunc>::call(static_cast<X&&>(x));
}
/// The nearest integral value, of two the even one, as NumPy's rint; the derivative is 0.   [S...] -> [S...]
template <Operand X>
constexpr auto round(X&& x) {
  return Elementwise<op::Round>::call(static_cast<X&&>(x));
}

}  // namespace tenon
