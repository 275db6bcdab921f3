// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/text.hpp>

#include <vector>

/// Graphs for other programs: Graphviz' DOT, and JSON.
namespace tenon {

namespace detail {

/// The name of a leaf: what the caller calls it, or its number.
inline std::string leaf_name(std::vector<std::string> const& names, int leaf) {
  auto const i = static_cast<std::size_t>(leaf);
  return i < names.size() ? names[i] : "leaf " + std::to_string(leaf);
}
inline std::string constant_text(Node const& n) {
  return is_floating(n.dtype) ? std::to_string(n.constant.f) : std::to_string(n.constant.i);
}
/// What a node is called in a drawing.
inline std::string node_title(GraphView g, NodeId id, std::vector<std::string> const& names) {
  Node const& n = g[id];
  if (n.op->op_class == OpClass::leaf) return leaf_name(names, n.attr);
  if (n.op->op_class == OpClass::constant) return constant_text(n);
  std::string s = n.op->name;
  if (n.op->op_class == OpClass::view || n.op->op_class == OpClass::embed) s += " " + map_text(g.maps[n.attr]);
  if (n.op->op_class == OpClass::result) s += " " + std::to_string(n.attr);
  if (n.op->op_class == OpClass::region) s += "\n" + region_text(g.region_of(n));
  return s;
}
/// Text between quotes, for both formats.
inline std::string quoted(std::string const& text) {
  std::string s = "\"";
  for (char const c : text) {
    if (c == '"' || c == '\\') s += '\\';
    s += c;
  }
  return s + "\"";
}
inline std::string extents_text(Dims const& dims) {
  std::string s = "[";
  for (int i = 0; i < dims.rank; ++i) s += (i == 0 ? "" : ", ") + std::to_string(dims[i]);
  return s + "]";
}

}  // namespace detail

namespace detail {

/// The nodes and edges of a graph; each body is a box of its own, with `prefix` before its nodes' names.
inline std::string dot_statements(GraphView g, std::vector<std::string> const& names, std::string const& prefix) {
  std::string s;
  std::vector<bool> result(static_cast<std::size_t>(g.node_count), false);
  for (int o = 0; o < g.output_count; ++o) result[static_cast<std::size_t>(g.outputs[o].node)] = true;
  auto name = [&prefix](NodeId i) { return prefix + "n" + std::to_string(i); };
  for (NodeId i = 0; i < g.node_count; ++i) {
    if (is_list(g, i)) continue;
    Node const& n = g[i];
    std::string label = node_title(g, i, names);
    if (n.op->op_class != OpClass::region) label += "\n" + type_text(n.dtype, n.dims);
    s += "  " + name(i) + " [label=" + detail::quoted(label);
    if (n.op->op_class == OpClass::leaf) {
      LeafKind const kind = g.leaves[n.attr].kind;
      s += ", shape=box";
      if (kind == LeafKind::parameter) s += ", style=filled, fillcolor=\"#cfe2f3\"";
      if (kind == LeafKind::state) s += ", style=filled, fillcolor=\"#fff2cc\"";
    } else if (n.op->op_class == OpClass::constant)
      s += ", shape=plaintext";
    else if (n.op->op_class == OpClass::region)
      s += ", shape=box3d";
    if (result[static_cast<std::size_t>(i)]) s += ", peripheries=2";
    s += "]\n";
    for (NodeId const in : inputs_of(g, i)) s += "  " + name(in) + " -> " + name(i) + "\n";
    if (n.op->op_class != OpClass::region) continue;
    FrozenRegion const& r = g.region_of(n);
    for (int k = 0; k < r.bodies; ++k) {
      std::string const body = "b" + std::to_string(r.first_body + k);
      s += "  subgraph cluster_" + body + " {\n  label=" + detail::quoted("body " + std::to_string(k) + " of " + n.op->name) +
           "\n";
      s += dot_statements(g.body(r.first_body + k), {}, body + "_") + "  }\n";
    }
  }
  for (int o = 0; o < g.output_count; ++o)
    if (Output const& out = g.outputs[o]; out.leaf >= 0) {
      s += "  u" + std::to_string(o) + " [label=" + detail::quoted("update of " + leaf_name(names, out.leaf)) +
           ", shape=box, style=dashed]\n";
      s += "  " + name(out.node) + " -> u" + std::to_string(o) + "\n";
    }
  return s;
}

}  // namespace detail

/// A graph in Graphviz' language: `dot -Tsvg`. Leaves are boxes, with the names given, parameters and state filled; results are
/// double; the bodies of loops and branches have boxes of their own. `leaf_names<F, A...>()` of trace/names.hpp has the names
/// of arguments and fields. Complexity: linear.
inline std::string to_dot(GraphView g, std::vector<std::string> const& names = {}) {
  return "digraph graph_of_tenon {\n  node [fontname=\"sans-serif\", fontsize=11]\n" + detail::dot_statements(g, names, "") +
         "}\n";
}

/// A graph as JSON: {"nodes": [{"id", "op", "dtype", "shape", "inputs", ...}], "outputs": [{"node"} or {"node", "updates"}]}.
/// Leaves have their kind and name, constants a value, reductions their axes, loops and branches how they run and their
/// "bodies", which are such graphs. Complexity: linear.
inline std::string to_json(GraphView g, std::vector<std::string> const& names = {}) {
  std::string s = "{\"nodes\": [";
  char const* before = "";
  for (NodeId i = 0; i < g.node_count; ++i) {
    if (detail::is_list(g, i)) continue;
    Node const& n = g[i];
    s += before + ("\n  {\"id\": " + std::to_string(i)) + ", \"op\": " + detail::quoted(n.op->name) +
         ", \"dtype\": " + detail::quoted(std::string(name_of(n.dtype))) + ", \"shape\": " + detail::extents_text(n.dims);
    before = ",";
    switch (n.op->op_class) {
      case OpClass::leaf:
        s += ", \"kind\": " + detail::quoted(detail::kind_text(g.leaves[n.attr].kind)) +
             ", \"name\": " + detail::quoted(detail::leaf_name(names, n.attr));
        break;
      case OpClass::constant: s += ", \"value\": " + detail::quoted(detail::constant_text(n)); break;
      default: {
        s += ", \"inputs\": [";
        char const* between = "";
        for (NodeId const in : detail::inputs_of(g, i)) s += between + std::to_string(in), between = ", ";
        s += "]";
      }
    }
    if (n.op->op_class == OpClass::result) s += ", \"number\": " + std::to_string(n.attr);
    if (n.op->op_class == OpClass::region) {
      FrozenRegion const& r = g.region_of(n);
      s += ", \"runs\": " + detail::quoted(detail::region_text(r)) + ", \"bodies\": [";
      for (int k = 0; k < r.bodies; ++k) s += (k == 0 ? "" : ", ") + to_json(g.body(r.first_body + k));
      s += "]";
    }
    if (n.op->op_class == OpClass::reduce) {
      s += ", \"axes\": [";
      char const* between = "";
      for (int a = 0; a < g[n.in[0]].dims.rank; ++a)
        if ((n.attr >> a & 1) != 0) s += between + std::to_string(a), between = ", ";
      s += "]";
    }
    if (n.op->op_class == OpClass::concat) s += ", \"axis\": " + std::to_string(n.attr);
    if (n.op->op_class == OpClass::view || n.op->op_class == OpClass::embed)
      s += ", \"at\": " + detail::quoted(detail::map_text(g.maps[n.attr]));
    s += "}";
  }
  s += "\n], \"outputs\": [";
  for (int o = 0; o < g.output_count; ++o) {
    Output const& out = g.outputs[o];
    s += std::string(o == 0 ? "" : ", ") + "{\"node\": " + std::to_string(out.node);
    if (out.leaf >= 0) s += ", \"updates\": " + detail::quoted(detail::leaf_name(names, out.leaf));
    s += "}";
  }
  return s + "]}\n";
}

}  // namespace tenon
