// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arithmetic.hpp>

/// Integers bit by bit. On tensors of bool the first four are and, or, exclusive or, and not, as in NumPy.
namespace tenon {
namespace op {

namespace detail {
struct Bitwise {
  static constexpr int arity = 2, flops = 1;
  static constexpr Domain domain = Domain::discrete;
  static constexpr Codomain codomain = Codomain::same;
};
struct Shift : Bitwise {
  static constexpr Domain domain = Domain::integer;
  static constexpr NodeId simplify(Builder& b, NodeId const* in) { return b.is_constant(in[1], 0) ? in[0] : -1; }
};
}  // namespace detail

struct BitwiseAnd : detail::Bitwise {
  static constexpr char name[] = "bitwise_and";
  template <class L>
  static constexpr L lane(L a, L b) {
    return a & b;
  }
};
struct BitwiseOr : detail::Bitwise {
  static constexpr char name[] = "bitwise_or";
  template <class L>
  static constexpr L lane(L a, L b) {
    return a | b;
  }
};
struct BitwiseXor : detail::Bitwise {
  static constexpr char name[] = "bitwise_xor";
  template <class L>
  static constexpr L lane(L a, L b) {
    return a ^ b;
  }
};
struct Invert : detail::Bitwise {
  static constexpr char name[] = "invert";
  static constexpr int arity = 1;
  template <class L>
  static constexpr L lane(L x) {
    if constexpr (requires { ~x; })
      return ~x;
    else
      return !x;
  }
};

/// By the width of the dtype or more, or a negative number: all bits fall off.
struct LeftShift : detail::Shift {
  static constexpr char name[] = "left_shift";
  template <class L>
  static constexpr L lane(L a, L count) {
    return shift_left(a, count);
  }
};
struct RightShift : detail::Shift {
  static constexpr char name[] = "right_shift";
  template <class L>
  static constexpr L lane(L a, L count) {
    return shift_right(a, count);
  }
};

}  // namespace op

template <> struct OpOf<hash_name("bitwise_and")> : std::type_identity<op::BitwiseAnd> {};
template <> struct OpOf<hash_name("bitwise_or")> : std::type_identity<op::BitwiseOr> {};
template <> struct OpOf<hash_name("bitwise_xor")> : std::type_identity<op::BitwiseXor> {};
template <> struct OpOf<hash_name("invert")> : std::type_identity<op::Invert> {};
template <> struct OpOf<hash_name("left_shift")> : std::type_identity<op::LeftShift> {};
template <> struct OpOf<hash_name("right_shift")> : std::type_identity<op::RightShift> {};

/// Bits that both have; of bool, `and`. Integers and bool; shapes broadcast.   [A...], [B...] -> [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto bitwise_and(A&& a, B&& b) {
  return Elementwise<op::BitwiseAnd>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator&(A&& a, B&& b) {
  return Elementwise<op::BitwiseAnd>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
/// Bits that either has; of bool, `or`.   [A...], [B...] -> [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto bitwise_or(A&& a, B&& b) {
  return Elementwise<op::BitwiseOr>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator|(A&& a, B&& b) {
  return Elementwise<op::BitwiseOr>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
/// Bits that one has and the other has not.   [A...], [B...] -> [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto bitwise_xor(A&& a, B&& b) {
  return Elementwise<op::BitwiseXor>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator^(A&& a, B&& b) {
  return Elementwise<op::BitwiseXor>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
/// Every bit the other way; of bool, `not`.   [S...] -> [S...]
template <Operand X>
constexpr auto invert(X&& x) {
  return Elementwise<op::Invert>::call(static_cast<X&&>(x));
}
template <Operand X>
constexpr auto operator~(X&& x) {
  return Elementwise<op::Invert>::call(static_cast<X&&>(x));
}
/// x times 2 to the power of the count, bits that do not fit falling off: 0 for a count that is not less than the width
/// of the dtype, or negative. Integers.   [A...], [B...] -> [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto left_shift(A&& a, B&& count) {
  return Elementwise<op::LeftShift>::call(static_cast<A&&>(a), static_cast<B&&>(count));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator<<(A&& a, B&& count) {
  return Elementwise<op::LeftShift>::call(static_cast<A&&>(a), static_cast<B&&>(count));
}
/// x divided by 2 to the power of the count, rounded down: for a count that is not less than the width of the dtype, or
/// negative, 0, and -1 of a negative x. Integers.   [A...], [B...] -> [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto right_shift(A&& a, B&& count) {
  return Elementwise<op::RightShift>::call(static_cast<A&&>(a), static_cast<B&&>(count));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator>>(A&& a, B&& count) {
  return Elementwise<op::RightShift>::call(static_cast<A&&>(a), static_cast<B&&>(count));
}

}  // namespace tenon
