// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/custom_rule.hpp>

namespace tenon {

/// Records nodes of one graph in another: what the roots need, down to the nodes whose place there is known.
class Transplant {
 public:
  constexpr Transplant(Builder const& from, Builder& to) : from_(from), to_(to), place_(from.nodes.size(), -1) {}

  /// `node` is `there` in the other graph.
  constexpr void set(NodeId node, NodeId there) { place_.items[node] = there; }
  constexpr bool is_set(NodeId node) const { return place_.items[node] >= 0; }

  /// The roots in the other graph. Complexity: linear in the nodes up to the last root.
  constexpr detail::List<NodeId> run(detail::List<NodeId> const& roots) {
    detail::List<bool> needed(from_.nodes.size(), false);
    NodeId last = -1;
    for (NodeId const r : roots) {
      needed.items[r] = true;
      last = r > last ? r : last;
    }
    for (NodeId i = last; i >= 0; --i) {
      if (!needed.items[i] || is_set(i)) continue;
      for (int k = 0; k < from_[i].op->arity; ++k) needed.items[from_[i].in[k]] = true;
      if (has_custom_rule(from_[i]))
        for (NodeId const a : from_.custom_rules[from_[i].attr].arguments) needed.items[a] = true;
    }
    for (NodeId i = 0; i <= last; ++i)
      if (needed.items[i] && !is_set(i)) place_.items[i] = again(i);
    detail::List<NodeId> there;
    for (NodeId const r : roots) there.push_back(place_.items[r]);
    return there;
  }

 private:
  Builder const& from_;
  Builder& to_;
  detail::List<NodeId> place_;

  constexpr NodeId again(NodeId i) {
    Node n = from_[i];
    for (int k = 0; k < n.op->arity; ++k) n.in[k] = place_.items[n.in[k]];
    if (n.op->op_class == OpClass::view || n.op->op_class == OpClass::embed) n.attr = to_.intern(from_.maps[n.attr]);
    if (n.op == &record<op::Alias>) n.attr = to_.nodes.size();  // an identity of its own
    if (n.op->op_class == OpClass::region) {
      Region r = from_.regions[n.attr];
      n.attr = to_.regions.push_back(static_cast<Region&&>(r));
    }
    if (has_custom_rule(n)) {
      CustomRule rule = from_.custom_rules[n.attr];
      for (NodeId& a : rule.arguments) a = place_.items[a];
      n.attr = to_.custom_rules.size();
      to_.custom_rules.push_back(rule);
    }
    return to_.add(n);
  }
};

}  // namespace tenon
