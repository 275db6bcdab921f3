// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/apply.hpp>

/// What the arithmetic of graphs knows of changes of sign and of choices: rules that change no value that a comparison sees. Ops
/// are named by their ids, for they are defined further up.
namespace tenon {

constexpr Value operator+(Value a, Value b);
constexpr Value operator-(Value a, Value b);
constexpr Value operator*(Value a, Value b);
constexpr Value operator/(Value a, Value b);
constexpr Value operator-(Value a);

namespace op::detail {

constexpr bool is_op(Builder const& b, NodeId id, char const* name) { return b[id].op->id == hash_name(name); }
constexpr bool is_constant_integer(Builder const& b, NodeId id, double value) {
  return is_integer(b[id].dtype) && b.is_constant(id, value);
}

/// What a node negates, -1 where it is no negation.
constexpr NodeId negated(Builder const& b, NodeId id) { return is_op(b, id, "neg") ? b[id].in[0] : -1; }

/// -x where that takes no step more than x: the sign goes into a constant. -1 where it does.
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
  if (is_op(b, id, "times_sign") && b.is_constant(n.in[0])) {
    n.in[0] = (-Value{&b, n.in[0]}).id;
    return b.add(n);
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

/// The choice that is a factor of a term and zero on one side of its condition, as the cotangents of a choice have it.
struct OneSided {
  NodeId choice = -1;
  int side = 0;  ///< the operand of the choice that is not zero; 0: there is no such factor
};
constexpr OneSided one_sided(Builder const& b, NodeId term, int depth = 3) {
  Node const& n = b[term];
  if (n.op->id == hash_name("where")) return {term, b.is_constant(n.in[2], 0) ? 1 : b.is_constant(n.in[1], 0) ? 2 : 0};
  int const factors = depth == 0 ? 0 : is_op(b, term, "mul") ? 2 : is_op(b, term, "times_sign") ? 1 : 0;
  for (int k = 0; k < factors; ++k)
    if (OneSided const s = one_sided(b, n.in[k], depth - 1); s.side != 0) return s;
  return {};
}
/// The term without the choice.
constexpr NodeId on_its_side(Builder& b, NodeId term, OneSided s) {
  if (term == s.choice) return b[term].in[s.side];
  Node n = b[term];  // a copy: nodes move
  int const k = one_sided(b, n.in[0]).choice == s.choice ? 0 : 1;
  n.in[k] = on_its_side(b, n.in[k], s);
  return is_op(b, term, "mul") ? (Value{&b, n.in[0]} * Value{&b, n.in[1]}).id : b.add(n);
}
/// x + y of terms that are zero on opposite sides of a condition: one choice. A term that is infinite or NaN on the other side
/// has no part in it any more. -1 of anything else.
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

}  // namespace op::detail
}  // namespace tenon
