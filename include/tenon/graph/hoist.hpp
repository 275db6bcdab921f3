// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/transplant.hpp>

namespace tenon {

namespace detail {

/// Finds what a loop's body computes from its constants alone: the same in every step.
class Invariants {
 public:
  constexpr explicit Invariants(Region const& loop) : body_(loop.bodies[0]), g_(body_.graph), varies_(g_.nodes.size(), false) {
    for (NodeId i = 0; i < g_.nodes.size(); ++i) {
      Node const& n = g_[i];
      if (n.op == &op::leaf) varies_.items[i] = n.attr >= loop.form.constants;
      for (int k = 0; k < n.op->arity; ++k) varies_.items[i] = varies_.items[i] || varies_.items[n.in[k]];
      if (has_custom_rule(n)) varies_.items[i] = true;  // its rule may be about anything
      // An integer division by zero that no step reaches must not happen before the loop.
      if (loop.form.trip != Trip::fixed && n.op->op_class == OpClass::elementwise && is_integer(n.dtype)) varies_.items[i] = true;
    }
  }

  /// Values that a step reads and that are worth a place in memory. A view that only repeats elements is not.
  constexpr List<NodeId> found() const {
    List<bool> read(g_.nodes.size(), false);
    for (NodeId const r : body_.results) read.items[r] = true;
    List<NodeId> r;
    for (NodeId i = g_.nodes.size() - 1; i >= 0; --i) {
      if (!read.items[i]) continue;
      if (!varies_.items[i] && is_worth(i)) {
        r.push_back(i);
        continue;
      }
      for (int k = 0; k < g_[i].op->arity; ++k) read.items[g_[i].in[k]] = true;
    }
    return r;
  }

 private:
  Body const& body_;
  Builder const& g_;
  List<bool> varies_;

  constexpr bool is_worth(NodeId i) const {
    Node const& n = g_[i];
    switch (n.op->op_class) {
      case OpClass::leaf:
      case OpClass::constant:
      case OpClass::operands:
      case OpClass::region:
      case OpClass::reshape: return false;
      case OpClass::view: return n.dims.size() <= g_[n.in[0]].dims.size();
      default: return true;
    }
  }
};

}  // namespace detail

/// Records a loop, without what is the same in every step: that is computed before it, and is one of its constants.
/// Complexity: linear in the nodes of the body.
constexpr NodeId make_loop(Builder& b, Region&& loop, detail::List<NodeId> operands) {
  detail::List<NodeId> const found = detail::Invariants(loop).found();
  if (found.size() == 0) return make_region(b, static_cast<Region&&>(loop), operands);
  RegionForm const form = loop.form;
  Body const& before = loop.bodies[0];
  Transplant outside(before.graph, b);
  for (int c = 0; c < form.constants; ++c) outside.set(before.parameters[c], operands[c]);
  detail::List<NodeId> const computed = outside.run(found);

  Region after;
  after.form = form;
  after.form.constants += found.size();
  after.bodies.push_back(Body{});
  Body& body = after.bodies[0];
  Transplant inside(before.graph, body.graph);
  detail::List<NodeId> taken;
  auto add = [&](NodeId node) { inside.set(node, body.add_parameter(before.graph[node].dtype, before.graph[node].dims)); };
  for (int p = 0; p < form.parameters(); ++p) {
    if (p == form.constants)
      for (int i = 0; i < found.size(); ++i) {
        add(found[i]);
        taken.push_back(computed[i]);
      }
    add(before.parameters[p]);
    if (p < form.position()) taken.push_back(operands[p]);
  }
  if (form.trip == Trip::counted) taken.push_back(operands[form.operands() - 1]);
  body.results = inside.run(before.results);
  return make_region(b, static_cast<Region&&>(after), taken);
}

}  // namespace tenon
