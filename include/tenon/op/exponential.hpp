// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/comparison.hpp>
#include <tenon/op/math.hpp>
#include <tenon/op/reduce.hpp>

namespace tenon {
namespace op {

namespace detail {
/// A function of one floating-point number. Derivatives are taken from the output where they can be: the input need
/// not be kept for the backward pass then.
struct Function {
  static constexpr int arity = 1;
  static constexpr Domain domain = Domain::floating;
  static constexpr Codomain codomain = Codomain::same;
};
}  // namespace detail

struct Sqrt : detail::Function {
  static constexpr char name[] = "sqrt";
  static constexpr int flops = 1;
  template <class L>
  static constexpr L lane(L x) {
    return sqrt(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * constant_like(d.g(), 0.5) / d.out());
  }
};
struct Exp : detail::Function {
  static constexpr char name[] = "exp";
  static constexpr int flops = 14;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::exp(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * d.out());
  }
};
/// `exp` of what is known not to be positive, such as the exponents of a softmax; what would be subnormal is 0.
struct ExpOfNonPositive : detail::Function {
  static constexpr char name[] = "exp_of_nonpositive";
  static constexpr int flops = 13;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::exp_of_nonpositive(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * d.out());
  }
};
struct Expm1 : detail::Function {
  static constexpr char name[] = "expm1";
  static constexpr int flops = 15;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::expm1(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * (d.out() + 1));
  }
};
struct Log : detail::Function {
  static constexpr char name[] = "log";
  static constexpr int flops = 16;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::log(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() / d.in(0));
  }
  template <class B>
  static constexpr NodeId simplify(B& b, NodeId const* in);
};
struct Log1p : detail::Function {
  static constexpr char name[] = "log1p";
  static constexpr int flops = 18;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::log1p(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() / (d.in(0) + 1));
  }
  template <class B>
  static constexpr NodeId simplify(B& b, NodeId const* in);
};
struct Tanh : detail::Function {
  static constexpr char name[] = "tanh";
  static constexpr int flops = 16;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::tanh(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * (1 - elementwise<Square>(d.out())));
  }
};
struct Sigmoid : detail::Function {
  static constexpr char name[] = "sigmoid";
  static constexpr int flops = 17;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::sigmoid(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * (d.out() * (1 - d.out())));
  }
};
/// log(1 + exp(x)), without overflow.
struct Softplus : detail::Function {
  static constexpr char name[] = "softplus";
  static constexpr int flops = 34;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::softplus(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * elementwise<Sigmoid>(d.in(0)));
  }
};

// Logarithms of exponentials that overflow, vanish or cancel are recorded in the form that does not:
//   log(1 + exp(x)), log1p(exp(x))          softplus(x)
//   log(sigmoid(x)), log(1 - sigmoid(x))    -softplus(-x), -softplus(x)
//   log(exp(x) / s), log(softmax(x))        x - log(s)
//   log(sum(exp(x)))                        t + log(sum(exp(x - t))), with t the largest x
// Values change where the written form loses them, and derivatives with them: these are the derivatives of the new form.
// Templates of the builder, only to be compiled by who takes logarithms.
namespace detail {

/// A node as a value, of a type that depends on the builder's: clang would instantiate a call for a `Value` as soon as it reads
/// it, and `log` before the rules for it are there.
template <class B>
constexpr auto value_in(B& b, NodeId id) {
  return Value{&b, id};
}
template <class B>
constexpr bool is_exponential(B const& b, NodeId id) {
  return b[id].op == &record<Exp> || b[id].op == &record<ExpOfNonPositive>;
}
constexpr bool moves_elements(Builder const& b, NodeId id) {
  return b[id].op->op_class == OpClass::view || b[id].op->op_class == OpClass::reshape;
}
constexpr NodeId behind_views(Builder const& b, NodeId id) {
  while (moves_elements(b, id)) id = b[id].in[0];
  return id;
}
/// A value of the shape of `behind_views(id)` seen through the same views.
constexpr NodeId through_views(Builder& b, NodeId id, NodeId base) {
  tenon::detail::List<NodeId> views;
  for (; moves_elements(b, id); id = b[id].in[0]) views.push_back(id);
  for (int i = views.size() - 1; i >= 0; --i) {
    Node view = b[views[i]];
    view.in[0] = base;
    base = b.add(view);
  }
  return base;
}
/// Whether the largest exponent was taken out already, as `logsumexp` does.
template <class B>
constexpr bool is_shifted(B const& b, NodeId exponent) {
  if (b[exponent].op != &record<Sub>) return false;
  NodeId shift = behind_views(b, b[exponent].in[1]);
  if (b[shift].op == &record<Where>) shift = behind_views(b, b[shift].in[1]);
  return b[shift].op == &op::top;
}
/// log(sum(exp(x))) of a sum over axes; -1 of anything else.
template <class B>
constexpr NodeId log_of_sum(B& b, NodeId sum) {
  if (b[sum].op != &op::sum || b[b[sum].in[0]].op != &record<Exp>) return -1;
  auto const x = value_in(b, b[b[sum].in[0]].in[0]);
  if (is_shifted(b, x.id)) return -1;
  auto const axes = static_cast<std::uint32_t>(b[sum].attr);
  Dims const full = b[x.id].dims;
  auto const top = value_in(b, reduce(b, op::top, x.id, axes)), infinity = constant_like(top, __builtin_inf());
  // An infinite largest element would give inf - inf.
  auto const shift = elementwise<Where>(elementwise<Less>(elementwise<Abs>(top), infinity), top, constant_like(top, 0));
  auto const rest = elementwise<Exp>(x - value_in(b, expand_reduced(b, shift.id, full, axes)));
  return (elementwise<Log>(value_in(b, reduce(b, op::sum, rest.id, axes))) + shift).id;
}
/// log(exp(x) / s), where s may have been divided by beforehand; -1 of anything else.
template <class B>
constexpr NodeId log_of_quotient(B& b, Node const& n) {
  bool const product = n.op == &record<Mul>;
  if ((!product && n.op != &record<Div>) || !is_exponential(b, n.in[0])) return -1;
  NodeId const factor = behind_views(b, n.in[1]);
  NodeId divisor = factor;
  if (product) {
    if (b[factor].op != &record<Div> || !b.is_constant(b[factor].in[0], 1)) return -1;
    divisor = b[factor].in[1];
  }
  auto const log = value_in(b, through_views(b, n.in[1], elementwise<Log>(value_in(b, divisor)).id));
  return (value_in(b, b[n.in[0]].in[0]) - log).id;
}
}  // namespace detail

template <class B>
constexpr NodeId Log::simplify(B& b, NodeId const* in) {
  Node const n = b[in[0]];  // a copy: nodes move
  if (n.op == &record<Add>)
    for (int one = 0; one < 2; ++one)
      if (b.is_constant(n.in[one], 1) && b[n.in[1 - one]].op == &record<Exp>)
        return elementwise<Softplus>(detail::value_in(b, b[n.in[1 - one]].in[0])).id;
  if (n.op == &record<Sigmoid>) return (-elementwise<Softplus>(-detail::value_in(b, n.in[0]))).id;
  if (n.op == &record<Sub> && b.is_constant(n.in[0], 1) && b[n.in[1]].op == &record<Sigmoid>)
    return (-elementwise<Softplus>(detail::value_in(b, b[n.in[1]].in[0]))).id;
  if (NodeId const quotient = detail::log_of_quotient(b, n); quotient >= 0) return quotient;
  NodeId const sum = detail::log_of_sum(b, detail::behind_views(b, in[0]));
  return sum < 0 ? -1 : detail::through_views(b, in[0], sum);
}
template <class B>
constexpr NodeId Log1p::simplify(B& b, NodeId const* in) {
  return b[in[0]].op == &record<Exp> ? elementwise<Softplus>(detail::value_in(b, b[in[0]].in[0])).id : -1;
}

}  // namespace op

template <> struct OpOf<hash_name("sqrt")> : std::type_identity<op::Sqrt> {};
template <> struct OpOf<hash_name("exp")> : std::type_identity<op::Exp> {};
template <> struct OpOf<hash_name("exp_of_nonpositive")> : std::type_identity<op::ExpOfNonPositive> {};
template <> struct OpOf<hash_name("expm1")> : std::type_identity<op::Expm1> {};
template <> struct OpOf<hash_name("log")> : std::type_identity<op::Log> {};
template <> struct OpOf<hash_name("log1p")> : std::type_identity<op::Log1p> {};
template <> struct OpOf<hash_name("tanh")> : std::type_identity<op::Tanh> {};
template <> struct OpOf<hash_name("sigmoid")> : std::type_identity<op::Sigmoid> {};
template <> struct OpOf<hash_name("softplus")> : std::type_identity<op::Softplus> {};

/// Square root, correctly rounded; NaN below zero.   [S...] -> [S...]
/// All of these fail to compile when the dtype is not floating; error bounds are in docs/numerics.md.
template <Operand X>
constexpr auto sqrt(X&& x) {
  return Elementwise<op::Sqrt>::call(static_cast<X&&>(x));
}
/// e^x.   [S...] -> [S...]
template <Operand X>
constexpr auto exp(X&& x) {
  return Elementwise<op::Exp>::call(static_cast<X&&>(x));
}
/// e^x - 1, accurate near 0.   [S...] -> [S...]
template <Operand X>
constexpr auto expm1(X&& x) {
  return Elementwise<op::Expm1>::call(static_cast<X&&>(x));
}
/// Natural logarithm; -inf at 0, NaN below.   [S...] -> [S...]
template <Operand X>
constexpr auto log(X&& x) {
  return Elementwise<op::Log>::call(static_cast<X&&>(x));
}
/// log(1 + x), accurate near 0.   [S...] -> [S...]
template <Operand X>
constexpr auto log1p(X&& x) {
  return Elementwise<op::Log1p>::call(static_cast<X&&>(x));
}
/// Hyperbolic tangent.   [S...] -> [S...]
template <Operand X>
constexpr auto tanh(X&& x) {
  return Elementwise<op::Tanh>::call(static_cast<X&&>(x));
}
/// Logistic function 1 / (1 + e^-x).   [S...] -> [S...]
template <Operand X>
constexpr auto sigmoid(X&& x) {
  return Elementwise<op::Sigmoid>::call(static_cast<X&&>(x));
}
/// log(1 + e^x), without overflow.   [S...] -> [S...]
template <Operand X>
constexpr auto softplus(X&& x) {
  return Elementwise<op::Softplus>::call(static_cast<X&&>(x));
}

}  // namespace tenon
