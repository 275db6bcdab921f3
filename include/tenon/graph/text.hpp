// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/graph.hpp>

#include <string>

namespace tenon {

namespace detail {

inline std::string type_text(DType dtype, Dims const& dims) {
  std::string s = std::string(name_of(dtype)) + "[";
  for (int i = 0; i < dims.rank; ++i) s += (i == 0 ? "" : ", ") + std::to_string(dims[i]);
  return s + "]";
}

inline char const* kind_text(LeafKind kind) {
  constexpr char const* names[] = {"input", "parameter", "hyper", "state", "rows"};
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

/// A graph as text, a node a line in the order of computation, then the outputs:
/// `%2 = matmul(%0, %1) : float32[32, 30]`. Complexity: linear.
inline std::string to_text(GraphView g) {
  std::string s;
  for (NodeId i = 0; i < g.node_count; ++i) {
    Node const& n = g[i];
    s += "%" + std::to_string(i) + " = " + n.op->name;
    switch (n.op->op_class) {
      case OpClass::leaf: s += " " + std::to_string(n.attr) + " " + detail::kind_text(g.leaves[n.attr].kind); break;
      case OpClass::constant:
        s += " " + (is_floating(n.dtype) ? std::to_string(n.constant.f) : std::to_string(n.constant.i));
        break;
      default:
        s += "(";
        for (int k = 0; k < n.op->arity; ++k) s += (k == 0 ? "%" : ", %") + std::to_string(n.in[k]);
        s += ")";
    }
    if (n.op->op_class == OpClass::view || n.op->op_class == OpClass::embed) s += " at " + detail::map_text(g.maps[n.attr]);
    if (n.op->op_class == OpClass::concat) s += " along axis " + std::to_string(n.attr);
    if (n.op->op_class == OpClass::reduce) {
      s += " over axes";
      for (int a = 0; a < g[n.in[0]].dims.rank; ++a)
        if ((n.attr >> a & 1) != 0) s += " " + std::to_string(a);
    }
    s += " : " + detail::type_text(n.dtype, n.dims) + "\n";
  }
  for (int o = 0; o < g.output_count; ++o) {
    Output const& out = g.outputs[o];
    s += (out.leaf >= 0 ? "update of leaf " + std::to_string(out.leaf) : "output " + std::to_string(o)) + ": %" +
         std::to_string(out.node) + "\n";
  }
  return s;
}

/// The graph of a program type, such as a TrainStep.
template <class Program>
std::string to_text() {
  return to_text(Program::source::graph.view());
}

}  // namespace tenon
