// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/fuse.hpp>

namespace tenon::detail {

/// Orders kernels so that a variable is overwritten after its last reader. A kernel that only updates variables waits until
/// all who read these have run, and no longer: what it reads itself is memory until then. Where variables wait for each
/// other, new values wait in the workspace and are copied at the very end.
/// Complexity: linear in the accesses.
class UpdateOrder {
 public:
  constexpr explicit UpdateOrder(PlanDraft& plan)
      : plan_(plan), leaf_count_(count_leaves()), readers_(leaf_count_), writer_(leaf_count_, -1), waits_(plan.kernels.size()) {}

  constexpr void run() {
    let_updates_wait();
    List<int> last_reader(leaf_count_, -1);
    int const n = plan_.kernels.size();
    for (int k = 0; k < n; ++k)
      for (Access const& a : plan_.kernels.items[k].loads)
        if (int const leaf = leaf_of(a); leaf >= 0) last_reader.items[leaf] = k;
    for (int k = 0; k < n; ++k)
      for (int s = 0; s < plan_.kernels.items[k].stores.size(); ++s) {
        int const leaf = leaf_of(plan_.kernels.items[k].stores.items[s]);
        if (leaf >= 0 && (last_reader.items[leaf] > k || reads_elsewhere(k, s))) postpone(k, s);
      }
  }

 private:
  PlanDraft& plan_;
  int leaf_count_;
  List<std::int32_t> readers_;  ///< of a leaf: loads of it in kernels that have no place yet
  List<std::int32_t> writer_;   ///< of a leaf: the kernel that updates it
  List<bool> waits_;            ///< of a kernel: whether it waits for readers of what it updates
  List<std::int32_t> order_;

  constexpr int count_leaves() const {
    int n = 0;
    for (Buffer const& b : plan_.buffers)
      if (b.where == Buffer::leaf && b.index >= n) n = b.index + 1;
    return n;
  }
  /// The leaf that an access is of, or -1.
  constexpr int leaf_of(Access const& a) const {
    Buffer const& b = plan_.buffers.items[a.buffer];
    return b.where == Buffer::leaf ? b.index : -1;
  }
  constexpr bool only_updates(Kernel const& k) const {
    for (Access const& a : k.stores)
      if (leaf_of(a) < 0) return false;
    return k.stores.size() > 0;
  }
  /// Whether anybody else is still to read what a kernel overwrites.
  constexpr bool is_too_early(Kernel const& k) const {
    for (Access const& s : k.stores) {
      int const leaf = leaf_of(s);
      if (leaf < 0) continue;
      int others = readers_.items[leaf];
      for (Access const& a : k.loads) others -= leaf_of(a) == leaf;
      if (others > 0) return true;
    }
    return false;
  }

  constexpr void let_updates_wait() {
    int const n = plan_.kernels.size();
    for (int k = 0; k < n; ++k) {
      for (Access const& a : plan_.kernels.items[k].loads)
        if (int const leaf = leaf_of(a); leaf >= 0) ++readers_.items[leaf];
      for (Access const& a : plan_.kernels.items[k].stores)
        if (int const leaf = leaf_of(a); leaf >= 0) writer_.items[leaf] = k;
    }
    for (int k = 0; k < n; ++k)
      if (only_updates(plan_.kernels.items[k]) && is_too_early(plan_.kernels.items[k]))
        waits_.items[k] = true;
      else
        append(k);
    for (int k = 0; k < n; ++k)
      if (waits_.items[k]) append(k);
    List<Kernel> ordered;
    ordered.reserve(n);
    for (std::int32_t const k : order_) ordered.push_back(static_cast<Kernel&&>(plan_.kernels.items[k]));
    plan_.kernels = static_cast<List<Kernel>&&>(ordered);
  }
  /// The kernel comes next, and after it those who waited for it.
  constexpr void append(int kernel) {
    waits_.items[kernel] = false;
    order_.push_back(kernel);
    for (int at = order_.size() - 1; at < order_.size(); ++at)
      for (Access const& a : plan_.kernels.items[order_.items[at]].loads) {
        int const leaf = leaf_of(a);
        if (leaf < 0) continue;
        --readers_.items[leaf];
        int const w = writer_.items[leaf];
        if (w >= 0 && waits_.items[w] && !is_too_early(plan_.kernels.items[w])) {
          waits_.items[w] = false;
          order_.push_back(w);
        }
      }
  }

  /// Whether a kernel reads the variable it writes at another index than it writes.
  constexpr bool reads_elsewhere(int k, int s) const {
    Kernel const& kernel = plan_.kernels.items[k];
    Access const& w = kernel.stores.items[s];
    for (Access const& a : kernel.loads)
      if (leaf_of(a) == leaf_of(w) && !same_access(a, w, kernel.space, kernel.kept)) return true;
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

}  // namespace tenon::detail
