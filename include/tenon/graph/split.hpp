// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/thaw.hpp>

/// A graph in two phases: what its first leaves decide, and what waits for the others. The first phase gives the first results
/// and keeps values; the second reads these and gives the other results. Of a vjp, the phases are forward and backward.
/// Jones, Gomard and Sestoft, Partial Evaluation and Automatic Program Generation (1993).
namespace tenon {

namespace detail {

/// Copies the live nodes of a graph, those of `leaves` as leaves in that order. Complexity: linear.
constexpr List<NodeId> copy_nodes(GraphDraft& to, GraphView g, List<bool> const& live, List<NodeId> const& leaves) {
  List<NodeId> renamed(g.node_count, -1);
  for (int i = 0; i < g.map_count; ++i) to.builder.maps.push_back(g.maps[i]);
  for (NodeId const i : leaves) renamed.items[i] = to.add_leaf(g[i].dtype, g[i].dims, LeafKind::input);
  for (NodeId i = 0; i < g.node_count; ++i) {
    if (!live.items[i] || renamed.items[i] >= 0) continue;
    Node n = g[i];
    for (int k = 0; k < n.op->arity; ++k) n.in[k] = renamed.items[n.in[k]];
    if (n.op->op_class == OpClass::region) n.attr = to.builder.regions.push_back(thawed_region(g, g.region_of(n)));
    renamed.items[i] = to.builder.nodes.push_back(n);
  }
  return renamed;
}

}  // namespace detail

/// Where a graph is cut: `first_leaves` are known in the first phase, which gives `first_results`.
class Split {
 public:
  constexpr Split(GraphView g, int first_leaves, int first_results)
      : g_(g), results_(first_results), late_(g.node_count), needed_(g.node_count), kept_(g.node_count) {
    for (NodeId i = 0; i < g.node_count; ++i) {
      bool const leaf = g[i].op == &op::leaf;
      if (leaf) (g[i].attr < first_leaves ? early_leaves_ : late_leaves_).push_back(i);
      late_.items[i] = leaf && g[i].attr >= first_leaves;
      for (int k = 0; k < g[i].op->arity; ++k) late_.items[i] = late_.items[i] || late_.items[g[i].in[k]];
    }
    for (int i = results_; i < g.output_count; ++i) needed_.items[g.outputs[i].node] = true;
    for (NodeId i = g.node_count - 1; i >= 0; --i) {
      if (!needed_.items[i] || is_constant(i)) continue;
      if (!late_.items[i] && !is_smaller_behind(i) && g[i].op->op_class != OpClass::operands)
        kept_.items[i] = true;
      else
        for (int k = 0; k < g[i].op->arity; ++k) needed_.items[g[i].in[k]] = true;
    }
    // What follows cheaply from kept values need not be kept itself.
    for (NodeId i = 0; i < g.node_count; ++i)
      if (kept_.items[i] && is_cheap(i) && inputs_are_there(i)) {
        kept_.items[i] = false;
        for (int k = 0; k < g[i].op->arity; ++k) needed_.items[g[i].in[k]] = true;
      }
  }

  /// The first phase: its results, then the kept values.
  constexpr GraphDraft first() const {
    detail::List<bool> live(g_.node_count);
    for (NodeId i = g_.node_count - 1; i >= 0; --i) {
      live.items[i] = live.items[i] || kept_.items[i];
      for (int k = 0; k < results_; ++k) live.items[i] = live.items[i] || g_.outputs[k].node == i;
      for (int k = 0; live.items[i] && k < g_[i].op->arity; ++k) live.items[g_[i].in[k]] = true;
    }
    GraphDraft r;
    detail::List<NodeId> const renamed = detail::copy_nodes(r, g_, live, early_leaves_);
    for (int k = 0; k < results_; ++k) r.add_output(renamed.items[g_.outputs[k].node]);
    for (NodeId i = 0; i < g_.node_count; ++i)
      if (kept_.items[i]) r.add_output(renamed.items[i]);
    return r;
  }

  /// The second phase, with the kept values and then the late leaves as leaves: the results of these numbers, counted behind
  /// the first ones.
  constexpr GraphDraft second(detail::List<int> const& results) const {
    detail::List<NodeId> leaves;
    for (NodeId i = 0; i < g_.node_count; ++i)
      if (kept_.items[i]) leaves.push_back(i);
    for (NodeId const i : late_leaves_) leaves.push_back(i);
    GraphDraft r;
    detail::List<NodeId> const renamed = detail::copy_nodes(r, g_, needed_, leaves);
    for (int const k : results) r.add_output(renamed.items[g_.outputs[results_ + k].node]);
    return r;
  }

 private:
  static constexpr int dear = 4;  ///< flops from which a value is rather kept than computed twice

  GraphView g_;
  int results_;
  detail::List<NodeId> early_leaves_, late_leaves_;
  detail::List<bool> late_;    ///< depends on a late leaf
  detail::List<bool> needed_;  ///< by the second phase
  detail::List<bool> kept_;

  constexpr bool is_constant(NodeId i) const { return g_[i].op == &op::constant; }
  constexpr bool is_cheap(NodeId i) const {
    OpClass const c = g_[i].op->op_class;
    return c == OpClass::view || c == OpClass::reshape || (c == OpClass::elementwise && g_[i].op->flops < dear);
  }
  constexpr std::int64_t bytes(NodeId i) const { return g_[i].dims.size() * static_cast<std::int64_t>(size_of(g_[i].dtype)); }
  /// Whether a value follows cheaply from one other that is no larger.
  constexpr bool is_smaller_behind(NodeId i) const {
    if (!is_cheap(i)) return false;
    NodeId from = -1;
    for (int k = 0; k < g_[i].op->arity; ++k) {
      NodeId const in = g_[i].in[k];
      if (is_constant(in) || in == from) continue;
      if (from >= 0 || bytes(in) > bytes(i)) return false;
      from = in;
    }
    return true;
  }
  constexpr bool inputs_are_there(NodeId i) const {
    for (int k = 0; k < g_[i].op->arity; ++k) {
      NodeId const in = g_[i].in[k];
      if (!is_constant(in) && !needed_.items[in]) return false;
    }
    return true;
  }
};

}  // namespace tenon
