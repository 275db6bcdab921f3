// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/view.hpp>

namespace tenon {

namespace detail {

/// Finds what the outputs of a graph need, through the bodies of its regions, and drops the rest.
class Pruner {
 public:
  constexpr explicit Pruner(GraphView g) : g_(g), live_(g.node_count, false) {}

  constexpr void need(NodeId id) { live_.items[id] = true; }
  constexpr bool is_live(NodeId id) const { return live_.items[id]; }
  constexpr void mark() {
    for (NodeId i = g_.node_count - 1; i >= 0; --i) {
      Node const& n = g_.nodes[i];
      if (!live_.items[i]) continue;
      if (n.op->op_class == OpClass::region)
        mark_operands(i);
      else if (n.op->op_class != OpClass::operands)
        for (int k = 0; k < n.op->arity; ++k) live_.items[n.in[k]] = true;
    }
  }
  /// What is live, recorded anew in order. `renamed` has the new ids.
  constexpr void rebuild(Builder& to, List<NodeId>& renamed) {
    renamed = List<NodeId>(g_.node_count, -1);
    for (NodeId i = 0; i < g_.node_count; ++i) {
      Node n = g_.nodes[i];
      if (!live_.items[i]) continue;
      if (n.op->op_class == OpClass::region) {
        renamed.items[i] = again(to, n, renamed, uses_of(i));
        continue;
      }
      for (int k = 0; k < n.op->arity; ++k) n.in[k] = renamed.items[n.in[k]];
      if (n.op->op_class == OpClass::result) n.attr = uses_of(g_.nodes[i].in[0]).results.items[n.attr];
      renamed.items[i] = to.nodes.push_back(n);
    }
    for (int i = 0; i < g_.map_count; ++i) to.maps.push_back(g_.maps[i]);
  }

 private:
  /// Of a region: for each result and each operand its new number, or -1 if nobody needs it.
  struct Uses {
    NodeId region = -1;
    List<std::int32_t> results, operands;
  };
  GraphView g_;
  List<bool> live_;
  List<Uses> uses_;

  constexpr Uses const& uses_of(NodeId region) const {
    int i = uses_.size() - 1;
    while (uses_.items[i].region != region) --i;
    return uses_.items[i];
  }

  static constexpr void number(List<std::int32_t>& uses) {
    std::int32_t next = 0;
    for (std::int32_t& u : uses) u = u != 0 ? next++ : -1;
  }

  constexpr void mark_operands(NodeId id) {
    FrozenRegion const& r = g_.region_of(g_.nodes[id]);
    Uses u;
    u.region = id;
    u.results = List<std::int32_t>(result_count(r), 0);
    for (NodeId i = id + 1; i < g_.node_count; ++i)
      if (live_.items[i] && g_.nodes[i].op->op_class == OpClass::result && g_.nodes[i].in[0] == id)
        u.results.items[g_.nodes[i].attr] = 1;
    if (r.form.transposed || r.form.host != nullptr)
      mark_all(id, r, u);
    else if (r.form.is_loop)
      mark_loop(r, u);
    else
      mark_branch(r, u);
    int k = 0;
    for (NodeId list = g_.nodes[id].in[0]; g_.nodes[list].op == &op::operands; list = g_.nodes[list].in[1], ++k)
      if (u.operands.items[k] != 0) live_.items[g_.nodes[list].in[0]] = true;
    number(u.results);
    number(u.operands);
    uses_.push_back(static_cast<Uses&&>(u));
  }
  constexpr int result_count(FrozenRegion const& r) const {
    return r.form.is_loop ? r.form.results() : g_.body(r.first_body).output_count;
  }
  constexpr void mark_all(NodeId id, FrozenRegion const& r, Uses& u) const {
    int count = 0;
    for (NodeId list = g_.nodes[id].in[0]; g_.nodes[list].op == &op::operands; list = g_.nodes[list].in[1]) ++count;
    int const results = r.form.transposed ? count : result_count(r);
    u.results = List<std::int32_t>(results, 1);
    u.operands = List<std::int32_t>(count, 1);
  }
  /// A carry is needed if its last value is, or if a step needs it for something that is.
  constexpr void mark_loop(FrozenRegion const& r, Uses& u) const {
    RegionForm const& f = r.form;
    GraphView const body = g_.body(r.first_body);
    Pruner inside(body);
    u.results.items[RegionForm::steps_run] = 1;
    if (f.trip == Trip::conditional) u.results.items[RegionForm::last_carry(0)] = 1;
    for (bool more = true; more;) {
      for (int o = 0; o < body.output_count; ++o)
        if (u.results.items[o + 1] != 0) inside.need(body.outputs[o].node);
      inside.mark();
      more = false;
      for (NodeId i = 0; i < body.node_count; ++i) {
        Node const& n = body.nodes[i];
        if (n.op != &op::leaf || !inside.is_live(i)) continue;
        int const carry = n.attr - f.constants;
        if (carry >= 0 && carry < f.carries && u.results.items[RegionForm::last_carry(carry)] == 0) {
          u.results.items[RegionForm::last_carry(carry)] = 1;
          more = true;
        }
      }
    }
    u.operands = List<std::int32_t>(f.operands(), 0);
    for (NodeId i = 0; i < body.node_count; ++i)
      if (body.nodes[i].op == &op::leaf && inside.is_live(i) && body.nodes[i].attr < f.position())
        u.operands.items[body.nodes[i].attr] = 1;
    for (int c = 0; c < f.carries; ++c)
      if (u.results.items[RegionForm::last_carry(c)] != 0) u.operands.items[f.carry(c)] = 1;
    if (f.trip == Trip::counted) u.operands.items[f.operands() - 1] = 1;
  }
  constexpr void mark_branch(FrozenRegion const& r, Uses& u) const {
    u.operands = List<std::int32_t>(1 + g_.body(r.first_body).leaf_count, 0);
    u.operands.items[0] = 1;
    for (int k = 0; k < r.bodies; ++k) {
      GraphView const body = g_.body(r.first_body + k);
      Pruner inside(body);
      for (int o = 0; o < body.output_count; ++o)
        if (u.results.items[o] != 0) inside.need(body.outputs[o].node);
      inside.mark();
      for (NodeId i = 0; i < body.node_count; ++i)
        if (body.nodes[i].op == &op::leaf && inside.is_live(i)) u.operands.items[1 + body.nodes[i].attr] = 1;
    }
  }

  constexpr NodeId again(Builder& to, Node const& n, List<NodeId> const& renamed, Uses const& u) const {
    FrozenRegion const& r = g_.region_of(n);
    Region region;
    region.form = r.form;
    RegionForm& f = region.form;
    if (f.transposed && to.error.kind == RecordError::none) to.error = {RecordError::unbounded_loop, Dims{}};
    if (f.is_loop && !f.transposed) {
      auto count = [&u](int first, int size) {
        std::int32_t used = 0;
        for (int i = first; i < first + size; ++i) used += u.operands.items[i] >= 0 ? 1 : 0;
        return used;
      };
      f.stacked = 0;
      for (int i = 0; i < r.form.stacked; ++i) f.stacked += u.results.items[r.form.stack(i)] >= 0 ? 1 : 0;
      f.constants = count(0, r.form.constants);
      f.carries = count(r.form.carry(0), r.form.carries);
      f.sequences = count(r.form.sequence(0), r.form.sequences);
    }
    for (int k = 0; k < r.bodies && !f.transposed; ++k) region.bodies.push_back(body_again(g_.body(r.first_body + k), r.form, u));
    List<NodeId> operands;
    int k = 0;
    for (NodeId list = n.in[0]; g_.nodes[list].op == &op::operands; list = g_.nodes[list].in[1], ++k)
      if (u.operands.items[k] >= 0) operands.push_back(renamed.items[g_.nodes[list].in[0]]);
    return make_region(to, static_cast<Region&&>(region), operands);
  }
  /// A body with the parameters and results that are needed.
  static constexpr Body body_again(GraphView g, RegionForm const& form, Uses const& u) {
    int const before_results = form.is_loop ? 1 : 0, before_operands = form.is_loop ? 0 : 1;
    auto is_kept = [&](int leaf) {
      return form.is_loop && leaf == form.position() ? true : u.operands.items[leaf + before_operands] >= 0;
    };
    Pruner inside(g);
    for (int o = 0; o < g.output_count; ++o)
      if (u.results.items[o + before_results] >= 0) inside.need(g.outputs[o].node);
    for (NodeId i = 0; i < g.node_count; ++i)
      if (g.nodes[i].op == &op::leaf && is_kept(g.nodes[i].attr)) inside.need(i);
    inside.mark();
    Body body;
    List<NodeId> renamed;
    inside.rebuild(body.graph, renamed);
    for (NodeId i = 0; i < g.node_count; ++i)  // leaves are in order
      if (g.nodes[i].op == &op::leaf && renamed.items[i] >= 0) {
        body.graph.nodes.items[renamed.items[i]].attr = body.parameters.size();
        body.parameters.push_back(renamed.items[i]);
      }
    for (int o = 0; o < g.output_count; ++o)
      if (u.results.items[o + before_results] >= 0) body.results.push_back(renamed.items[g.outputs[o].node]);
    return body;
  }
};

}  // namespace detail

namespace detail {
constexpr Pruner live_parts(GraphView g) {
  Pruner live(g);
  for (int i = 0; i < g.output_count; ++i) live.need(g.outputs[i].node);
  for (NodeId i = 0; i < g.node_count; ++i)
    if (g.nodes[i].op == &op::leaf && g.leaves[g.nodes[i].attr].kind < LeafKind::key) live.need(i);
  live.mark();
  return live;
}
/// Whether pruning leaves a graph as it is. One with regions is never looked at.
constexpr bool is_pruned(GraphDraft const& d) {
  if (d.builder.error.kind != RecordError::none || d.builder.regions.size() != 0) return false;
  Pruner const live = live_parts(view_of(d));
  for (NodeId i = 0; i < d.builder.nodes.size(); ++i)
    if (!live.is_live(i)) return false;
  return true;
}
}  // namespace detail

/// Drops what no output needs, in the bodies of loops and branches too. Leaves stay, used or not: they are the program's
/// interface. Only those of kind `key` and `rows` go.
constexpr GraphDraft pruned(GraphView g) {
  detail::Pruner live = detail::live_parts(g);
  GraphDraft r;
  detail::List<NodeId> renamed;
  live.rebuild(r.builder, renamed);
  detail::List<std::int32_t> number(g.leaf_count, -1);
  for (NodeId i = 0; i < g.node_count; ++i) {
    if (g.nodes[i].op != &op::leaf || !live.is_live(i)) continue;
    std::int32_t const leaf = g.nodes[i].attr;
    number.items[leaf] = r.leaves.size();
    r.builder.nodes.items[renamed.items[i]].attr = r.leaves.size();
    r.leaves.push_back(g.leaves[leaf]);
  }
  for (int i = 0; i < g.output_count; ++i) {
    Output o = g.outputs[i];
    o.node = renamed.items[o.node];
    if (o.leaf >= 0) o.leaf = number.items[o.leaf];
    r.outputs.push_back(o);
  }
  return r;
}

}  // namespace tenon
