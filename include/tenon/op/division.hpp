// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/division.hpp>
#include <tenon/op/rounding.hpp>

/// Division to an integral quotient, and what it leaves. Integers give 0 where the divisor is 0.
namespace tenon {
namespace op {

namespace detail {
struct Division {
  static constexpr int arity = 2, flops = 12;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Codomain codomain = Codomain::same;
  static constexpr NodeId simplify(Builder& b, NodeId const* in) { return integer_by_zero(b, in); }
};
/// What truncating division of integers leaves: 0 for x / 0.
template <class L>
TENON_INLINE constexpr L truncated_rest(L a, L b) {
  L const zero(typename L::value_type(0));
  return select(b == zero, zero, a - a / b * b);
}
}  // namespace detail

/// What is left has the sign of the dividend: C's `%` and fmod, exact.
struct Fmod : detail::Division {
  static constexpr char name[] = "fmod";
  template <class L>
  static constexpr L lane(L a, L b) {
    if constexpr (std::is_floating_point_v<typename L::value_type>)
      return lanes::math::fmod(a, b);
    else
      return detail::truncated_rest(a, b);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g());
    if (d.wants(1)) d.add(1, -(d.g() * elementwise<Trunc>(d.in(0) / d.in(1))));
  }
};

/// The quotient rounded down. A step: its derivative is 0.
struct FloorDivide : detail::Division {
  static constexpr char name[] = "floor_divide";
  template <class L>
  static constexpr L lane(L a, L b) {
    using T = typename L::value_type;
    if constexpr (std::is_floating_point_v<T>)
      return lanes::math::floor_divide(a, b);
    else if constexpr (std::is_unsigned_v<T>)
      return a / b;
    else {
      // Division truncates: it is one too large where something is left that has not the sign of b.
      L const zero(T(0)), quotient = a / b, rest = detail::truncated_rest(a, b);
      return select((rest != zero) & ((rest < zero) ^ (b < zero)), quotient - L(T(1)), quotient);
    }
  }
};

/// What the quotient rounded down leaves: it has the sign of the divisor, as Python's `%`.
struct Remainder : detail::Division {
  static constexpr char name[] = "remainder";
  template <class L>
  static constexpr L lane(L a, L b) {
    using T = typename L::value_type;
    if constexpr (std::is_floating_point_v<T>)
      return lanes::math::remainder(a, b);
    else {
      L const rest = detail::truncated_rest(a, b);
      if constexpr (std::is_unsigned_v<T>)
        return rest;
      else {
        L const zero(T(0));
        return select((rest != zero) & ((rest < zero) ^ (b < zero)), rest + b, rest);
      }
    }
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g());
    if (d.wants(1)) d.add(1, -(d.g() * elementwise<FloorDivide>(d.in(0), d.in(1))));
  }
};

}  // namespace op

template <> struct OpOf<hash_name("fmod")> : std::type_identity<op::Fmod> {};
template <> struct OpOf<hash_name("floor_divide")> : std::type_identity<op::FloorDivide> {};
template <> struct OpOf<hash_name("remainder")> : std::type_identity<op::Remainder> {};

/// a / b rounded down, as Python's `//`: floor(-0.5) is -1. Floating numbers give the quotient that belongs to `remainder`, from
/// 2^22 (double: 2^51) on to within 2 units in the last place, and a / b where b is 0; integers give 0 for x / 0.   [A...],
/// [B...] -> [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto floor_divide(A&& a, B&& b) {
  return Elementwise<op::FloorDivide>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
/// What is left of a after that, with the sign of b, as Python's `%`. Floating numbers: exact but for one rounding where the
/// signs differ; NaN where b is 0 or a infinite; a zero has b's sign. Integers give 0 for b = 0.
/// [A...], [B...] -> [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto remainder(A&& a, B&& b) {
  return Elementwise<op::Remainder>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
/// What truncating division leaves, with the sign of a, as C's fmod and `%`: exact.   [A...], [B...] -> [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto fmod(A&& a, B&& b) {
  return Elementwise<op::Fmod>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}

}  // namespace tenon
