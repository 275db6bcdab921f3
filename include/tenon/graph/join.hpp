// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/space.hpp>

namespace tenon::detail {

/// What one kernel reads and computes, as part of another.
class KernelJoin {
 protected:
  static constexpr std::int64_t load_of(Kernel& m, Access const& a) {
    for (int i = 0; i < m.loads.size(); ++i) {
      Access const& other = m.loads.items[i];
      if (other.buffer == a.buffer && other.offset == a.offset && other.strides == a.strides) return i;
    }
    return m.loads.push_back(a);
  }
  static constexpr std::int16_t node_of(Kernel& m, KernelNode const& node) {
    for (int i = 0; i < m.nodes.size(); ++i)
      if (m.nodes.items[i].op == node.op && m.nodes.items[i] == node) return static_cast<std::int16_t>(i);
    return static_cast<std::int16_t>(m.nodes.push_back(node));
  }
};

/// Joins maps and reductions over one space to one pass over memory. A reduction joins the map that computes what it folds:
/// a softmax's exponentials are summed, then divided. A map joins an earlier reduction whose result it does not need: the
/// gradient of a loss is a map over what the loss folds.
class ReductionJoin : KernelJoin {
 public:
  constexpr ReductionJoin(PlanDraft& plan, int max_nodes)
      : plan_(plan), max_nodes_(max_nodes), writer_(plan.buffers.size(), -1) {}

  constexpr void run() {
    int kept = 0;
    for (int k = 0; k < plan_.kernels.size(); ++k) {
      int into = map_behind(plan_.kernels.items[k]);
      if (into < 0) into = reduction_behind(plan_.kernels.items[k], kept);
      if (into >= 0)
        join(plan_.kernels.items[into], plan_.kernels.items[k]);
      else {
        if (kept != k) plan_.kernels.items[kept] = static_cast<Kernel&&>(plan_.kernels.items[k]);
        ++kept;
      }
      int const at = into >= 0 ? into : kept - 1;
      for (Access const& a : plan_.kernels.items[at].stores) writer_.items[a.buffer] = at;
    }
    plan_.kernels.truncate(kept);
  }

 private:
  PlanDraft& plan_;
  int max_nodes_;
  List<std::int32_t> writer_;  ///< of a buffer: the last kernel that writes it

  static constexpr Access const* store_to(Kernel const& k, std::int32_t buffer) {
    for (Access const& a : k.stores)
      if (a.buffer == buffer) return &a;
    return nullptr;
  }

  /// The map to which a kernel can be joined, or -1. It makes the latest of the kernel's inputs, so that the others are
  /// there by then; it writes no variable, which one of the two may read; and each of its values is read where it was computed.
  constexpr int map_behind(Kernel const& r) const {
    if (r.kind != KernelKind::reduce) return -1;
    std::int32_t latest = -1;
    for (Access const& a : r.loads)
      if (writer_.items[a.buffer] > latest) latest = writer_.items[a.buffer];
    if (latest < 0) return -1;
    Kernel const& m = plan_.kernels.items[latest];
    if (r.again != 0 && r.again != m.again) return -1;
    if (m.kind != KernelKind::map || !(m.space == r.space) || m.nodes.size() + r.nodes.size() > max_nodes_) return -1;
    for (Access const& a : m.stores)
      if (plan_.buffers.items[a.buffer].where == Buffer::leaf) return -1;
    for (Access const& a : r.loads)
      if (Access const* s = store_to(m, a.buffer); s != nullptr && !same_access(a, *s, m.space, m.kept)) return -1;
    return latest;
  }

  /// The reduction to which a map can be joined, or -1. It comes after all that the map reads, or computes it in the same
  /// place; and what the map writes is written by nobody before, and is no variable, which others may read.
  constexpr int reduction_behind(Kernel const& m, int kernels) const {
    if (m.kind != KernelKind::map || m.again != 0) return -1;
    for (Access const& a : m.stores)
      if (plan_.buffers.items[a.buffer].where == Buffer::leaf || writer_.items[a.buffer] >= 0) return -1;
    std::int32_t latest = 0;
    for (Access const& a : m.loads)
      if (writer_.items[a.buffer] > latest) latest = writer_.items[a.buffer];
    for (int k = latest; k < kernels && k < latest + furthest; ++k) {
      Kernel const& r = plan_.kernels.items[k];
      if (r.kind == KernelKind::reduce && r.space == m.space && m.nodes.size() + r.nodes.size() <= max_nodes_ &&
          is_behind(r, m, k))
        return k;
    }
    return -1;
  }
  constexpr bool is_behind(Kernel const& r, Kernel const& m, int k) const {
    for (Access const& a : m.loads)
      if (writer_.items[a.buffer] == k) {
        Access const* s = store_to(r, a.buffer);
        if (r.nodes.items[s->value].epilogue || !same_access(a, *s, m.space, m.kept)) return false;
      }
    return true;
  }
  static constexpr int furthest = 16;  ///< kernels to look at: compilers count steps

  static constexpr void join(Kernel& m, Kernel const& r) {
    List<std::int16_t> number(r.nodes.size());
    for (int i = 0; i < r.nodes.size(); ++i) {
      KernelNode node = r.nodes.items[i];
      for (std::int16_t& in : node.in)
        if (in >= 0) in = number.items[in];
      if (node.op == kernel_op::load) {
        Access const& a = r.loads.items[node.payload];
        if (Access const* s = store_to(m, a.buffer)) {
          number.items[i] = s->value;
          continue;
        }
        node.payload = load_of(m, a);
      }
      number.items[i] = node_of(m, node);
    }
    if (r.kind == KernelKind::reduce) {
      m.kind = r.kind;
      m.combine = r.combine;
      m.kept = r.kept;
    }
    for (Access a : r.stores) {
      a.value = number.items[a.value];
      m.stores.push_back(a);
    }
  }
};

}  // namespace tenon::detail
