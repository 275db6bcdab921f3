// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/builder.hpp>

/// What the arithmetic of graphs sees of changes of sign and of choices in its operands. Ops are named by their ids, for they are
/// defined further up.
namespace tenon {

namespace op::detail {

constexpr bool is_op(Builder const& b, NodeId id, char const* name) { return b[id].op->id == hash_name(name); }
constexpr bool is_constant_integer(Builder const& b, NodeId id, double value) {
  return is_integer(b[id].dtype) && b.is_constant(id, value);
}

/// What a node negates, -1 where it is no negation.
constexpr NodeId negated(Builder const& b, NodeId id) { return is_op(b, id, "neg") ? b[id].in[0] : -1; }

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

/// A value as a multiple of another one: `by` times a factor, which is a node or, where it is -1, nothing.
struct Multiple {
  bool is = false;
  double by = 0;
  NodeId factor = -1;
};
/// What a value is of x, as algebra has it, where `same` is x: sums of products only.
constexpr Multiple multiple_of(Builder const& b, NodeId id, NodeId x, NodeId same, int depth = 4) {
  if (id == x || id == same) return {true, 1};
  if (depth == 0) return {};
  Node const& n = b[id];
  if (is_op(b, id, "neg")) {
    Multiple m = multiple_of(b, n.in[0], x, same, depth - 1);
    m.by = -m.by;
    return m;
  }
  if (is_op(b, id, "mul")) {
    for (int k = 0; k < 2; ++k) {
      Multiple m = multiple_of(b, n.in[k], x, same, depth - 1);
      NodeId const other = n.in[1 - k];
      if (m.is && b.is_constant(other))
        m.by *= b[other].constant.f;
      else if (m.is && m.factor < 0)
        m.factor = other;
      else
        continue;
      return m;
    }
    return {};
  }
  bool const difference = is_op(b, id, "sub");
  if (!difference && !is_op(b, id, "add")) return {};
  Multiple m = multiple_of(b, n.in[0], x, same, depth - 1);
  Multiple const other = m.is ? multiple_of(b, n.in[1], x, same, depth - 1) : Multiple{};
  m.is = other.is && m.factor == other.factor;
  m.by += difference ? -other.by : other.by;
  return m;
}
}  // namespace op::detail
}  // namespace tenon
