// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/graph.hpp>

#include <string>
#include <vector>

namespace tenon {

namespace detail {

inline std::string type_text(DType dtype, Dims const& dims) {
  std::string s = std::string(name_of(dtype)) + "[";
  for (int i = 0; i < dims.rank; ++i) s += (i == 0 ? "" : ", ") + std::to_string(dims[i]);
  return s + "]";
}

inline char const* kind_text(LeafKind kind) {
  constexpr char const* names[] = {"input", "parameter", "hyper", "state", "key", "rows"};
  return names[static_cast<int>(kind)];
}

/// Where a view or embedding reads or writes, an entry an operand axis: `i1`, `2 * i0 + 1`, `3`, `i0 + i2` of a window.
inline std::string map_text(ViewMap const& map) {
  std::string s = "(";
  for (int i = 0; i < map.rank; ++i) {
    AxisMap const a = map.axis[i];
    s += i == 0 ? "" : ", ";
    if (a.axis < 0) {
      s += std::to_string(a.offset);
      continue;
    }
    auto term = [&s](std::int32_t axis, std::int32_t step) {
      if (step != 1) s += std::to_string(step) + " * ";
      s += "i" + std::to_string(axis);
    };
    term(a.axis, a.step);
    if (a.windowed()) {
      s += " + ";
      term(a.tap, a.tap_step);
    }
    if (a.offset != 0) s += " + " + std::to_string(a.offset);
  }
  return s + ")";
}

}  // namespace detail

namespace detail {

/// The nodes that a node reads; those of a region without the list between.
inline std::vector<NodeId> inputs_of(GraphView g, NodeId id) {
  std::vector<NodeId> r;
  Node const& n = g[id];
  if (n.op->op_class == OpClass::region)
    for (NodeId list = n.in[0]; g[list].op == &op::operands; list = g[list].in[1]) r.push_back(g[list].in[0]);
  else
    for (int k = 0; k < n.op->arity; ++k) r.push_back(n.in[k]);
  return r;
}
/// Whether a node only lists a region's operands.
inline bool is_list(GraphView g, NodeId id) {
  if (g[id].op->op_class == OpClass::operands) return true;
  if (g[id].op != &op::constant) return false;
  bool ends_list = false;
  for (NodeId i = id + 1; i < g.node_count; ++i)
    for (NodeId const in : inputs_of(g, i))
      if (in == id && g[i].op->op_class != OpClass::operands)
        return false;
      else
        ends_list = ends_list || in == id;
  for (int o = 0; o < g.output_count; ++o) ends_list = ends_list && g.outputs[o].node != id;
  return ends_list;
}
/// How a region runs: `5 steps, reversed`, `while carry 0, at most 10 steps`.
inline std::string region_text(FrozenRegion const& r) {
  if (r.form.host != nullptr) return "on the host";
  if (!r.form.is_loop) return std::to_string(r.bodies) + " bodies";
  std::string const bound = std::to_string(r.form.bound) + " steps";
  std::string s = r.form.trip == Trip::fixed ? bound : r.form.trip == Trip::counted ? "at most " + bound : "while carry 0";
  if (r.form.trip == Trip::conditional && r.form.bound > 0) s += ", at most " + bound;
  return r.form.reversed ? s + ", reversed" : s;
}

inline std::string graph_text(GraphView g, std::string const& indent) {
  std::string s;
  for (NodeId i = 0; i < g.node_count; ++i) {
    if (is_list(g, i)) continue;
    Node const& n = g[i];
    s += indent + "%" + std::to_string(i) + " = " + n.op->name;
    switch (n.op->op_class) {
      case OpClass::leaf: s += " " + std::to_string(n.attr) + " " + kind_text(g.leaves[n.attr].kind); break;
      case OpClass::constant:
        s += " " + (is_floating(n.dtype) ? std::to_string(n.constant.f) : std::to_string(n.constant.i));
        break;
      case OpClass::result: s += " " + std::to_string(n.attr) + " of %" + std::to_string(n.in[0]); break;
      default: {
        char const* between = "(";
        for (NodeId const in : inputs_of(g, i)) s += between + ("%" + std::to_string(in)), between = ", ";
        s += ")";
      }
    }
    if (n.op->op_class == OpClass::view || n.op->op_class == OpClass::embed) s += " at " + map_text(g.maps[n.attr]);
    if (n.op->op_class == OpClass::concat) s += " along axis " + std::to_string(n.attr);
    if (n.op->op_class == OpClass::reduce) {
      s += " over axes";
      for (int a = 0; a < g[n.in[0]].dims.rank; ++a)
        if ((n.attr >> a & 1) != 0) s += " " + std::to_string(a);
    }
    if (n.op->op_class == OpClass::region) {
      FrozenRegion const& r = g.region_of(n);
      s += ", " + region_text(r) + "\n";
      for (int k = 0; k < r.bodies; ++k) {
        s += indent + "  body " + std::to_string(k) + ":\n" + graph_text(g.body(r.first_body + k), indent + "    ");
      }
      continue;
    }
    s += " : " + type_text(n.dtype, n.dims) + "\n";
  }
  for (int o = 0; o < g.output_count; ++o) {
    Output const& out = g.outputs[o];
    s += indent + (out.leaf >= 0 ? "update of leaf " + std::to_string(out.leaf) : "output " + std::to_string(o)) + ": %" +
         std::to_string(out.node) + "\n";
  }
  return s;
}

}  // namespace detail

/// A graph as text, a node a line in the order of computation, then the outputs:
/// `%2 = matmul(%0, %1) : float32[32, 30]`. The bodies of loops and branches are indented. Complexity: linear in the nodes
/// and their uses.
inline std::string to_text(GraphView g) { return detail::graph_text(g, ""); }

/// The graph of a program type, such as a TrainStep.
template <class Program>
std::string to_text() {
  return to_text(Program::source::graph.view());
}

}  // namespace tenon
