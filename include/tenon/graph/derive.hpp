// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/graph.hpp>

namespace tenon {

/// Reverse mode on a graph: records, in the same builder, the cotangents of `wrt` given that of `root`.
/// They are taken for independent of each other: the derivative stops at them. A node on no path from `wrt` to `root`
/// costs nothing; where there is no path at all the result is zeros.
/// Complexity: linear in the nodes up to `root`. Griewank and Walther, Evaluating Derivatives (2008), chapter 3.
constexpr detail::List<NodeId> derive(Builder& b, NodeId root, NodeId seed, detail::List<NodeId> const& wrt) {
  detail::List<bool> wanted(root + 1, false), is_wrt(root + 1, false);
  for (NodeId const w : wrt)
    if (w <= root) wanted.items[w] = is_wrt[w] = true;
  for (NodeId i = 0; i <= root; ++i) {
    Node const& n = b[i];
    // What lies behind an op without a derivative has none to wait for.
    bool const passes = n.op->derive != nullptr || n.op->op_class == OpClass::view || n.op->op_class == OpClass::reshape ||
                        n.op->op_class == OpClass::concat || n.op->op_class == OpClass::embed;
    for (int k = 0; passes && k < n.op->arity; ++k) wanted.items[i] = wanted.items[i] || wanted.items[n.in[k]];
  }
  detail::List<NodeId> adjoint(root + 1, -1);
  adjoint.items[root] = seed;
  for (NodeId i = root; i >= 0; --i) {
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
      default:
        if (op->derive != nullptr) op->derive(d);
    }
  }
  detail::List<NodeId> result;
  for (NodeId const w : wrt) {
    NodeId const g = w <= root ? adjoint.items[w] : -1;
    result.push_back(g >= 0 ? g : b.constant(b[w].dtype, b[w].dims, 0.0));
  }
  return result;
}

}  // namespace tenon
