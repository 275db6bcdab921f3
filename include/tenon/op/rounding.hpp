// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/exponential.hpp>
#include <tenon/op/math/rounding.hpp>

namespace tenon {
namespace op {

namespace detail {
/// A step: without a rule of derivation the cotangent ends here, and the derivative is 0. Integers are integral.
struct Step {
  static constexpr int arity = 1;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Codomain codomain = Codomain::same;
  static constexpr NodeId simplify(Builder& b, NodeId const* in) { return is_floating(b[in[0]].dtype) ? -1 : in[0]; }
};
template <class L>
inline constexpr bool is_integral_lane = std::is_integral_v<typename L::value_type>;
}  // namespace detail

struct Floor : detail::Step {
  static constexpr char name[] = "floor";
  static constexpr int flops = 3;
  template <class L>
  static constexpr L lane(L x) {
    if constexpr (detail::is_integral_lane<L>)
      return x;
    else
      return lanes::math::floor(x);
  }
};
struct Ceil : detail::Step {
  static constexpr char name[] = "ceil";
  static constexpr int flops = 4;
  template <class L>
  static constexpr L lane(L x) {
    if constexpr (detail::is_integral_lane<L>)
      return x;
    else
      return lanes::math::ceil(x);
  }
};
struct Trunc : detail::Step {
  static constexpr char name[] = "trunc";
  static constexpr int flops = 5;
  template <class L>
  static constexpr L lane(L x) {
    if constexpr (detail::is_integral_lane<L>)
      return x;
    else
      return lanes::math::trunc(x);
  }
};
struct Round : detail::Step {
  static constexpr char name[] = "round";
  static constexpr int flops = 1;
  template <class L>
  static constexpr L lane(L x) {
    if constexpr (detail::is_integral_lane<L>)
      return x;
    else
      return round(x);
  }
};

}  // namespace op

template <> struct OpOf<hash_name("floor")> : std::type_identity<op::Floor> {};
template <> struct OpOf<hash_name("ceil")> : std::type_identity<op::Ceil> {};
template <> struct OpOf<hash_name("trunc")> : std::type_identity<op::Trunc> {};
template <> struct OpOf<hash_name("round")> : std::type_identity<op::Round> {};

/// The largest integral value that is not above x; the derivative is 0.   [S...] -> [S...]
/// These four are exact and keep the sign of zero, NaN and infinity; integers stay as they are.
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
