// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/fast.hpp>
#include <tenon/op/power.hpp>
#include <tenon/op/region.hpp>
#include <tenon/op/smooth_activation.hpp>

/// Algebra that holds for real numbers, not for floating-point ones: what the policy `fast` of a traced function adds to what a
/// builder does by itself. Each rule gives a node that costs no more than the one it replaces, if that one's operands are not
/// needed elsewhere.
namespace tenon::detail {

/// The rules for one node that is about to be recorded. A result of -1: there is none for it. A template of the builder, only to
/// be compiled where the policy is used: its rules name a dozen operations.
template <class B>
class Relaxing {
  // Private first: clang evaluates a member template only where it stands before its use.
  B& b_;
  Node n_;  // a copy: nodes move

  template <class Op>
  constexpr bool is(Value v) const {
    return b_[v.id].op == &record<Op>;
  }
  constexpr Value in(Value v, int i = 0) const { return {&b_, b_[v.id].in[i]}; }
  constexpr bool is_number(Value v) const { return b_.is_constant(v.id); }
  constexpr double number(Value v) const { return b_[v.id].constant.f; }
  constexpr Value constant(Value like, double c) const { return {&b_, b_.constant(b_[like.id].dtype, b_[like.id].dims, c)}; }
  /// Which operand of a node, if one of the two, is a number; -1 otherwise.
  constexpr int number_in(Value v) const { return is_number(in(v, 0)) ? 0 : is_number(in(v, 1)) ? 1 : -1; }

  // a f + b f, a / d + b / d, and where b is 1 and a a number.
  template <class Op>
  constexpr NodeId combined(Value x, Value y) const {
    if (is<op::Mul>(x) && is<op::Mul>(y))
      for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 2; ++j)
          if (in(x, i).id == in(y, j).id) return (elementwise<Op>(in(x, 1 - i), in(y, 1 - j)) * in(x, i)).id;
    if (is<op::Div>(x) && is<op::Div>(y) && in(x, 1).id == in(y, 1).id) return (elementwise<Op>(in(x), in(y)) / in(x, 1)).id;
    if (is<op::Mul>(x))
      if (int const k = number_in(x); k >= 0 && in(x, 1 - k).id == y.id)
        return (y * elementwise<Op>(in(x, k), constant(y, 1))).id;
    if (is<op::Mul>(y))
      if (int const k = number_in(y); k >= 0 && in(y, 1 - k).id == x.id)
        return (x * elementwise<Op>(constant(x, 1), in(y, k))).id;
    return -1;
  }

  // x + y. Numbers move outwards and meet; a common factor is taken out.
  constexpr NodeId sum(Value x, Value y) const {
    if (is_number(x)) return is_number(y) ? -1 : shifted(y, x);
    if (is_number(y)) return shifted(x, y);
    if (x.id == y.id) return (x * 2.0).id;
    return combined<op::Add>(x, y);
  }
  constexpr NodeId difference(Value x, Value y) const {
    if (x.id == y.id) return constant(x, 0).id;
    if (is_number(y)) return (x + -y).id;
    if (is_number(x)) {
      if (is<op::Add>(y))
        if (int const k = number_in(y); k >= 0) return ((x - in(y, k)) - in(y, 1 - k)).id;
      if (is<op::Sub>(y) && is_number(in(y, 0))) return (in(y, 1) + (x - in(y, 0))).id;
      return -1;
    }
    return combined<op::Sub>(x, y);
  }
  // x + c, with a number in x.
  constexpr NodeId shifted(Value x, Value c) const {
    if (is<op::Add>(x))
      if (int const k = number_in(x); k >= 0) return (in(x, 1 - k) + (in(x, k) + c)).id;
    if (is<op::Sub>(x) && is_number(in(x, 0))) return ((in(x, 0) + c) - in(x, 1)).id;
    return -1;
  }
  // x y. What does not commute in the rules is tried both ways.
  constexpr NodeId product(Value x, Value y) const {
    if (is_number(y)) return scaled(x, y);
    if (is_number(x)) return scaled(y, x);
    if (is<op::Mul>(x) && is<op::Mul>(y))
      if (int const i = number_in(x), j = number_in(y); i >= 0 && j >= 0)
        return ((in(x, 1 - i) * in(y, 1 - j)) * (in(x, i) * in(y, j))).id;
    if (is<op::Exp>(x) && is<op::Exp>(y)) return elementwise<op::Exp>(in(x) + in(y)).id;
    if (is<op::Sqrt>(x) && is<op::Sqrt>(y)) return x.id == y.id ? in(x).id : elementwise<op::Sqrt>(in(x)*in(y)).id;
    if (is<op::Rsqrt>(x) && x.id == y.id) return elementwise<op::Reciprocal>(in(x)).id;
    if (is<op::Pow>(x) && is<op::Pow>(y) && in(x).id == in(y).id) return elementwise<op::Pow>(in(x), in(x, 1) + in(y, 1)).id;
    NodeId const one_way = product_in_order(x, y);
    return one_way >= 0 ? one_way : product_in_order(y, x);
  }
  constexpr NodeId product_in_order(Value x, Value y) const {
    if (is<op::Div>(y) && in(y, 1).id == x.id) return in(y).id;
    if (is<op::Reciprocal>(y) && in(y).id == x.id) return constant(x, 1).id;
    if (is<op::Rsqrt>(y) && in(y).id == x.id) return elementwise<op::Sqrt>(x).id;
    if (is<op::Rsqrt>(y) && is<op::Sqrt>(x) && in(x).id == in(y).id) return constant(x, 1).id;
    if (is<op::Pow>(y) && in(y).id == x.id && is_number(in(y, 1))) return elementwise<op::Pow>(x, in(y, 1) + constant(x, 1)).id;
    return -1;
  }
  // x c, with a number in x.
  constexpr NodeId scaled(Value x, Value c) const {
    if (number(c) == 0) return c.id;
    if (is<op::Mul>(x))
      if (int const k = number_in(x); k >= 0) return (in(x, 1 - k) * (in(x, k) * c)).id;
    if (is<op::Div>(x) && is_number(in(x))) return ((in(x)*c) / in(x, 1)).id;
    return -1;
  }

  constexpr NodeId quotient(Value x, Value y) const {
    if (x.id == y.id) return constant(x, 1).id;
    if (is_number(x) && number(x) == 0) return x.id;
    if (is_number(y)) return (x * (constant(y, 1) / y)).id;
    if (is<op::Exp>(y)) return is<op::Exp>(x) ? elementwise<op::Exp>(in(x)-in(y)).id : (x * elementwise<op::Exp>(-in(y))).id;
    if (is<op::Sqrt>(y) && in(y).id == x.id) return y.id;
    if (is<op::Pow>(x) && is<op::Pow>(y) && in(x).id == in(y).id) return elementwise<op::Pow>(in(x), in(x, 1) - in(y, 1)).id;
    if (is<op::Mul>(x))
      for (int k = 0; k < 2; ++k)
        if (in(x, k).id == y.id) return in(x, 1 - k).id;
    if (is<op::Div>(y)) return ((x * in(y, 1)) / in(y)).id;  // one division less
    if (is<op::Div>(x)) return (in(x) / (in(x, 1) * y)).id;
    return -1;
  }

  constexpr NodeId power(Value x, Value y) const {
    if (is<op::Pow>(x)) return elementwise<op::Pow>(in(x), in(x, 1) * y).id;
    if (is<op::Exp>(x)) return elementwise<op::Exp>(in(x)*y).id;
    if (is<op::Sqrt>(x)) return elementwise<op::Pow>(in(x), y * 0.5).id;
    if (is_number(x) && number(x) > 0)
      return elementwise<op::Exp2>(y * constant(y, number(elementwise<op::Log2>(constant(y, number(x)))))).id;
    if (!is_number(y)) return -1;
    double const c = number(y);
    if (c == 0.5) return elementwise<op::Sqrt>(x).id;
    if (c == -0.5) return elementwise<op::Rsqrt>(x).id;
    if (c == 1.5) return (x * elementwise<op::Sqrt>(x)).id;
    if (c < 0 && c >= -8 && whole(c)) return elementwise<op::Reciprocal>(elementwise<op::Pow>(x, constant(y, -c))).id;
    if (c > 3 && c <= 8 && whole(c)) {
      Value const half = elementwise<op::Square>(elementwise<op::Pow>(x, constant(y, static_cast<int>(c) / 2)));
      return (static_cast<int>(c) % 2 == 0 ? half : half * x).id;
    }
    return -1;
  }
  static constexpr bool whole(double c) { return static_cast<int>(c) == c; }

  constexpr NodeId square(Value x) const {
    if (is<op::Sqrt>(x)) return in(x).id;
    if (is<op::Rsqrt>(x)) return elementwise<op::Reciprocal>(in(x)).id;
    if (is<op::Exp>(x)) return elementwise<op::Exp>(in(x) * 2.0).id;
    if (is<op::Pow>(x)) return elementwise<op::Pow>(in(x), in(x, 1) * 2.0).id;
    return -1;
  }
  constexpr NodeId root(Value x) const {
    if (is<op::Square>(x)) return elementwise<op::Abs>(in(x)).id;
    if (is<op::Mul>(x) && in(x, 0).id == in(x, 1).id) return elementwise<op::Abs>(in(x)).id;
    if (is<op::Exp>(x)) return elementwise<op::Exp>(in(x) * 0.5).id;
    return -1;
  }
  constexpr NodeId logarithm(Value x) const {
    if (is<op::Exp>(x)) return in(x).id;
    if (is<op::Pow>(x)) return (in(x, 1) * elementwise<op::Log>(in(x))).id;
    if (is<op::Sqrt>(x)) return (elementwise<op::Log>(in(x)) * 0.5).id;
    return -1;
  }

  // sum(c x) = c sum(x): one product instead of many.
  constexpr NodeId fold() const {
    Value const x{&b_, n_.in[0]};
    if (!is<op::Mul>(x)) return -1;
    int const k = number_in(x);
    if (k < 0) return -1;
    Node n = n_;
    n.in[0] = in(x, 1 - k).id;
    double const c = number(in(x, k));
    Value const folded{&b_, b_.add(n)};
    return (folded * c).id;
  }

 public:
  constexpr Relaxing(B& b, Node const& n) : b_(b), n_(n) {}

  constexpr NodeId run() {
    if (!is_floating(n_.dtype)) return -1;
    if (n_.op == &op::sum || n_.op == &op::mean) return fold();
    if (n_.op->op_class != OpClass::elementwise) return -1;
    Value const x{&b_, n_.in[0]}, y{&b_, n_.in[n_.op->arity > 1 ? 1 : 0]};
    if (n_.op == &record<op::Add>) return sum(x, y);
    if (n_.op == &record<op::Sub>) return difference(x, y);
    if (n_.op == &record<op::Mul>) return product(x, y);
    if (n_.op == &record<op::Div>) return quotient(x, y);
    if (n_.op == &record<op::Pow>) return power(x, y);
    if (n_.op == &record<op::Square>) return square(x);
    if (n_.op == &record<op::Sqrt>) return root(x);
    if (n_.op == &record<op::Exp>) return is<op::Log>(x) ? in(x).id : -1;
    if (n_.op == &record<op::Log>) return logarithm(x);
    return -1;
  }
};

template <class B>
constexpr NodeId relaxed(B& b, Node const& n) {
  return Relaxing<B>(b, n).run();
}

/// The fast form of an elementary function, null where there is none.
template <class Record>
constexpr Record const* fast_form(Record const* op) {
  return op == &record<op::Exp>       ? &record<op::FastExp>
         : op == &record<op::Tanh>    ? &record<op::FastTanh>
         : op == &record<op::Sigmoid> ? &record<op::FastSigmoid>
         : op == &record<op::Erf>     ? &record<op::FastErf>
         : op == &record<op::Gelu>    ? &record<op::FastGelu>
                                      : nullptr;
}
/// Gives nodes from `first` on, and those of loops and branches among them, the fast forms. Done last: the stable forms of
/// logarithms are found by the exact ones.
template <class B>
constexpr void use_fast_forms(B& b, NodeId first) {
  for (NodeId i = first; i < b.nodes.size(); ++i) {
    Node& n = b.nodes.items[i];
    if (n.op->op_class == OpClass::region) {
      for (Body& body : b.regions.items[n.attr].bodies) use_fast_forms(body.graph, 0);
    } else if (n.dtype == DType::f32)
      if (OpRecord const* const fast = fast_form(n.op)) n.op = fast;
  }
}

}  // namespace tenon::detail
