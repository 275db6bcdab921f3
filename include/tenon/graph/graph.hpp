// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/ops.hpp>

namespace tenon {

/// What a leaf is to the program that runs the graph.
enum class LeafKind : std::uint8_t {
  input,      ///< an argument
  parameter,  ///< a weight of a module: shared, constant while predicting
  hyper,      ///< a plain tensor of a module: constant in every program
  state,      ///< a variable: carried from one run to the next
  rows        ///< which rows of the batch are real, and how many: comes last, and only if it is read
};

struct Leaf {
  DType dtype = DType::f32;
  Dims dims{};
  LeafKind kind = LeafKind::input;
};

/// A result of the graph and where it goes: into leaf `leaf` (an update in place), or into an output of its own.
/// With a map, element i of the node goes to map(i) of a destination of shape `dims`.
struct Output {
  NodeId node = -1;
  std::int32_t leaf = -1;
  std::int32_t map = -1;
  Dims dims{};
};

/// A graph while it is being made.
struct GraphDraft {
  Builder builder;
  detail::List<Leaf> leaves;
  detail::List<Output> outputs;

  constexpr NodeId add_leaf(DType dtype, Dims const& dims, LeafKind kind) {
    leaves.push_back(Leaf{dtype, dims, kind});
    return builder.leaf(dtype, dims);
  }
  constexpr void add_output(NodeId node) { outputs.push_back(Output{node, -1, -1, builder[node].dims}); }
  constexpr void add_update(std::int32_t leaf, NodeId node) { outputs.push_back(Output{node, leaf, -1, builder[node].dims}); }
};

/// A finished graph, read-only, whatever holds it.
struct GraphView {
  Node const* nodes = nullptr;
  ViewMap const* maps = nullptr;
  Leaf const* leaves = nullptr;
  Output const* outputs = nullptr;
  int node_count = 0, map_count = 0, leaf_count = 0, output_count = 0;

  constexpr Node const& operator[](NodeId id) const { return nodes[id]; }
};

constexpr GraphView view_of(GraphDraft const& d) {
  return {d.builder.nodes.data(), d.builder.maps.data(), d.leaves.data(), d.outputs.data(),
          d.builder.nodes.size(), d.builder.maps.size(), d.leaves.size(), d.outputs.size()};
}

struct GraphSize {
  int nodes = 0, maps = 0, leaves = 0, outputs = 0;
};

/// A finished graph as a constant.
template <GraphSize Size>
struct Graph {
  Node nodes[Size.nodes + 1] = {};
  ViewMap maps[Size.maps + 1] = {};
  Leaf leaves[Size.leaves + 1] = {};
  Output outputs[Size.outputs + 1] = {};

  constexpr GraphView view() const { return {nodes, maps, leaves, outputs, Size.nodes, Size.maps, Size.leaves, Size.outputs}; }
};

/// Drops what no output needs. Leaves stay, used or not: they are the program's interface. Only those of kind `rows` go.
constexpr GraphDraft pruned(GraphView g) {
  detail::List<bool> live(g.node_count, false);
  for (int i = 0; i < g.output_count; ++i) live.items[g.outputs[i].node] = true;
  for (int i = g.node_count - 1; i >= 0; --i) {
    Node const& n = g.nodes[i];
    if (n.op == &op::leaf && g.leaves[n.attr].kind != LeafKind::rows) live.items[i] = true;
    if (!live.items[i]) continue;
    for (int k = 0; k < n.op->arity; ++k) live.items[n.in[k]] = true;
  }
  detail::List<NodeId> renamed(g.node_count, -1);
  GraphDraft r;
  int leaves = g.leaf_count;
  for (int i = 0; i < g.node_count; ++i) {
    Node n = g.nodes[i];
    if (!live.items[i]) {
      if (n.op == &op::leaf) --leaves;  // they are the last
      continue;
    }
    for (int k = 0; k < n.op->arity; ++k) n.in[k] = renamed.items[n.in[k]];
    renamed.items[i] = r.builder.nodes.push_back(n);
  }
  for (int i = 0; i < g.map_count; ++i) r.builder.maps.push_back(g.maps[i]);
  for (int i = 0; i < leaves; ++i) r.leaves.push_back(g.leaves[i]);
  for (int i = 0; i < g.output_count; ++i) {
    Output o = g.outputs[i];
    o.node = renamed.items[o.node];
    r.outputs.push_back(o);
  }
  return r;
}

namespace detail {

constexpr GraphSize size_of_draft(GraphDraft const& d) {
  return {d.builder.nodes.size(), d.builder.maps.size(), d.leaves.size(), d.outputs.size()};
}

struct Measured {
  GraphSize size;
  RecordError error;
};
// A function without arguments: clang 14 loses temporaries of a template argument.
template <class Recorder>
constexpr Measured measured() {
  GraphDraft const d = Recorder::record();
  return {size_of_draft(d), d.builder.error};
}
// The evaluation is a template argument: that it cannot be done is then no error but another overload.
template <class Recorder, Measured M = measured<Recorder>()>
constexpr Measured measured_recording(int) {
  return M;
}
template <class Recorder>
constexpr Measured measured_recording(...) {
  return {{}, {RecordError::not_constant, {}}};
}
/// What is recorded; nothing, where that is no constant expression: an assertion in front of the program says so.
template <class Recorder, bool Constant>
constexpr GraphDraft draft_of() {
  if constexpr (Constant)
    return Recorder::record();
  else
    return {};
}

template <GraphSize Size>
constexpr Graph<Size> copy_draft(GraphDraft const& d) {
  Graph<Size> g;
  for (int i = 0; i < Size.nodes; ++i) g.nodes[i] = d.builder.nodes.items[i];
  for (int i = 0; i < Size.maps; ++i) g.maps[i] = d.builder.maps.items[i];
  for (int i = 0; i < Size.leaves; ++i) g.leaves[i] = d.leaves.items[i];
  for (int i = 0; i < Size.outputs; ++i) g.outputs[i] = d.outputs.items[i];
  return g;
}

}  // namespace detail

/// The graph that `Recorder::record()` makes, as a constant. Each pass is a constant expression of its own, evaluated
/// once for its size and once for itself: compilers limit the steps of one expression.
template <class Recorder>
struct Frozen {
  static constexpr detail::Measured measured = detail::measured_recording<Recorder>(0);
  static constexpr RecordError error = measured.error;
  static constexpr GraphSize raw_size = measured.size;
  static constexpr Graph<raw_size> raw =
      detail::copy_draft<raw_size>(detail::draft_of<Recorder, error.kind != RecordError::not_constant>());
  static constexpr GraphSize size = detail::size_of_draft(pruned(raw.view()));
  static constexpr Graph<size> graph = detail::copy_draft<size>(pruned(raw.view()));
};

}  // namespace tenon
