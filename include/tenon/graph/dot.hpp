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

/// A graph in Graphviz' language: `dot -Tsvg`. Leaves are boxes, with the names given, parameters and state filled; results are
/// double. `leaf_names<F, A...>()` of trace/names.hpp has the names of arguments and fields. Complexity: linear.
inline std::string to_dot(GraphView g, std::vector<std::string> const& names = {}) {
  std::string s = "digraph graph_of_tenon {\n  node [fontname=\"sans-serif\", fontsize=11]\n";
  std::vector<bool> result(static_cast<std::size_t>(g.node_count), false);
  for (int o = 0; o < g.output_count; ++o) result[static_cast<std::size_t>(g.outputs[o].node)] = true;
  for (NodeId i = 0; i < g.node_count; ++i) {
    Node const& n = g[i];
    s += "  n" + std::to_string(i) +
         " [label=" + detail::quoted(detail::node_title(g, i, names) + "\n" + detail::type_text(n.dtype, n.dims));
    if (n.op->op_class == OpClass::leaf) {
      LeafKind const kind = g.leaves[n.attr].kind;
      s += ", shape=box";
      if (kind == LeafKind::parameter) s += ", style=filled, fillcolor=\"#cfe2f3\"";
      if (kind == LeafKind::state) s += ", style=filled, fillcolor=\"#fff2cc\"";
    } else if (n.op->op_class == OpClass::constant)
      s += ", shape=plaintext";
    if (result[static_cast<std::size_t>(i)]) s += ", peripheries=2";
    s += "]\n";
    for (int k = 0; k < n.op->arity; ++k) s += "  n" + std::to_string(n.in[k]) + " -> n" + std::to_string(i) + "\n";
  }
  for (int o = 0; o < g.output_count; ++o)
    if (Output const& out = g.outputs[o]; out.leaf >= 0) {
      s += "  u" + std::to_string(o) + " [label=" + detail::quoted("update of " + detail::leaf_name(names, out.leaf)) +
           ", shape=box, style=dashed]\n";
      s += "  n" + std::to_string(out.node) + " -> u" + std::to_string(o) + "\n";
    }
  return s + "}\n";
}

/// A graph as JSON: {"nodes": [{"id", "op", "dtype", "shape", "inputs", ...}], "outputs": [{"node"} or {"node", "updates"}]}.
/// Leaves have their kind and name, constants a value, reductions their axes. Complexity: linear.
inline std::string to_json(GraphView g, std::vector<std::string> const& names = {}) {
  std::string s = "{\"nodes\": [";
  for (NodeId i = 0; i < g.node_count; ++i) {
    Node const& n = g[i];
    s += std::string(i == 0 ? "" : ",") + "\n  {\"id\": " + std::to_string(i) + ", \"op\": " + detail::quoted(n.op->name) +
         ", \"dtype\": " + detail::quoted(std::string(name_of(n.dtype))) + ", \"shape\": " + detail::extents_text(n.dims);
    switch (n.op->op_class) {
      case OpClass::leaf:
        s += ", \"kind\": " + detail::quoted(detail::kind_text(g.leaves[n.attr].kind)) +
             ", \"name\": " + detail::quoted(detail::leaf_name(names, n.attr));
        break;
      case OpClass::constant: s += ", \"value\": " + detail::quoted(detail::constant_text(n)); break;
      default:
        s += ", \"inputs\": [";
        for (int k = 0; k < n.op->arity; ++k) s += (k == 0 ? "" : ", ") + std::to_string(n.in[k]);
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
