// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/byte_operand.hpp>

namespace tenon::detail {

/// Decides which values get memory: outputs, operands of contractions, and what is dear to compute and used more than
/// once. Everything else is computed where it is read.
class StoreChoice {
 public:
  static constexpr int max_kernel_nodes = 144;

  constexpr explicit StoreChoice(GraphView g) : g_(g), stored_(g.node_count) {}

  constexpr List<bool> run() {
    int const n = g_.node_count;
    List<int> uses(n), flops(n), size(n, 1);
    for (int i = 0; i < n; ++i)
      for (int k = 0; k < g_.nodes[i].op->arity; ++k)
        if (k == 0 || g_.nodes[i].in[k] != g_.nodes[i].in[k - 1]) ++uses.items[g_.nodes[i].in[k]];
    for (int i = 0; i < g_.output_count; ++i)
      if (class_of(g_.outputs[i].node) != OpClass::leaf) stored_.items[g_.outputs[i].node] = true;
    for (NodeId i = 0; i < n; ++i) {
      Node const& node = g_.nodes[i];
      switch (node.op->op_class) {
        case OpClass::leaf: break;
        case OpClass::constant: break;
        case OpClass::matmul:
          stored_.items[i] = true;
          if (multiplies_bytes(g_, node)) {
            store_operand(byte_operand(g_, node.in[0]).bytes, false);
            store_operand(byte_operand(g_, node.in[1]).bytes, false);
            break;
          }
          store_operand(node.in[0], false);
          store_operand(node.in[1], !is_dot_product(node));
          break;
        case OpClass::routine:
          stored_.items[i] = true;
          for (int k = 0; k < node.op->arity; ++k) store_contiguous(node.in[k]);
          break;
        case OpClass::operands: store_contiguous(node.in[0]); break;
        case OpClass::region:
        case OpClass::result: stored_.items[i] = true; break;
        case OpClass::reshape: store_contiguous(node.in[0]); break;
        case OpClass::view:  // windows read every element several times, and slide over memory only
          if (g_.maps[node.attr].windowed() || class_of(node.in[0]) == OpClass::view) store_contiguous(node.in[0]);
          break;
        case OpClass::reduce:
        case OpClass::concat:
        case OpClass::embed: stored_.items[i] = true; break;
        default: break;
      }
      // What a node costs where it is computed again.
      if (!stored_.items[i] && node.op->op_class != OpClass::leaf) {
        flops.items[i] = node.op->flops;
        for (int k = 0; k < node.op->arity; ++k) {  // what is stored, perhaps for a later reader's sake, is only loaded
          bool const loaded = stored_.items[node.in[k]];
          flops.items[i] += loaded ? 0 : flops.items[node.in[k]];
          size.items[i] += loaded ? 1 : size.items[node.in[k]];
        }
        bool const computes = node.op->op_class == OpClass::elementwise;
        if (computes && ((uses.items[i] > 1 && flops.items[i] >= dear) || size.items[i] > max_kernel_nodes / 2))
          stored_.items[i] = true;
      }
    }
    return stored_;
  }

 private:
  static constexpr int dear = 4;  ///< flops from which recomputing costs more than a load and a store

  GraphView g_;
  List<bool> stored_;

  constexpr OpClass class_of(NodeId i) const { return g_.nodes[i].op->op_class; }

  /// The memory behind an operand of a contraction: views of a buffer are strides, anything else is stored first.
  constexpr void store_operand(NodeId i, bool unit_last) {
    NodeId const base = class_of(i) == OpClass::view ? g_.nodes[i].in[0] : i;
    if (unit_last && class_of(i) == OpClass::view && !has_unit_stride(i, g_.nodes[i].dims.rank - 1)) {
      stored_.items[i] = true;
      return;
    }
    store_contiguous(base);
  }
  /// Makes sure a node has memory of its own, in row-major order.
  constexpr void store_contiguous(NodeId i) {
    if (class_of(i) == OpClass::leaf) return;
    if (class_of(i) == OpClass::reshape)
      store_contiguous(g_.nodes[i].in[0]);
    else
      stored_.items[i] = true;
  }
  /// Whether an axis of an operand walks its buffer element by element.
  constexpr bool has_unit_stride(NodeId operand, int axis) const {
    Node const& v = g_.nodes[operand];
    if (v.dims.extent[axis] == 1) return true;
    if (class_of(operand) != OpClass::view) return axis == v.dims.rank - 1;
    ViewMap const& map = g_.maps[v.attr];
    int after = 1;
    for (int i = map.rank - 1; i >= 0; --i) {
      AxisMap const a = map.axis[i];
      if (a.axis == axis) return a.step == 1 && after == 1;
      if (a.tap == axis) return a.tap_step == 1 && after == 1;
      after *= g_.nodes[v.in[0]].dims[i];
    }
    return false;
  }
  /// Whether a contraction can be dot products along its last contracted axis.
  constexpr bool is_dot_product(Node const& n) const {
    Dims const x = g_.nodes[n.in[0]].dims, y = g_.nodes[n.in[1]].dims;
    return has_dot_form(y[y.rank - 1], x[x.rank - 1]) && has_unit_stride(n.in[0], x.rank - 1) &&
           has_unit_stride(n.in[1], y.rank - 2);
  }
};

}  // namespace tenon::detail
