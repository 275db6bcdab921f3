// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/apply.hpp>
#include <tenon/op/sign_and_choice.hpp>

namespace tenon {

constexpr Value operator+(Value a, Value b);
constexpr Value operator-(Value a, Value b);
constexpr Value operator*(Value a, Value b);
constexpr Value operator/(Value a, Value b);
constexpr Value operator-(Value a);
/// A constant of a value's dtype.
constexpr Value constant_like(Value v, double c) { return {v.builder, v.builder->constant((*v.builder)[v.id].dtype, Dims{}, c)}; }
constexpr Value operator+(Value a, double c) { return a + constant_like(a, c); }
constexpr Value operator-(double c, Value a) { return constant_like(a, c) - a; }
constexpr Value operator*(Value a, double c) { return a * constant_like(a, c); }

namespace op {

namespace detail {
/// -x where that takes no step more than x: the sign goes into a constant. -1 where it does.
constexpr NodeId negated_for_nothing(Builder& b, NodeId id);
/// x + y of terms that are zero on opposite sides of a condition: one choice. A term that is infinite or NaN on the other side
/// has no part in it any more. -1 of anything else.
constexpr NodeId joined_sides(Builder& b, NodeId x, NodeId y);
/// g c: a constant goes into the one by which a cotangent is multiplied already.
constexpr Value scaled(Value g, Value c);
}  // namespace detail

struct Add {
  static constexpr char name[] = "add";
  static constexpr int arity = 2, flops = 1;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Codomain codomain = Codomain::same;
  template <class L>
  static constexpr L lane(L a, L b) {
    return a + b;
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g());
    d.add(1, d.g());
  }
  static constexpr NodeId simplify(Builder& b, NodeId const* in) {
    // x + 0 is x but for x = -0, where the sum is +0: a difference no comparison sees.
    if (b.is_constant(in[1], 0)) return in[0];
    if (b.is_constant(in[0], 0)) return in[1];
    if (NodeId const y = detail::negated(b, in[1]); y >= 0) return (Value{&b, in[0]} - Value{&b, y}).id;
    if (NodeId const x = detail::negated(b, in[0]); x >= 0) return (Value{&b, in[1]} - Value{&b, x}).id;
    return detail::joined_sides(b, in[0], in[1]);
  }
};

struct Sub {
  static constexpr char name[] = "sub";
  static constexpr int arity = 2, flops = 1;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Codomain codomain = Codomain::same;
  template <class L>
  static constexpr L lane(L a, L b) {
    return a - b;
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g());
    if (d.wants(1)) d.add(1, -d.g());
  }
  static constexpr NodeId simplify(Builder& b, NodeId const* in) {
    if (b.is_constant(in[1], 0)) return in[0];
    if (in[0] == in[1] && is_integer(b[in[0]].dtype)) return b.constant(b[in[0]].dtype, b[in[0]].dims, Scalar{});
    if (NodeId const y = detail::negated(b, in[1]); y >= 0) return (Value{&b, in[0]} + Value{&b, y}).id;
    return -1;
  }
};

struct Mul {
  static constexpr char name[] = "mul";
  static constexpr int arity = 2, flops = 1;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Codomain codomain = Codomain::same;
  template <class L>
  static constexpr L lane(L a, L b) {
    return a * b;
  }
  template <class D>
  static constexpr void derive(D& d) {
    if (d.wants(0)) d.add(0, detail::scaled(d.g(), d.in(1)));
    if (d.wants(1)) d.add(1, detail::scaled(d.g(), d.in(0)));
  }
  static constexpr NodeId simplify(Builder& b, NodeId const* in) {
    for (int k = 0; k < 2; ++k) {
      NodeId const c = in[k], other = in[1 - k];
      if (b.is_constant(c, 1)) return other;
      if (b.is_constant(c, -1)) return (-Value{&b, other}).id;
      if (detail::is_constant_integer(b, c, 0)) return c;
      // A change of sign is exact: it goes into a constant, and two are none.
      NodeId const x = detail::negated(b, other);
      if (x >= 0 && (b.is_constant(c) || detail::negated(b, c) >= 0)) {
        Value const one{&b, x}, negative = -Value{&b, c};
        return (k == 0 ? negative * one : one * negative).id;
      }
    }
    return -1;
  }
};

namespace detail {
/// Notes the division of an integer by a constant 0, which is no number that anybody wants; -1 otherwise.
constexpr NodeId integer_by_zero(Builder& b, NodeId const* in) {
  Node const x = b[in[0]];
  return is_integer(x.dtype) && b.is_constant(in[1], 0) ? b.fail(RecordError::zero_divisor, x.dtype, x.dims) : -1;
}
}  // namespace detail

/// Integers: truncates toward zero; x / 0 is 0.
struct Div {
  static constexpr char name[] = "div";
  static constexpr int arity = 2, flops = 1;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Codomain codomain = Codomain::same;
  template <class L>
  static constexpr L lane(L a, L b) {
    return a / b;
  }
  template <class D>
  static constexpr void derive(D& d) {
    if (!is_floating(d.node().dtype)) return;
    auto const quotient = d.g() / d.in(1);
    if (d.wants(0)) d.add(0, quotient);
    if (d.wants(1)) d.add(1, -(quotient * d.out()));
  }
  static constexpr NodeId simplify(Builder& b, NodeId const* in) {
    if (b.is_constant(in[1], 1)) return in[0];
    if (NodeId const id = detail::integer_by_zero(b, in); id >= 0) return id;
    if (is_floating(b[in[0]].dtype))
      for (int k = 0; k < 2; ++k) {
        NodeId const x = detail::negated(b, in[1 - k]);
        if (x < 0 || (!b.is_constant(in[k]) && detail::negated(b, in[k]) < 0)) continue;
        Value const one{&b, x}, other = -Value{&b, in[k]};
        return (k == 0 ? other / one : one / other).id;
      }
    // Division by a power of two is an exact multiplication.
    Node const divisor = b[in[1]];
    if (divisor.op == &op::constant && is_floating(divisor.dtype)) {
      auto const bits = __builtin_bit_cast(std::uint64_t, divisor.constant.f);
      auto const exponent = (bits >> 52) & 0x7FF;
      if ((bits << 12) == 0 && exponent > 1023 - 100 && exponent < 1023 + 100) {
        NodeId const inverse = b.constant(divisor.dtype, divisor.dims, 1 / divisor.constant.f);
        return elementwise<Mul>(Value{&b, in[0]}, Value{&b, inverse}).id;
      }
    }
    return -1;
  }
};

struct Neg {
  static constexpr char name[] = "neg";
  static constexpr int arity = 1, flops = 1;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Codomain codomain = Codomain::same;
  template <class L>
  static constexpr L lane(L a) {
    return -a;
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, -d.g());
  }
  static constexpr NodeId simplify(Builder& b, NodeId const* in) { return detail::negated_for_nothing(b, in[0]); }
};

/// a * b + c with one rounding where the processor can.
struct Fma {
  static constexpr char name[] = "fma";
  static constexpr int arity = 3, flops = 2;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Codomain codomain = Codomain::same;
  template <class L>
  static constexpr L lane(L a, L b, L c) {
    return fma(a, b, c);
  }
  template <class D>
  static constexpr void derive(D& d) {
    if (d.wants(0)) d.add(0, d.g() * d.in(1));
    if (d.wants(1)) d.add(1, d.g() * d.in(0));
    d.add(2, d.g());
  }
};

struct Square {
  static constexpr char name[] = "square";
  static constexpr int arity = 1, flops = 1;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Codomain codomain = Codomain::same;
  template <class L>
  static constexpr L lane(L a) {
    return a * a;
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, detail::scaled(d.g(), constant_like(d.g(), 2)) * d.in(0));  // the cotangent of a mean is a constant
  }
  static constexpr NodeId simplify(Builder& b, NodeId const* in) {
    NodeId const x = detail::negated(b, in[0]);
    return x < 0 ? -1 : elementwise<Square>(Value{&b, x}).id;
  }
};

}  // namespace op

template <> struct OpOf<hash_name("add")> : std::type_identity<op::Add> {};
template <> struct OpOf<hash_name("sub")> : std::type_identity<op::Sub> {};
template <> struct OpOf<hash_name("mul")> : std::type_identity<op::Mul> {};
template <> struct OpOf<hash_name("div")> : std::type_identity<op::Div> {};
template <> struct OpOf<hash_name("neg")> : std::type_identity<op::Neg> {};
template <> struct OpOf<hash_name("fma")> : std::type_identity<op::Fma> {};
template <> struct OpOf<hash_name("square")> : std::type_identity<op::Square> {};

constexpr Value operator+(Value a, Value b) { return elementwise<op::Add>(a, b); }
constexpr Value operator-(Value a, Value b) { return elementwise<op::Sub>(a, b); }
constexpr Value operator*(Value a, Value b) { return elementwise<op::Mul>(a, b); }
constexpr Value operator/(Value a, Value b) { return elementwise<op::Div>(a, b); }
constexpr Value operator-(Value a) { return elementwise<op::Neg>(a); }

namespace op::detail {

constexpr NodeId negated_for_nothing(Builder& b, NodeId id) {
  Node n = b[id];  // a copy: nodes move
  if (NodeId const x = negated(b, id); x >= 0) return x;
  bool const product = is_op(b, id, "mul"), quotient = is_op(b, id, "div") && is_floating(n.dtype);
  if (product || quotient)
    for (int k = 0; k < 2; ++k)
      if (b.is_constant(n.in[k])) {
        Value const c = -Value{&b, n.in[k]}, other{&b, n.in[1 - k]};
        return (product ? other * c : k == 0 ? c / other : other / c).id;
      }
  if (is_op(b, id, "times_sign")) {
    n.in[0] = b.is_constant(n.in[0]) ? (-Value{&b, n.in[0]}).id : negated_for_nothing(b, n.in[0]);
    return n.in[0] < 0 ? -1 : b.add(n);
  }
  if (is_op(b, id, "where")) {
    NodeId const one = negated_for_nothing(b, n.in[1]), other = one < 0 ? -1 : negated_for_nothing(b, n.in[2]);
    if (other < 0) return -1;
    n.in[1] = one;
    n.in[2] = other;
    return b.add(n);
  }
  return -1;
}

/// The term without the choice.
constexpr NodeId on_its_side(Builder& b, NodeId term, OneSided s) {
  if (term == s.choice) return b[term].in[s.side];
  Node n = b[term];  // a copy: nodes move
  int const k = one_sided(b, n.in[0]).choice == s.choice ? 0 : 1;
  n.in[k] = on_its_side(b, n.in[k], s);
  return is_op(b, term, "mul") ? (Value{&b, n.in[0]} * Value{&b, n.in[1]}).id : b.add(n);
}
constexpr NodeId joined_sides(Builder& b, NodeId x, NodeId y) {
  OneSided const s = one_sided(b, x);
  if (s.side == 0) return -1;
  OneSided const t = one_sided(b, y);
  if (s.side + t.side != 3 || b[s.choice].in[0] != b[t.choice].in[0]) return -1;
  Node n = b[s.choice];
  NodeId const one = on_its_side(b, x, s), other = on_its_side(b, y, t);
  n.in[s.side] = one;
  n.in[t.side] = other;
  return b.add(n);
}

constexpr Value scaled(Value g, Value c) {
  Builder& b = *g.builder;
  Node const product = b[g.id];
  if (b.is_constant(c.id) && is_op(b, g.id, "mul"))
    for (int k = 0; k < 2; ++k) {
      if (!b.is_constant(product.in[k])) continue;
      Value const both = Value{&b, product.in[k]} * c;
      double const size = b[both.id].constant.f < 0 ? -b[both.id].constant.f : b[both.id].constant.f;
      if (size >= 0x1p-126 && size <= 0x1p127) return Value{&b, product.in[1 - k]} * both;  // no factor is lost
    }
  return g * c;
}

}  // namespace op::detail

constexpr void Derivation::add(int i, Value v) { add_to(node().in[i], v); }
constexpr void Derivation::add_to(NodeId input, Value v) {
  if (!wanted_[input]) return;
  adjoint_[input] = adjoint_[input] < 0 ? v.id : (Value{builder_, adjoint_[input]} + v).id;
}

/// Sum of two tensors, or of a tensor and a scalar; shapes broadcast.   [A...], [B...] -> [broadcast]
/// Fails to compile when the shapes do not broadcast or the dtypes differ. Example: examples/02_tensors.cpp
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator+(A&& a, B&& b) {
  using Op = Elementwise<op::Add>;
  if constexpr (!detail::faulty<Op, A, B>)
    return apply<Op>(static_cast<A&&>(a), static_cast<B&&>(b));
  else if constexpr (Op::template clash<A, B>) {
    using Sides = detail::Clash<A, B>;
    static_assert(diagnose::same_dtype<op::Add, typename Sides::left, typename Sides::right>, TENON_DTYPES_CLASH);
    static_assert(diagnose::shapes_broadcast<op::Add, typename Sides::lhs, typename Sides::rhs>, TENON_SHAPES_CLASH);
    return Invalid{};
  } else
    return Op::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
/// Difference; shapes broadcast.   [A...], [B...] -> [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator-(A&& a, B&& b) {
  using Op = Elementwise<op::Sub>;
  if constexpr (!detail::faulty<Op, A, B>)
    return apply<Op>(static_cast<A&&>(a), static_cast<B&&>(b));
  else if constexpr (Op::template clash<A, B>) {
    using Sides = detail::Clash<A, B>;
    static_assert(diagnose::same_dtype<op::Sub, typename Sides::left, typename Sides::right>, TENON_DTYPES_CLASH);
    static_assert(diagnose::shapes_broadcast<op::Sub, typename Sides::lhs, typename Sides::rhs>, TENON_SHAPES_CLASH);
    return Invalid{};
  } else
    return Op::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
/// Elementwise product; shapes broadcast. The matrix product is `matmul`.   [A...], [B...] -> [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator*(A&& a, B&& b) {
  using Op = Elementwise<op::Mul>;
  if constexpr (!detail::faulty<Op, A, B>)
    return apply<Op>(static_cast<A&&>(a), static_cast<B&&>(b));
  else if constexpr (Op::template clash<A, B>) {
    using Sides = detail::Clash<A, B>;
    static_assert(diagnose::same_dtype<op::Mul, typename Sides::left, typename Sides::right>, TENON_DTYPES_CLASH);
    static_assert(diagnose::shapes_broadcast<op::Mul, typename Sides::lhs, typename Sides::rhs>, TENON_SHAPES_CLASH);
    return Invalid{};
  } else
    return Op::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
/// Quotient; shapes broadcast. Integers truncate toward zero and x / 0 is 0.   [A...], [B...] -> [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator/(A&& a, B&& b) {
  using Op = Elementwise<op::Div>;
  if constexpr (!detail::faulty<Op, A, B>)
    return apply<Op>(static_cast<A&&>(a), static_cast<B&&>(b));
  else if constexpr (Op::template clash<A, B>) {
    using Sides = detail::Clash<A, B>;
    static_assert(diagnose::same_dtype<op::Div, typename Sides::left, typename Sides::right>, TENON_DTYPES_CLASH);
    static_assert(diagnose::shapes_broadcast<op::Div, typename Sides::lhs, typename Sides::rhs>, TENON_SHAPES_CLASH);
    return Invalid{};
  } else
    return Op::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
/// Negation.   [S...] -> [S...]
template <Operand X>
constexpr auto operator-(X&& x) {
  return Elementwise<op::Neg>::call(static_cast<X&&>(x));
}
/// x * x.   [S...] -> [S...]
template <Operand X>
constexpr auto square(X&& x) {
  return Elementwise<op::Square>::call(static_cast<X&&>(x));
}
/// a * b + c in one rounding where the processor can.   three shapes -> [broadcast]
template <class A, class B, class C>
  requires Operands<A, B, C>
constexpr auto fma(A&& a, B&& b, C&& c) {
  return Elementwise<op::Fma>::call(static_cast<A&&>(a), static_cast<B&&>(b), static_cast<C&&>(c));
}

}  // namespace tenon
