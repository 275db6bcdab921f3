// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/fuse.hpp>

namespace tenon {

/// Alignment of every buffer in the workspace: a cache line, and the widest lane.
inline constexpr std::int64_t buffer_alignment = 64;

namespace detail {

constexpr bool same_access(Access const& a, Access const& b, Dims const& space, int kept) {
  if (a.offset != b.offset) return false;
  for (int i = 0; i < space.rank; ++i) {
    std::int32_t const x = i < a.strides.rank ? a.strides[i] : 0, y = i < b.strides.rank && i < kept ? b.strides[i] : 0;
    if (space[i] != 1 && x != y) return false;
  }
  return true;
}

/// Orders kernels so that a variable is overwritten after its last reader. Kernels that only update variables go to
/// the end; where that is not enough, the new value waits in the workspace and is copied at the very end.
class UpdateOrder {
 public:
  constexpr explicit UpdateOrder(PlanDraft& plan) : plan_(plan) {}

  constexpr void run() {
    move_updates_last();
    int leaf_count = 0;
    for (Buffer const& b : plan_.buffers)
      if (b.where == Buffer::leaf && b.index >= leaf_count) leaf_count = b.index + 1;
    List<int> last_reader(leaf_count, -1);
    int const n = plan_.kernels.size();
    for (int k = 0; k < n; ++k)
      for (Access const& a : plan_.kernels[k].loads)
        if (plan_.buffers[a.buffer].where == Buffer::leaf) last_reader[plan_.buffers[a.buffer].index] = k;
    for (int k = 0; k < n; ++k)
      for (int s = 0; s < plan_.kernels[k].stores.size(); ++s) {
        Buffer const target = plan_.buffers[plan_.kernels[k].stores[s].buffer];
        if (target.where == Buffer::leaf && (last_reader[target.index] > k || reads_elsewhere(k, s))) postpone(k, s);
      }
  }

 private:
  PlanDraft& plan_;

  constexpr void move_updates_last() {
    List<Kernel> first, last;
    for (Kernel& k : plan_.kernels) {
      bool updates_only = k.stores.size() > 0;
      for (Access const& a : k.stores) updates_only = updates_only && plan_.buffers[a.buffer].where == Buffer::leaf;
      (updates_only ? last : first).push_back(k);
    }
    for (Kernel& k : last) first.push_back(k);
    plan_.kernels = static_cast<List<Kernel>&&>(first);
  }
  /// Whether a kernel reads the variable it writes at another index than it writes.
  constexpr bool reads_elsewhere(int k, int s) const {
    Kernel const& kernel = plan_.kernels[k];
    Access const& w = kernel.stores[s];
    for (Access const& a : kernel.loads)
      if (plan_.buffers[a.buffer].where == Buffer::leaf && plan_.buffers[a.buffer].index == plan_.buffers[w.buffer].index &&
          !same_access(a, w, kernel.space, kernel.kept))
        return true;
    return false;
  }
  constexpr void postpone(int k, int s) {
    Access const w = plan_.kernels[k].stores[s];
    Buffer waiting = plan_.buffers[w.buffer];
    waiting.where = Buffer::workspace;
    waiting.index = -1;
    Dims const space = plan_.kernels[k].space;
    Kernel copy;
    for (int i = 0; i < plan_.kernels[k].kept; ++i) copy.space.push_back(space[i]);
    copy.kept = copy.space.rank;
    // The waiting value lies in the order of the kernel's space.
    Access dense{plan_.buffers.push_back(waiting), w.dtype, 0, row_major(copy.space), w.value};
    plan_.kernels[k].stores[s] = dense;
    copy.nodes.push_back(KernelNode{kernel_op::load, w.dtype, w.dtype, false, {-1, -1, -1}, 0, 0});
    dense.value = -1;
    for (int i = 0; i < copy.space.rank; ++i)
      if (copy.space[i] == 1) dense.strides[i] = 0;
    copy.loads.push_back(dense);
    Access to = w;
    to.value = 0;
    copy.stores.push_back(to);
    plan_.kernels.push_back(copy);
  }
};

/// Gives every workspace buffer an offset: first fit among the bytes that are free at its time, in one pass over the
/// kernels.
class Placement {
 public:
  constexpr explicit Placement(PlanDraft& plan) : plan_(plan), last_(plan.buffers.size(), -1) {}

  constexpr void run() {
    int const n = plan_.kernels.size();
    for (int k = 0; k < n; ++k) {
      for (Access const& a : plan_.kernels[k].loads) last_[a.buffer] = k;
      for (Access const& a : plan_.kernels[k].stores)
        if (last_[a.buffer] < k) last_[a.buffer] = k;
    }
    List<bool> placed(plan_.buffers.size(), false);
    for (int k = 0; k < n; ++k) {
      for (Access const& a : plan_.kernels[k].stores)
        if (plan_.buffers[a.buffer].where == Buffer::workspace && !placed[a.buffer]) {
          place(a.buffer);
          placed[a.buffer] = true;
        }
      expire(k);
    }
  }

 private:
  struct Block {
    std::int64_t begin, end;
    std::int32_t buffer;
  };
  PlanDraft& plan_;
  List<int> last_;
  List<Block> live_;  ///< by address

  constexpr void place(std::int32_t buffer) {
    Buffer& b = plan_.buffers[buffer];
    std::int64_t const bytes = (b.bytes + buffer_alignment - 1) / buffer_alignment * buffer_alignment;
    std::int64_t at = 0;
    int i = 0;
    for (; i < live_.size() && live_[i].begin - at < bytes; ++i) at = live_[i].end;
    b.offset = at;
    live_.push_back(Block{});
    for (int j = live_.size() - 1; j > i; --j) live_[j] = live_[j - 1];
    live_[i] = {at, at + bytes, buffer};
    if (at + bytes > plan_.workspace_bytes) plan_.workspace_bytes = at + bytes;
  }
  constexpr void expire(int k) {
    int kept = 0;
    for (int i = 0; i < live_.size(); ++i)
      if (last_[live_[i].buffer] > k) live_[kept++] = live_[i];
    live_.truncate(kept);
  }
};

}  // namespace detail

/// The whole plan of a graph: kernels in order, every buffer with its place.
constexpr PlanDraft make_plan(GraphView g) {
  PlanDraft plan = fuse(g);
  detail::UpdateOrder(plan).run();
  detail::Placement(plan).run();
  return plan;
}

}  // namespace tenon
