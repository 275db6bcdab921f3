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
  key,        ///< the random key of a step of training: only if it is used
  rows        ///< which rows of the batch are real, and how many: only if they are read
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

/// Where a graph begins in the arrays that hold it and the bodies of its regions.
struct FrozenBody {
  std::int32_t first_node = 0, first_map = 0, first_leaf = 0, first_output = 0;
  std::int32_t nodes = 0, maps = 0, leaves = 0, outputs = 0;
};
/// A loop or branch of a finished graph: its bodies follow each other.
struct FrozenRegion {
  RegionForm form{};
  std::int32_t first_body = 0, bodies = 0;
};

/// A finished graph, read-only, whatever holds it.
struct GraphView {
  Node const* nodes = nullptr;
  ViewMap const* maps = nullptr;
  Leaf const* leaves = nullptr;
  Output const* outputs = nullptr;
  int node_count = 0, map_count = 0, leaf_count = 0, output_count = 0;
  /// The graph that this one is, or is a body of, with all bodies and regions in it.
  struct Whole {
    Node const* nodes = nullptr;
    ViewMap const* maps = nullptr;
    Leaf const* leaves = nullptr;
    Output const* outputs = nullptr;
    FrozenBody const* bodies = nullptr;
    FrozenRegion const* regions = nullptr;
  } whole{};

  constexpr Node const& operator[](NodeId id) const { return nodes[id]; }
  constexpr FrozenRegion const& region_of(Node const& n) const { return whole.regions[n.attr]; }
  constexpr GraphView body(int i) const {
    FrozenBody const& b = whole.bodies[i];
    return {whole.nodes + b.first_node,
            whole.maps + b.first_map,
            whole.leaves + b.first_leaf,
            whole.outputs + b.first_output,
            b.nodes,
            b.maps,
            b.leaves,
            b.outputs,
            whole};
  }
};

/// A draft as it is. One with loops or branches is frozen first.
constexpr GraphView view_of(GraphDraft const& d) {
  return {d.builder.nodes.data(), d.builder.maps.data(), d.leaves.data(), d.outputs.data(),
          d.builder.nodes.size(), d.builder.maps.size(), d.leaves.size(), d.outputs.size()};
}

/// Of a graph and the bodies in it.
struct GraphSize {
  int nodes = 0, maps = 0, leaves = 0, outputs = 0, bodies = 0, regions = 0;
};

/// A finished graph as a constant; body 0 is the graph itself.
template <GraphSize Size>
struct Graph {
  Node nodes[Size.nodes + 1] = {};
  ViewMap maps[Size.maps + 1] = {};
  Leaf leaves[Size.leaves + 1] = {};
  Output outputs[Size.outputs + 1] = {};
  FrozenBody bodies[Size.bodies + 1] = {};
  FrozenRegion regions[Size.regions + 1] = {};

  constexpr GraphView view() const {
    return GraphView{nullptr, nullptr, nullptr, nullptr, 0, 0, 0, 0, {nodes, maps, leaves, outputs, bodies, regions}}.body(0);
  }
};

namespace detail {

/// Whether a function writes one of the leaves from `first` to `last`.
constexpr bool updates(GraphView g, int first, int last) {
  for (int i = 0; i < g.output_count; ++i)
    if (g.outputs[i].leaf >= first && g.outputs[i].leaf < last) return true;
  return false;
}
constexpr void add_size(Builder const& b, int leaves, int outputs, GraphSize& s) {
  s.nodes += b.nodes.size();
  s.maps += b.maps.size();
  s.leaves += leaves;
  s.outputs += outputs;
  s.bodies += 1;
  s.regions += b.regions.size();
  for (Region const& r : b.regions)
    for (Body const& body : r.bodies) add_size(body.graph, body.parameters.size(), body.results.size(), s);
}
constexpr GraphSize size_of_draft(GraphDraft const& d) {
  GraphSize s;
  add_size(d.builder, d.leaves.size(), d.outputs.size(), s);
  return s;
}

struct Measured {
  GraphSize size;
  RecordError error;
  bool is_pruned = false;
};
constexpr Measured measured(GraphDraft const& d) { return {size_of_draft(d), d.builder.error}; }

/// Copies a draft, and the bodies in it, into the arrays of a constant.
template <GraphSize Size>
class Freezer {
 public:
  constexpr Graph<Size> run(GraphDraft const& d) {
    for (Leaf const& l : d.leaves) g_.leaves[used_.leaves++] = l;
    for (Output const& o : d.outputs) g_.outputs[used_.outputs++] = o;
    used_.bodies = 1;
    put(0, d.builder, d.leaves.size(), d.outputs.size());
    return g_;
  }

 private:
  Graph<Size> g_;
  GraphSize used_;

  /// Body number `number`, whose leaves and outputs are the last that were written.
  constexpr void put(int number, Builder const& b, int leaves, int outputs) {
    g_.bodies[number] = {used_.nodes, used_.maps, used_.leaves - leaves, used_.outputs - outputs, b.nodes.size(), b.maps.size(),
                         leaves,      outputs};
    int const first_region = used_.regions;
    for (int i = 0; i < b.nodes.size(); ++i) {
      Node n = b.nodes.items[i];
      if (n.op->op_class == OpClass::region) n.attr += first_region;
      g_.nodes[used_.nodes++] = n;
    }
    for (int i = 0; i < b.maps.size(); ++i) g_.maps[used_.maps++] = b.maps.items[i];
    used_.regions += b.regions.size();
    for (int i = 0; i < b.regions.size(); ++i) {
      Region const& r = b.regions.items[i];
      int const first_body = used_.bodies;
      g_.regions[first_region + i] = {r.form, first_body, r.bodies.size()};
      used_.bodies += r.bodies.size();
      for (int k = 0; k < r.bodies.size(); ++k) {
        Body const& body = r.bodies.items[k];
        for (NodeId const p : body.parameters)
          g_.leaves[used_.leaves++] = Leaf{body.graph[p].dtype, body.graph[p].dims, LeafKind::input};
        for (NodeId const n : body.results) g_.outputs[used_.outputs++] = Output{n, -1, -1, body.graph[n].dims};
        put(first_body + k, body.graph, body.parameters.size(), body.results.size());
      }
    }
  }
};
template <GraphSize Size>
constexpr Graph<Size> copy_draft(GraphDraft const& d) {
  return Freezer<Size>().run(d);
}

}  // namespace detail

}  // namespace tenon
