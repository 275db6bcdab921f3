// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/derive_region.hpp>

/// Derivatives of graphs: both modes record nodes in the same builder, so that they compose.
namespace tenon {

/// Reverse mode: the cotangents of `wrt` given those of `roots`.
/// The former are taken for independent of each other: the derivative stops at them. A node on no path from `wrt` to a root
/// costs nothing; where there is no path at all the result is zeros.
/// Complexity: linear in the nodes up to the last root. Griewank and Walther, Evaluating Derivatives (2008), chapter 3.
constexpr detail::List<NodeId> derive(Builder& b, detail::List<NodeId> const& roots, detail::List<NodeId> const& seeds,
                                      detail::List<NodeId> const& wrt) {
  NodeId last = -1;
  for (NodeId const r : roots) last = r > last ? r : last;
  detail::List<bool> wanted(last + 1, false), is_wrt(last + 1, false);
  for (NodeId const w : wrt)
    if (w <= last) wanted.items[w] = is_wrt[w] = true;
  for (NodeId i = 0; i <= last; ++i) {
    Node const& n = b[i];
    // What lies behind an op without a derivative has none to wait for.
    bool const passes = n.op->derive != nullptr || n.op->op_class == OpClass::view || n.op->op_class == OpClass::reshape ||
                        n.op->op_class == OpClass::concat || n.op->op_class == OpClass::embed || is_control(n.op->op_class);
    for (int k = 0; passes && k < n.op->arity; ++k) wanted.items[i] = wanted.items[i] || wanted.items[n.in[k]];
    if (n.op == &record<op::CustomDerivative>)
      for (NodeId const a : b.custom_rules[n.attr].arguments) wanted.items[i] = wanted.items[i] || wanted.items[a];
  }
  detail::List<NodeId> adjoint(last + 1, -1);
  detail::RegionCotangents of_results;
  for (int k = 0; k < roots.size(); ++k) {
    NodeId& a = adjoint.items[roots[k]];
    a = a < 0 ? seeds[k] : elementwise<op::Add>(Value{&b, a}, Value{&b, seeds[k]}).id;
  }
  for (NodeId i = last; i >= 0; --i) {
    if (adjoint.items[i] < 0 || !wanted.items[i] || is_wrt[i]) continue;
    OpRecord const* const op = b[i].op;
    Derivation d(b, i, adjoint.items[i], adjoint.begin(), wanted.begin());
    switch (op->op_class) {
      case OpClass::leaf:
      case OpClass::constant: break;
      case OpClass::view:
      case OpClass::reshape:
      case OpClass::concat:
      case OpClass::embed: adjoint::structural(d); break;
      case OpClass::result:
        of_results.set(i, adjoint.items[i]);
        adjoint.items[b[i].in[0]] = adjoint.items[i];  // the region has been reached
        break;
      case OpClass::region: detail::derive_region(d, of_results); break;
      case OpClass::operands: break;
      default:
        if (op->derive != nullptr) op->derive(d);
    }
  }
  detail::List<NodeId> result;
  for (NodeId const w : wrt) {
    NodeId const g = w <= last ? adjoint.items[w] : -1;
    result.push_back(g >= 0 ? g : b.constant(b[w].dtype, b[w].dims, 0.0));
  }
  return result;
}
constexpr detail::List<NodeId> derive(Builder& b, NodeId root, NodeId seed, detail::List<NodeId> const& wrt) {
  detail::List<NodeId> roots, seeds;
  roots.push_back(root);
  seeds.push_back(seed);
  return derive(b, roots, seeds, wrt);
}

/// Forward mode: the tangents of `roots` given those of `wrt`. Reverse mode is linear in the cotangents it is given; its
/// derivative with respect to these is the Jacobian again. So every op needs one rule only, and what reverse mode adds for
/// its own sake depends on no value any more and vanishes. Radul et al., You Only Linearize Once (2023), turn it round.
/// Complexity: linear in the nodes up to the last root.
constexpr detail::List<NodeId> push_forward(Builder& b, detail::List<NodeId> const& roots, detail::List<NodeId> const& wrt,
                                            detail::List<NodeId> const& tangents) {
  detail::List<NodeId> cotangents;
  for (NodeId const r : roots) cotangents.push_back(make_alias(b, b.constant(b[r].dtype, b[r].dims, 0.0)));
  return derive(b, derive(b, roots, cotangents, wrt), tangents, cotangents);
}

}  // namespace tenon
