// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/collapse.hpp>
#include <tenon/graph/join.hpp>

namespace tenon::detail {

/// Joins small products of equal extents and strides to one kernel of several products, each with what follows it: of a row by
/// three matrices, or of two layers that know nothing of each other. A small product spends its time on the call and on waiting
/// for its own multiply-adds; several fill the gaps. Each adds in the order in which it would alone, so nothing changes in the
/// results.
class ProductJoin : KernelJoin {
 public:
  constexpr ProductJoin(PlanDraft& plan, int max_nodes) : plan_(plan), max_nodes_(max_nodes), writer_(plan.buffers.size(), -1) {}

  constexpr void run() {
    int small = 0;
    for (Kernel const& k : plan_.kernels) small += is_small(k);
    if (small < 2) return;
    List<std::int32_t> before;  // small products, by their new numbers
    int kept = 0;
    for (int k = 0; k < plan_.kernels.size(); ++k) {
      Kernel& next = plan_.kernels.items[k];
      bool const candidate = is_small(next);
      int at = -1;
      if (candidate) {
        collapse(next);
        at = partner_of(next, before);
      }
      if (at >= 0)
        join(plan_.kernels.items[at], next);
      else {
        at = kept++;
        if (at != k) plan_.kernels.items[at] = static_cast<Kernel&&>(next);
        if (candidate) before.push_back(at);
      }
      for (Access const& a : plan_.kernels.items[at].stores) writer_.items[a.buffer] = at;
    }
    plan_.kernels.truncate(kept);
  }

 private:
  PlanDraft& plan_;
  int max_nodes_;
  List<std::int32_t> writer_;  ///< of a buffer: the last kernel that writes it

  /// Multiply-adds from which on a call and the latency of a few no longer count.
  static constexpr std::int64_t most_multiply_adds = 8192;
  static constexpr int most_products = 4;
  static constexpr int furthest = 8;  ///< products to look at: compilers count steps

  static constexpr KernelNode const& product_of(Kernel const& k) {
    int i = 0;
    while (k.nodes.items[i].op != kernel_op::folded) ++i;
    return k.nodes.items[i];
  }
  static constexpr Access const& operand(Kernel const& k, int side) {
    return k.loads.items[k.nodes.items[product_of(k).in[side]].payload];
  }
  /// An update of a variable waits for its readers; it would keep the other product waiting.
  constexpr bool is_small(Kernel const& k) const {
    if (k.kind != KernelKind::matmul || k.trim_count != 0 || k.space.size() > most_multiply_adds ||
        !is_floating(product_of(k).dtype))
      return false;
    for (Access const& a : k.stores)
      if (plan_.buffers.items[a.buffer].where == Buffer::leaf) return false;
    return true;
  }
  /// The earlier product that a kernel can be joined to, or -1: all that the kernel reads is there before, and nobody has written
  /// what it writes.
  constexpr int partner_of(Kernel const& k, List<std::int32_t> const& before) const {
    int written = -1;
    for (Access const& a : k.loads) written = writer_.items[a.buffer] > written ? writer_.items[a.buffer] : written;
    for (Access const& a : k.stores)
      if (writer_.items[a.buffer] >= 0) return -1;
    for (int i = before.size() - 1; i >= 0 && i >= before.size() - furthest && before.items[i] > written; --i)
      if (matches(plan_.kernels.items[before.items[i]], k)) return before.items[i];
    return -1;
  }
  constexpr bool matches(Kernel const& m, Kernel const& k) const {
    if (!(m.space == k.space) || m.kept != k.kept || product_of(m).dtype != product_of(k).dtype ||
        m.nodes.size() + k.nodes.size() > max_nodes_ || product_count(m) == most_products || (k.again != 0 && k.again != m.again))
      return false;
    for (int side = 0; side < 2; ++side)
      if (!(operand(m, side).strides == operand(k, side).strides)) return false;
    return true;
  }

  static constexpr void join(Kernel& m, Kernel const& k) {
    List<std::int16_t> number(k.nodes.size());
    for (int i = 0; i < k.nodes.size(); ++i) {
      KernelNode node = k.nodes.items[i];
      for (std::int16_t& in : node.in)
        if (in >= 0) in = number.items[in];
      if (node.op == kernel_op::load) node.payload = load_of(m, k.loads.items[node.payload]);
      number.items[i] = node_of(m, node);
    }
    for (Access a : k.stores) {
      a.value = number.items[a.value];
      m.stores.push_back(a);
    }
  }
};

}  // namespace tenon::detail
