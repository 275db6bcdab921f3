// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/fuse.hpp>

namespace tenon {

namespace detail {

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
      for (Access const& a : plan_.kernels.items[k].loads)
        if (plan_.buffers.items[a.buffer].where == Buffer::leaf) last_reader.items[plan_.buffers.items[a.buffer].index] = k;
    for (int k = 0; k < n; ++k)
      for (int s = 0; s < plan_.kernels.items[k].stores.size(); ++s) {
        Buffer const target = plan_.buffers.items[plan_.kernels.items[k].stores.items[s].buffer];
        if (target.where == Buffer::leaf && (last_reader.items[target.index] > k || reads_elsewhere(k, s))) postpone(k, s);
      }
  }

 private:
  PlanDraft& plan_;

  constexpr void move_updates_last() {
    List<Kernel> first, last;
    for (Kernel& k : plan_.kernels) {
      bool updates_only = k.stores.size() > 0;
      for (Access const& a : k.stores) updates_only = updates_only && plan_.buffers.items[a.buffer].where == Buffer::leaf;
      (updates_only ? last : first).push_back(static_cast<Kernel&&>(k));
    }
    for (Kernel& k : last) first.push_back(static_cast<Kernel&&>(k));
    plan_.kernels = static_cast<List<Kernel>&&>(first);
  }
  /// Whether a kernel reads the variable it writes at another index than it writes.
  constexpr bool reads_elsewhere(int k, int s) const {
    Kernel const& kernel = plan_.kernels.items[k];
    Access const& w = kernel.stores.items[s];
    for (Access const& a : kernel.loads)
      if (plan_.buffers.items[a.buffer].where == Buffer::leaf &&
          plan_.buffers.items[a.buffer].index == plan_.buffers.items[w.buffer].index &&
          !same_access(a, w, kernel.space, kernel.kept))
        return true;
    return false;
  }
  constexpr void postpone(int k, int s) {
    Access const w = plan_.kernels.items[k].stores.items[s];
    Buffer waiting = plan_.buffers.items[w.buffer];
    waiting.where = Buffer::workspace;
    waiting.index = -1;
    Dims const space = plan_.kernels.items[k].space;
    Kernel copy;
    for (int i = 0; i < plan_.kernels.items[k].kept; ++i) copy.space.push_back(space[i]);
    copy.kept = copy.space.rank;
    // The waiting value lies in the order of the kernel's space.
    Access dense{plan_.buffers.push_back(waiting), w.dtype, 0, row_major(copy.space), w.value};
    plan_.kernels.items[k].stores.items[s] = dense;
    copy.nodes.push_back(KernelNode{kernel_op::load, w.dtype, w.dtype, false, {-1, -1, -1}, 0, 0});
    dense.value = -1;
    for (int i = 0; i < copy.space.rank; ++i)
      if (copy.space[i] == 1) dense.strides[i] = 0;
    copy.loads.push_back(dense);
    Access to = w;
    to.value = 0;
    copy.stores.push_back(to);
    plan_.kernels.push_back(static_cast<Kernel&&>(copy));
  }
};

/// Gives every workspace buffer an offset, in one pass over the kernels: the first hole that is large enough, else the
/// end. Complexity: linear but for the holes, which are few.
class Placement {
 public:
  constexpr explicit Placement(PlanDraft& plan)
      : plan_(plan), last_(plan.buffers.size()), dying_(plan.kernels.size()), next_(plan.buffers.size()),
        placed_(plan.buffers.size()) {}

  constexpr void run() {
    int const n = plan_.kernels.size();
    for (int k = 0; k < n; ++k) {
      for (Access const& a : plan_.kernels.items[k].loads) last_.items[a.buffer] = k;
      for (Access const& a : plan_.kernels.items[k].stores)
        if (last_.items[a.buffer] < k) last_.items[a.buffer] = k;
    }
    for (int k = 0; k < n; ++k) {
      for (Access const& a : plan_.kernels.items[k].stores)
        if (plan_.buffers.items[a.buffer].where == Buffer::workspace && !placed_.items[a.buffer]) place(a.buffer);
      for (std::int32_t b = dying_.items[k]; b != 0; b = next_.items[b - 1]) release(plan_.buffers.items[b - 1]);
    }
  }

 private:
  struct Hole {
    std::int64_t begin = 0, end = 0;
  };
  PlanDraft& plan_;
  List<int> last_;            ///< of a buffer: the last kernel that uses it
  List<std::int32_t> dying_;  ///< of a kernel: the first buffer it is the last to use, + 1; the others follow in next_
  List<std::int32_t> next_;
  List<bool> placed_;
  List<Hole> holes_;  ///< by address, never touching
  std::int64_t end_ = 0;

  static constexpr std::int64_t padded(Buffer const& b) {
    return padded_bytes(b.bytes);
  }

  constexpr void place(std::int32_t buffer) {
    Buffer& b = plan_.buffers.items[buffer];
    std::int64_t const bytes = padded(b);
    placed_.items[buffer] = true;
    next_.items[buffer] = dying_.items[last_.items[buffer]];
    dying_.items[last_.items[buffer]] = buffer + 1;
    int i = 0;
    while (i < holes_.size() && holes_.items[i].end - holes_.items[i].begin < bytes) ++i;
    if (i < holes_.size()) {
      b.offset = holes_.items[i].begin;
      holes_.items[i].begin += bytes;
      if (holes_.items[i].begin == holes_.items[i].end) erase(i);
    } else {
      b.offset = end_;
      end_ += bytes;
      if (end_ > plan_.workspace_bytes) plan_.workspace_bytes = end_;
    }
  }
  constexpr void release(Buffer const& b) {
    std::int64_t const begin = b.offset, end = begin + padded(b);
    int i = 0;
    while (i < holes_.size() && holes_.items[i].end < begin) ++i;
    bool const before = i < holes_.size() && holes_.items[i].end == begin;
    int const after = before ? i + 1 : i;
    bool const behind = after < holes_.size() && holes_.items[after].begin == end;
    if (before && behind) {
      holes_.items[i].end = holes_.items[after].end;
      erase(after);
    } else if (before)
      holes_.items[i].end = end;
    else if (behind)
      holes_.items[after].begin = begin;
    else {
      holes_.push_back(Hole{});
      for (int j = holes_.size() - 1; j > i; --j) holes_.items[j] = holes_.items[j - 1];
      holes_.items[i] = {begin, end};
    }
    // Free space at the end is not a hole.
    if (holes_.size() > 0 && holes_.items[holes_.size() - 1].end == end_) {
      end_ = holes_.items[holes_.size() - 1].begin;
      holes_.truncate(holes_.size() - 1);
    }
  }
  constexpr void erase(int i) {
    for (int j = i; j + 1 < holes_.size(); ++j) holes_.items[j] = holes_.items[j + 1];
    holes_.truncate(holes_.size() - 1);
  }
};

}  // namespace detail

/// The whole plan of a graph: kernels in order, every buffer with its place. Those of bodies are worked out on the way.
constexpr PlanDraft make_plan(GraphView g) {
  detail::List<std::int64_t> scratch;
  for (NodeId i = 0; i < g.node_count; ++i) {
    if (g[i].op->op_class != OpClass::region) continue;
    FrozenRegion const& r = g.region_of(g[i]);
    std::int64_t largest = 0;
    for (int k = 0; k < r.bodies; ++k) {
      std::int64_t const bytes = make_plan(g.body(r.first_body + k)).workspace_bytes;
      largest = bytes > largest ? bytes : largest;
    }
    while (scratch.size() <= g[i].attr) scratch.push_back(0);
    scratch.items[g[i].attr] = detail::alternates_bytes(g, r) + largest;
  }
  detail::List<bool> const stored = detail::StoreChoice(g).run();
  PlanDraft plan = fuse(g, stored.items, scratch.items);
  detail::UpdateOrder(plan).run();
  detail::Placement(plan).run();
  return plan;
}

}  // namespace tenon
