// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arithmetic.hpp>

namespace tenon {
namespace op {

namespace detail {
/// A comparison: two numbers in, a boolean out, no derivative.
struct Comparison {
  static constexpr int arity = 2, flops = 1;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Codomain codomain = Codomain::boolean;
};
}  // namespace detail

/// Of numbers, or of booleans.
struct Equal : detail::Comparison {
  static constexpr char name[] = "equal";
  static constexpr Domain domain = Domain::any;
  template <class L>
  static constexpr auto lane(L a, L b) {
    if constexpr (requires { typename L::value_type; })
      return a == b;
    else
      return !(a ^ b);
  }
};
struct NotEqual : detail::Comparison {
  static constexpr char name[] = "not_equal";
  static constexpr Domain domain = Domain::any;
  template <class L>
  static constexpr auto lane(L a, L b) {
    if constexpr (requires { typename L::value_type; })
      return a != b;
    else
      return a ^ b;
  }
};
struct Less : detail::Comparison {
  static constexpr char name[] = "less";
  template <class L>
  static constexpr auto lane(L a, L b) {
    return a < b;
  }
};
struct LessEqual : detail::Comparison {
  static constexpr char name[] = "less_equal";
  template <class L>
  static constexpr auto lane(L a, L b) {
    return a <= b;
  }
};
struct Greater : detail::Comparison {
  static constexpr char name[] = "greater";
  template <class L>
  static constexpr auto lane(L a, L b) {
    return a > b;
  }
};
struct GreaterEqual : detail::Comparison {
  static constexpr char name[] = "greater_equal";
  template <class L>
  static constexpr auto lane(L a, L b) {
    return a >= b;
  }
};

namespace detail {
struct Logical {
  static constexpr int flops = 0;
  static constexpr Domain domain = Domain::boolean;
  static constexpr Codomain codomain = Codomain::boolean;
};
}  // namespace detail

struct LogicalAnd : detail::Logical {
  static constexpr char name[] = "logical_and";
  static constexpr int arity = 2;
  template <class M>
  static constexpr M lane(M a, M b) {
    return a & b;
  }
};
struct LogicalOr : detail::Logical {
  static constexpr char name[] = "logical_or";
  static constexpr int arity = 2;
  template <class M>
  static constexpr M lane(M a, M b) {
    return a | b;
  }
};
struct LogicalXor : detail::Logical {
  static constexpr char name[] = "logical_xor";
  static constexpr int arity = 2;
  template <class M>
  static constexpr M lane(M a, M b) {
    return a ^ b;
  }
};
struct LogicalNot : detail::Logical {
  static constexpr char name[] = "logical_not";
  static constexpr int arity = 1;
  template <class M>
  static constexpr M lane(M a) {
    return !a;
  }
};

namespace detail {
/// Cotangents of a choice between inputs `first`, where the condition holds, and `second`. They are selected, never multiplied by
/// zero: NaN in the branch not taken stays there.
template <class D>
constexpr void derive_choice(D& d, Value condition, int first, int second);
}  // namespace detail

/// a where the condition holds, b elsewhere.
struct Where {
  static constexpr char name[] = "where";
  static constexpr int arity = 3, flops = 1, mask_inputs = 1;
  static constexpr Domain domain = Domain::any;
  static constexpr Codomain codomain = Codomain::same;
  template <class M, class L>
  static constexpr L lane(M m, L a, L b) {
    return select(m, a, b);
  }
  template <class M>
  static constexpr M lane(M m, M a, M b) {  // booleans
    return (m & a) | ((!m) & b);
  }
  template <class D>
  static constexpr void derive(D& d) {
    detail::derive_choice(d, d.in(0), 1, 2);
  }
  static constexpr NodeId simplify(Builder& b, NodeId const* in) {
    if (in[1] == in[2]) return in[1];
    return b.is_constant(in[0]) ? (b[in[0]].constant.i != 0 ? in[1] : in[2]) : -1;
  }
};

template <class D>
constexpr void detail::derive_choice(D& d, Value condition, int first, int second) {
  Builder& b = d.builder();
  Value const zero = constant_like(d.g(), 0);
  for (int const i : {first, second}) {
    if (!d.wants(i)) continue;
    // Where input i is chosen it is the result. A sum of multiples of both is one product then, or nothing: the cotangent of
    // m = min(e, 1) in m (e - m / 2) is e - m, and Huber's loss needs no more than m.
    Value g = d.g();
    bool const sum = is_op(b, g.id, "add") || is_op(b, g.id, "sub");
    if (Multiple const m = sum ? multiple_of(b, g.id, d.in(i).id, d.node_id()) : Multiple{}; m.is) {
      if (m.by == 0) continue;
      g = m.factor < 0 ? d.out() * m.by : Value{&b, m.factor} * m.by * d.out();
    }
    d.add(i, i == first ? elementwise<Where>(condition, g, zero) : elementwise<Where>(condition, zero, g));
  }
}

/// NaN if either is NaN. At a tie the whole cotangent goes to the first operand, so that clip passes at its bounds.
struct Minimum {
  static constexpr char name[] = "minimum";
  static constexpr int arity = 2, flops = 1;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Codomain codomain = Codomain::same;
  template <class L>
  static constexpr L lane(L a, L b) {
    return min(a, b);
  }
  template <class D>
  static constexpr void derive(D& d) {
    detail::derive_choice(d, elementwise<LessEqual>(d.in(0), d.in(1)), 0, 1);
  }
};
struct Maximum {
  static constexpr char name[] = "maximum";
  static constexpr int arity = 2, flops = 1;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Codomain codomain = Codomain::same;
  template <class L>
  static constexpr L lane(L a, L b) {
    return max(a, b);
  }
  template <class D>
  static constexpr void derive(D& d) {
    detail::derive_choice(d, elementwise<GreaterEqual>(d.in(0), d.in(1)), 0, 1);
  }
};

/// The larger of two numbers, of which a NaN in b is none: `maximum` for folds whose result no NaN has to reach.
struct AtLeast {
  static constexpr char name[] = "at_least";
  static constexpr int arity = 2, flops = 1;
  static constexpr Domain domain = Domain::floating;
  static constexpr Codomain codomain = Codomain::same;
  template <class L>
  static constexpr L lane(L a, L b) {
    return at_least(a, b);
  }
};

/// -1, 0 or 1 with the sign of x; NaN stays.
struct Sign {
  static constexpr char name[] = "sign";
  static constexpr int arity = 1, flops = 2;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Codomain codomain = Codomain::same;
  template <class L>
  static constexpr L lane(L x) {
    using T = typename L::value_type;
    L const zero(T(0)), one(T(1));
    L const upper = select(x > zero, one, x + zero);  // of -0 it is 0
    if constexpr (std::is_unsigned_v<T>)
      return upper;
    else
      return select(x < zero, -one, upper);
  }
};
/// g with its sign changed where x is negative, and a zero where x is: g sign(x) in fewer steps, the derivative of |x|.
struct TimesSign {
  static constexpr char name[] = "times_sign";
  static constexpr int arity = 2, flops = 2;
  static constexpr Domain domain = Domain::floating;
  static constexpr Codomain codomain = Codomain::same;
  template <class L>
  static constexpr L lane(L g, L x) {
    using T = typename L::value_type;
    using B = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    // 0 and NaN are no numbers that |x| is above: they stand for themselves.
    return select(abs(x) > L(T(0)), bits<T>(bits<B>(g) ^ (bits<B>(x) ^ bits<B>(abs(x)))), x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    auto const g = d.g();
    if (d.wants(0)) d.add(0, elementwise<TimesSign>(g, d.in(1)));
  }
};
struct Abs {
  static constexpr char name[] = "abs";
  static constexpr int arity = 1, flops = 1;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Codomain codomain = Codomain::same;
  template <class L>
  static constexpr L lane(L x) {
    return abs(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    if (is_floating(d.node().dtype)) d.add(0, elementwise<TimesSign>(d.g(), d.in(0)));
  }
  static constexpr NodeId simplify(Builder& b, NodeId const* in) {
    NodeId const x = detail::negated(b, in[0]);
    return x < 0 || !is_floating(b[x].dtype) ? -1 : elementwise<Abs>(Value{&b, x}).id;
  }
};

}  // namespace op

template <> struct OpOf<hash_name("equal")> : std::type_identity<op::Equal> {};
template <> struct OpOf<hash_name("not_equal")> : std::type_identity<op::NotEqual> {};
template <> struct OpOf<hash_name("less")> : std::type_identity<op::Less> {};
template <> struct OpOf<hash_name("less_equal")> : std::type_identity<op::LessEqual> {};
template <> struct OpOf<hash_name("greater")> : std::type_identity<op::Greater> {};
template <> struct OpOf<hash_name("greater_equal")> : std::type_identity<op::GreaterEqual> {};
template <> struct OpOf<hash_name("logical_and")> : std::type_identity<op::LogicalAnd> {};
template <> struct OpOf<hash_name("logical_or")> : std::type_identity<op::LogicalOr> {};
template <> struct OpOf<hash_name("logical_xor")> : std::type_identity<op::LogicalXor> {};
template <> struct OpOf<hash_name("logical_not")> : std::type_identity<op::LogicalNot> {};
template <> struct OpOf<hash_name("where")> : std::type_identity<op::Where> {};
template <> struct OpOf<hash_name("minimum")> : std::type_identity<op::Minimum> {};
template <> struct OpOf<hash_name("maximum")> : std::type_identity<op::Maximum> {};
template <> struct OpOf<hash_name("at_least")> : std::type_identity<op::AtLeast> {};
template <> struct OpOf<hash_name("sign")> : std::type_identity<op::Sign> {};
template <> struct OpOf<hash_name("times_sign")> : std::type_identity<op::TimesSign> {};
template <> struct OpOf<hash_name("abs")> : std::type_identity<op::Abs> {};

/// Elementwise comparisons give tensors of bool; shapes broadcast.   [A...], [B...] -> [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator==(A&& a, B&& b) {
  return Elementwise<op::Equal>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator!=(A&& a, B&& b) {
  return Elementwise<op::NotEqual>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator<(A&& a, B&& b) {
  return Elementwise<op::Less>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator<=(A&& a, B&& b) {
  return Elementwise<op::LessEqual>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator>(A&& a, B&& b) {
  return Elementwise<op::Greater>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator>=(A&& a, B&& b) {
  return Elementwise<op::GreaterEqual>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
/// Elementwise logic on tensors of bool; both sides are always evaluated.   [A...], [B...] -> [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator&&(A&& a, B&& b) {
  return Elementwise<op::LogicalAnd>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto operator||(A&& a, B&& b) {
  return Elementwise<op::LogicalOr>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <Operand X>
constexpr auto operator!(X&& x) {
  return Elementwise<op::LogicalNot>::call(static_cast<X&&>(x));
}
/// a where the condition holds, b elsewhere; all three broadcast.   bool [C...], [A...], [B...] -> [broadcast]
template <class C, class A, class B>
  requires Operands<C, A, B>
constexpr auto where(C&& condition, A&& a, B&& b) {
  return Elementwise<op::Where>::call(static_cast<C&&>(condition), static_cast<A&&>(a), static_cast<B&&>(b));
}
/// The smaller and the larger of two; NaN if either is NaN.   [A...], [B...] -> [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto minimum(A&& a, B&& b) {
  return Elementwise<op::Minimum>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto maximum(A&& a, B&& b) {
  return Elementwise<op::Maximum>::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
/// x limited to [low, high]; NaN stays; the gradient passes at the bounds.   [S...] -> [broadcast]
template <Operand X, class Lo, class Hi>
  requires Operands<X, Lo, Hi>
constexpr auto clip(X&& x, Lo&& low, Hi&& high) {
  return minimum(maximum(static_cast<X&&>(x), static_cast<Lo&&>(low)), static_cast<Hi&&>(high));
}
/// |x|; the derivative at 0 is 0.   [S...] -> [S...]
template <Operand X>
constexpr auto abs(X&& x) {
  return Elementwise<op::Abs>::call(static_cast<X&&>(x));
}
/// -1, 0 or 1; NaN stays; the derivative is 0.   [S...] -> [S...]
template <Operand X>
constexpr auto sign(X&& x) {
  return Elementwise<op::Sign>::call(static_cast<X&&>(x));
}

}  // namespace tenon
