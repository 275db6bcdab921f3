// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/exponential.hpp>
#include <tenon/op/math/pairs.hpp>

/// The sign as a bit of its own: that of -0 and of NaN too.
namespace tenon {
namespace op {

/// Whether the sign bit is set; of integers, whether x is negative.
struct SignBit {
  static constexpr char name[] = "signbit";
  static constexpr int arity = 1, flops = 1;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Codomain codomain = Codomain::boolean;
  template <class L>
  static constexpr auto lane(L x) {
    using T = typename L::value_type;
    if constexpr (std::is_floating_point_v<T>) {
      auto const as_integer = bits<std::make_signed_t<typename lanes::math::detail::Real<T>::Bits>>(x);
      return as_integer < as_integer - as_integer;
    } else
      return x < L(T(0));
  }
};

/// |a| with the sign bit of b. The cotangent changes its sign with a.
struct CopySign {
  static constexpr char name[] = "copysign";
  static constexpr int arity = 2, flops = 2;
  static constexpr Domain domain = Domain::floating;
  static constexpr Codomain codomain = Codomain::same;
  template <class L>
  static constexpr L lane(L a, L b) {
    return lanes::math::detail::with_sign(abs(a), b);
  }
  template <class D>
  static constexpr void derive(D& d) {
    auto const changed = elementwise<LogicalXor>(elementwise<SignBit>(d.in(0)), elementwise<SignBit>(d.in(1)));
    if (d.wants(0)) d.add(0, elementwise<Where>(changed, -d.g(), d.g()));
  }
};

}  // namespace op

template <> struct OpOf<hash_name("signbit")> : std::type_identity<op::SignBit> {};
template <> struct OpOf<hash_name("copysign")> : std::type_identity<op::CopySign> {};

/// Whether the sign bit is set, that of -0 and NaN too; of integers, whether x is negative.   [S...] -> bool [S...]
template <Operand X>
constexpr auto signbit(X&& x) {
  return Elementwise<op::SignBit>::call(static_cast<X&&>(x));
}
/// |a| with the sign of b, that of a zero too; the derivative with respect to b is 0.   [A...], [B...] -> [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto copysign(A&& a, B&& b) {
  return Elementwise<op::CopySign>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}

}  // namespace tenon
