// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/recompute_choice.hpp>

/// Programs within a budget of workspace: which values are kept and which are computed again is a decision of the compiler.
namespace tenon {

namespace diagnose {
template <std::int64_t Bytes>
struct least_bytes;
template <std::int64_t Bytes>
struct budget_of_bytes;
template <class Least, class Budget>
inline constexpr bool workspace_fits_the_budget = false;
template <std::int64_t Least, std::int64_t Budget>
inline constexpr bool workspace_fits_the_budget<least_bytes<Least>, budget_of_bytes<Budget>> = Least <= Budget;
}  // namespace diagnose

#define TENON_OVER_BUDGET                                                                                                        \
  "workspace budget: what the program needs at once is more, even where it computes again what it can (least bytes, budget "     \
  "follow)"

namespace detail {

/// Puts values that are computed again into a graph: what a kernel computes is recorded once more, down to what is in memory.
/// Nodes keep their numbers, new ones stand between them in a list, until the end.
/// Complexity: linear in the nodes for each value.
template <class = void>  // a template only to be compiled when used
class Recomputer {
 public:
  constexpr Recomputer(GraphView g, List<bool>&& in_memory)
      : g_(g), in_memory_(static_cast<List<bool>&&>(in_memory)), next_(g.node_count), previous_(g.node_count),
        start_(g.node_count) {
    nodes_.reserve(2 * g.node_count + 64);
    for (NodeId i = 0; i < g.node_count; ++i) {
      nodes_.push_back(g[i]);
      next_.items[i] = i + 1;
      previous_.items[i] = i - 1;
      start_.items[i] = i;
      if (g[i].again >= first_) first_ = g[i].again + 1;
    }
    if (g.node_count > 0) next_.items[g.node_count - 1] = -1;
  }

  /// From node `r.before` on, another node stands for `r.value`. Users come before what they use.
  constexpr void again(Recomputation r) {
    at_ = start_.items[r.before];
    behind_ = List<bool>(nodes_.size());
    twin_ = List<NodeId>(nodes_.size());
    for (NodeId i = at_; i >= 0; i = next_.items[i]) behind_.items[i] = true;
    group_ = first_ + r.before;
    NodeId const front = previous_.items[at_];
    compute(r.value);
    for (NodeId i = at_; i >= 0; i = next_.items[i]) {
      int const arity = nodes_.items[i].op->arity;
      for (int k = 0; k < arity; ++k) {
        NodeId const in = nodes_.items[i].in[k];
        if (behind_.items[in] || (in_memory_.items[in] && in != r.value)) continue;  // most: compilers count calls
        NodeId const twin = reader(in);
        if (twin != in) nodes_.items[i].in[k] = twin;
      }
    }
    start_.items[r.before] = front < 0 ? at_ : next_.items[front];
  }

  /// The nodes in order, without those that nobody reads any more, and the outputs.
  List<Node> nodes;
  List<Output> outputs;
  constexpr void finish() {
    List<bool> live(nodes_.size(), false);
    List<NodeId> renamed(nodes_.size());
    for (int o = 0; o < g_.output_count; ++o) {
      outputs.push_back(g_.outputs[o]);
      live.items[g_.outputs[o].node] = true;
    }
    NodeId last = g_.node_count - 1;
    for (NodeId i = last; i >= 0; i = previous_.items[i]) {
      Node const& n = nodes_.items[i];
      if (n.op == &op::leaf) live.items[i] = true;
      for (int k = 0; live.items[i] && k < n.op->arity; ++k) live.items[n.in[k]] = true;
      last = i;
    }
    nodes.reserve(nodes_.size());
    for (NodeId i = last; i >= 0; i = next_.items[i]) {
      if (!live.items[i]) continue;
      renamed.items[i] = nodes.push_back(nodes_.items[i]);
      Node& n = nodes.items[renamed.items[i]];
      for (int k = 0; k < n.op->arity; ++k) n.in[k] = renamed.items[n.in[k]];
    }
    for (int o = 0; o < outputs.size(); ++o) outputs.items[o].node = renamed.items[outputs.items[o].node];
  }

 private:
  GraphView g_;
  List<Node> nodes_;
  List<bool> in_memory_;
  List<NodeId> next_, previous_;
  List<NodeId> start_;  ///< of a node: where those begin that were put in front of it
  std::int32_t first_ = 1, group_ = 0;
  NodeId at_ = -1;
  List<bool> behind_;  ///< whether a node comes at the place or later
  List<NodeId> twin_;  ///< of one in front: who stands for it behind, + 1; 0: not known yet

  constexpr NodeId insert(Node const& n, bool in_memory) {
    NodeId const id = nodes_.push_back(n), before = previous_.items[at_];
    next_.push_back(at_);
    previous_.push_back(before);
    previous_.items[at_] = id;
    if (before >= 0) next_.items[before] = id;
    in_memory_.push_back(in_memory);
    behind_.push_back(true);
    twin_.push_back(id + 1);
    return id;
  }
  /// What computes a value; few nodes, RecomputeChoice has counted them.
  constexpr NodeId compute(NodeId i, bool is_value = true) {
    if (twin_.items[i] == 0) {
      Node n = nodes_.items[i];
      for (int k = 0; k < n.op->arity; ++k)
        if (!in_memory_.items[n.in[k]]) n.in[k] = compute(n.in[k], false);
      n.again = group_;
      NodeId const twin = insert(n, is_value);
      if (is_value) twin_ = List<NodeId>(nodes_.size());  // the others read what they read before
      twin_.items[i] = twin + 1;
    }
    return twin_.items[i] - 1;
  }
  /// Who stands for a node where it is read behind the place: what is computed where it is read sees the new value.
  constexpr NodeId reader(NodeId i) {
    if (behind_.items[i]) return i;
    if (twin_.items[i] != 0) return twin_.items[i] - 1;
    twin_.items[i] = i + 1;
    if (in_memory_.items[i]) return i;
    NodeId in[3] = {-1, -1, -1};
    bool changed = false;
    int const arity = nodes_.items[i].op->arity;
    for (int k = 0; k < arity; ++k) {
      in[k] = reader(nodes_.items[i].in[k]);
      changed = changed || in[k] != nodes_.items[i].in[k];
    }
    if (changed) {
      Node n = nodes_.items[i];
      for (int k = 0; k < arity; ++k) n.in[k] = in[k];
      NodeId const twin = insert(n, false);
      twin_.items[i] = twin + 1;
    }
    return twin_.items[i] - 1;
  }
};

template <class P>
constexpr auto recomputed(GraphView g, P const& fused, Recomputations const& chosen) {
  Recomputer<VoidFor<P>> r(g, nodes_in_memory<VoidFor<P>>(g, thaw(plan_view(fused))));
  for (int i = 0; i < chosen.count; ++i) r.again(chosen.of[i]);
  r.finish();
  return r;
}
constexpr GraphSize recomputed_size(GraphSize size, GraphView g, auto const& fused, Recomputations const& chosen) {
  size.nodes += recomputed(g, fused, chosen).nodes.size() - g.node_count;
  return size;
}
/// A graph with other nodes; the bodies of its regions stay as they are.
template <GraphSize Size, GraphSize Old>
constexpr Graph<Size> with_nodes(Graph<Old> const& old, auto const& r) {
  Graph<Size> g;
  int const own = old.bodies[0].nodes, shift = Size.nodes - Old.nodes;
  for (int i = 0; i < own + shift; ++i) g.nodes[i] = r.nodes.items[i];
  for (int i = own; i < Old.nodes; ++i) g.nodes[i + shift] = old.nodes[i];
  for (int i = 0; i < Size.maps; ++i) g.maps[i] = old.maps[i];
  for (int i = 0; i < Size.leaves; ++i) g.leaves[i] = old.leaves[i];
  for (int i = 0; i < Size.outputs; ++i) g.outputs[i] = i < r.outputs.size() ? r.outputs.items[i] : old.outputs[i];
  for (int i = 0; i < Size.regions; ++i) g.regions[i] = old.regions[i];
  for (int i = 0; i < Size.bodies; ++i) {
    g.bodies[i] = old.bodies[i];
    (i == 0 ? g.bodies[i].nodes : g.bodies[i].first_node) += shift;
  }
  return g;
}
template <GraphSize Size>
constexpr GraphSize size_of_graph(Graph<Size> const&) {
  return Size;
}

/// What is chosen in the plan of a source.
template <class Source>
constexpr Recomputations choose_recomputations(std::int64_t budget) {
  using P = Planned<Source>;
  PlanDraft const placed = thaw(plan_view(P::plan));
  List<std::int64_t> const in_use = bytes_in_use<VoidFor<Source>>(placed);
  std::int64_t most = 0;
  for (int k = 0; k < in_use.size(); ++k) most = in_use.items[k] > most ? in_use.items[k] : most;
  // Holes between buffers count.
  return RecomputeChoice<VoidFor<Source>>(Source::graph.view(), in_order(thaw(plan_view(P::fused))), placed,
                                          P::fused_size.buffers, in_use, budget - (P::plan.workspace_bytes - most))
      .run();
}
template <class Source, std::int64_t Target>
inline constexpr Recomputations recomputations = choose_recomputations<Source>(Target);

/// A source after rounds of choosing: each begins with the plan that the one before led to.
template <class Source, std::int64_t Target, int Rounds>
struct AfterRounds {
  using Before = typename AfterRounds<Source, Target, Rounds - 1>::type;
  using type = AfterRounds;

 private:
  static constexpr GraphSize size =
      recomputed_size(size_of_graph(Before::graph), Before::graph.view(), Planned<Before>::fused, recomputations<Before, Target>);

 public:
  static constexpr Graph<size> graph =
      with_nodes<size>(Before::graph, recomputed(Before::graph.view(), Planned<Before>::fused, recomputations<Before, Target>));
  static constexpr RecordError error = Source::error;
};
template <class Source, std::int64_t Target>
struct AfterRounds<Source, Target, 0> : std::type_identity<Source> {};

struct BudgetSearch {
  std::int64_t target = 0, bytes = -1;
  int rounds = 0;
};
/// The round with the least workspace, or the first one within the budget, where a target was chosen for.
template <class Source, std::int64_t Budget, std::int64_t Target, int Rounds = 0, int BestRounds = 0, std::int64_t Least = -1>
constexpr BudgetSearch search_for_target() {
  constexpr int most_rounds = 24, patience = 3;
  using S = typename AfterRounds<Source, Target, Rounds>::type;
  if constexpr (!PlanLimit<S>::kept)
    return {Target, Least, BestRounds};
  else {
    constexpr std::int64_t bytes = Planned<S>::plan.workspace_bytes;
    constexpr bool better = Least < 0 || bytes < Least;
    constexpr BudgetSearch best = better ? BudgetSearch{Target, bytes, Rounds} : BudgetSearch{Target, Least, BestRounds};
    if constexpr (bytes <= Budget || Rounds == most_rounds || Rounds - best.rounds >= patience)
      return best;
    else if constexpr (recomputations<S, Target>.count == 0)
      return best;
    else
      return search_for_target<Source, Budget, Target, Rounds + 1, best.rounds, best.bytes>();
  }
}
/// A greedy choice may get stuck a little above the budget: it is then asked for less.
template <class Source, std::int64_t Budget, int Eighths = 8>
constexpr BudgetSearch search_within_budget() {
  constexpr BudgetSearch found = search_for_target<Source, Budget, Budget * Eighths / 8>();
  if constexpr (found.bytes <= Budget || Eighths <= 4)
    return found;
  else {
    constexpr BudgetSearch other = search_within_budget<Source, Budget, Eighths - 2>();
    return other.bytes >= 0 && other.bytes < found.bytes ? other : found;
  }
}

/// The source of a program that does what another one does, in a workspace of at most so many bytes, and says if there is
/// none. One that could not be recorded, or planned, is left for others to report.
template <class Source, std::int64_t Budget>
constexpr auto source_within() {
  if constexpr (Source::error.kind != RecordError::none)
    return std::type_identity<Source>{};
  else {
    constexpr BudgetSearch found = search_within_budget<Source, Budget>();
    if constexpr (found.bytes >= 0)
      static_assert(diagnose::workspace_fits_the_budget<diagnose::least_bytes<found.bytes>, diagnose::budget_of_bytes<Budget>>,
                    TENON_OVER_BUDGET);
    return std::type_identity<typename AfterRounds<Source, found.target, found.rounds>::type>{};
  }
}

}  // namespace detail
}  // namespace tenon
