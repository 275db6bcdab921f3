// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/exponential.hpp>

namespace tenon {
namespace op {

struct Relu : detail::Function {
  static constexpr char name[] = "relu";
  static constexpr int flops = 1;
  static constexpr Domain domain = Domain::numeric;
  template <class L>
  static constexpr L lane(L x) {
    L const zero(typename L::value_type(0));
    return select(x < zero, zero, x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, elementwise<Where>(elementwise<Greater>(d.out(), constant_like(d.out(), 0)), d.g(), constant_like(d.g(), 0)));
  }
};
/// x above 0, e^x - 1 below.
struct Elu : detail::Function {
  static constexpr char name[] = "elu";
  static constexpr int flops = 16;
  template <class L>
  static constexpr L lane(L x) {
    return select(x > L(typename L::value_type(0)), x, lanes::math::expm1(x));
  }
  // Below 0 the derivative e^x is the output + 1.
  template <class D>
  static constexpr void derive(D& d) {
    auto const y = d.out(), one = constant_like(y, 1);
    d.add(0, d.g() * elementwise<Where>(elementwise<Greater>(y, constant_like(y, 0)), one, y + 1));
  }
};
/// Scaled exponential linear unit: Klambauer et al., Self-Normalizing Neural Networks (2017).
struct Selu : detail::Function {
  static constexpr char name[] = "selu";
  static constexpr int flops = 17;
  static constexpr double alpha = 1.6732632423543772848170429916717;
  static constexpr double scale = 1.0507009873554804934193349852946;
  template <class L>
  static constexpr L lane(L x) {
    using T = typename L::value_type;
    return select(x > L(T(0)), L(T(scale)) * x, L(T(scale * alpha)) * lanes::math::expm1(x));
  }
  // Below 0: scale alpha e^x = output + scale alpha.
  template <class D>
  static constexpr void derive(D& d) {
    auto const y = d.out();
    Value const slope =
        elementwise<Where>(elementwise<Greater>(y, constant_like(y, 0)), constant_like(y, scale), y + scale * alpha);
    d.add(0, d.g() * slope);
  }
};

}  // namespace op

template <> struct OpOf<hash_name("relu")> : std::type_identity<op::Relu> {};
template <> struct OpOf<hash_name("elu")> : std::type_identity<op::Elu> {};
template <> struct OpOf<hash_name("selu")> : std::type_identity<op::Selu> {};

/// Rectified linear unit, max(x, 0); NaN stays; the derivative at 0 is 0.   [S...] -> [S...]
template <Operand X>
constexpr auto relu(X&& x) {
  return Elementwise<op::Relu>::call(static_cast<X&&>(x));
}
/// Exponential linear unit: x above 0, e^x - 1 below.   [S...] -> [S...]
template <Operand X>
constexpr auto elu(X&& x) {
  return Elementwise<op::Elu>::call(static_cast<X&&>(x));
}
/// The same with slope alpha below 0: alpha (e^x - 1).   [S...] -> [S...]
template <Operand X, class Alpha>
  requires Operands<X, Alpha>
constexpr auto elu(X const& x, Alpha const& alpha) {
  return where(x > 0, x, alpha * expm1(x));
}
/// Scaled exponential linear unit.   [S...] -> [S...]
template <Operand X>
constexpr auto selu(X&& x) {
  return Elementwise<op::Selu>::call(static_cast<X&&>(x));
}

}  // namespace tenon
