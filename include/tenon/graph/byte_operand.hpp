// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/plan.hpp>

/// Products of bytes that are summed as int32: `matmul(cast<std::int32_t>(a), cast<std::int32_t>(b))` of int8 or uint8 operands
/// reads the bytes themselves, and the kernel widens them (kernel/byte_product.hpp).
namespace tenon::detail {

/// Contracted extents up to which such a kernel has room for a panel of its own.
inline constexpr std::int32_t most_byte_products = 4096;

/// The bytes behind an operand: a cast of them, or a view of that cast, which is -1 where there is none.
struct ByteOperand {
  NodeId bytes = -1, view = -1;
};
constexpr ByteOperand byte_operand(GraphView g, NodeId i) {
  ByteOperand r;
  auto is_view = [g](NodeId n) { return g.nodes[n].op->op_class == OpClass::view; };
  if (is_view(i)) {
    if (g.maps[g.nodes[i].attr].windowed()) return r;
    r.view = i;
    i = g.nodes[i].in[0];
  }
  Node const& n = g.nodes[i];
  if (n.op->id != hash_name("cast")) return r;
  DType const from = g.nodes[n.in[0]].dtype;
  if ((from == DType::i8 || from == DType::u8) && !(r.view >= 0 && is_view(n.in[0]))) r.bytes = n.in[0];
  return r;
}

/// Whether a contraction is one of bytes.
constexpr bool multiplies_bytes(GraphView g, Node const& n) {
  Dims const x = g.nodes[n.in[0]].dims;
  return n.dtype == DType::i32 && n.attr == 0 && x[x.rank - 1] <= most_byte_products && byte_operand(g, n.in[0]).bytes >= 0 &&
         byte_operand(g, n.in[1]).bytes >= 0;
}

}  // namespace tenon::detail
