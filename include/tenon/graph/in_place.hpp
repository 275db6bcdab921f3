// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/space.hpp>

namespace tenon::detail {

/// Lets a kernel's result take the memory of an operand that nobody reads after it: both are then one buffer. The kernel
/// must read the operand element by element where it writes the result, and at no other place. Kernels load a block of lanes
/// before they store it, and compute blocks that overlap before the first of both is stored, as updates of variables need it
/// too. What is contracted is read several times, so there only operands of the epilogue count; a reduction that stores what it
/// folds must not read anything twice either.
/// Complexity: linear in the accesses, for kernels of few.
class InPlace {
 public:
  constexpr explicit InPlace(PlanDraft& plan)
      : plan_(plan), last_(plan.buffers.size(), -1), writers_(plan.buffers.size()), same_as_(plan.buffers.size(), -1) {}

  constexpr void run() {
    int const n = plan_.kernels.size();
    for (int k = 0; k < n; ++k) {
      for (Access const& a : plan_.kernels.items[k].loads) last_.items[a.buffer] = k;
      for (Access const& a : plan_.kernels.items[k].stores) {
        last_.items[a.buffer] = k;
        ++writers_.items[a.buffer];
      }
    }
    for (int k = 0; k < n; ++k) {
      Kernel& kernel = plan_.kernels.items[k];
      for (Access& a : kernel.loads)
        if (same_as_.items[a.buffer] >= 0) a.buffer = same_as_.items[a.buffer];
      if (kernel.kind == KernelKind::routine || kernel.kind == KernelKind::region || has_several_products(kernel)) continue;
      for (Access& s : kernel.stores)
        if (writers_.items[s.buffer] == 1 && last_.items[s.buffer] > k && in_workspace(s)) take_place(k, s);
    }
  }

 private:
  PlanDraft& plan_;
  List<int> last_;              ///< of a buffer: the last kernel that uses it
  List<std::int32_t> writers_;  ///< of a buffer: stores to it
  List<std::int32_t> same_as_;  ///< of a buffer: the one whose memory it took, or -1

  /// They may be computed one after the other, and what the first one writes be read by the next.
  static constexpr bool has_several_products(Kernel const& k) { return k.kind == KernelKind::matmul && product_count(k) > 1; }
  constexpr bool in_workspace(Access const& a) const { return plan_.buffers.items[a.buffer].where == Buffer::workspace; }

  constexpr void take_place(int k, Access& s) {
    Kernel const& kernel = plan_.kernels.items[k];
    for (int l = 0; l < kernel.loads.size(); ++l) {
      Access const& a = kernel.loads.items[l];
      if (last_.items[a.buffer] != k || a.dtype != s.dtype || !in_workspace(a) ||
          plan_.buffers.items[a.buffer].bytes != plan_.buffers.items[s.buffer].bytes || !ends_here(kernel, l, s))
        continue;
      last_.items[a.buffer] = last_.items[s.buffer];
      same_as_.items[s.buffer] = a.buffer;
      s.buffer = a.buffer;
      return;
    }
  }
  /// Whether load l of a kernel is the only access to its buffer, walks it as store s does, and is done when s begins.
  static constexpr bool ends_here(Kernel const& kernel, int l, Access const& s) {
    Access const& a = kernel.loads.items[l];
    bool const epilogue = kernel.nodes.items[s.value].epilogue;
    if (!same_access(a, s, kernel.space, epilogue ? kernel.kept : kernel.space.rank)) return false;
    for (int i = 0; i < kernel.loads.size(); ++i)
      if (i != l && kernel.loads.items[i].buffer == a.buffer) return false;
    for (Access const& other : kernel.stores)
      if (other.buffer == a.buffer) return false;
    for (KernelNode const& n : kernel.nodes)
      if (n.op == kernel_op::load && n.payload == l && n.epilogue != epilogue) return false;
    return kernel.kind == KernelKind::map || epilogue || folds_without_overlap(kernel, a);
  }
  /// Whether a reduction that stores what it folds reads every element once: along the last axis, with an extent that any
  /// number of lanes divides. What is left over otherwise overlaps, and is read when it was overwritten.
  static constexpr bool folds_without_overlap(Kernel const& kernel, Access const& a) {
    int last = kernel.space.rank - 1;
    while (last > kernel.kept && kernel.space[last] == 1) --last;
    if (kernel.kind != KernelKind::reduce || last < kernel.kept || a.strides[last] != 1) return false;
    if (kernel.space[last] % most_lanes == 0) return true;
    bool powers_of_two = true;  // neighbours may be joined
    for (int i = kernel.kept; i <= last; ++i) powers_of_two = powers_of_two && (kernel.space[i] & (kernel.space[i] - 1)) == 0;
    return powers_of_two;
  }
  static constexpr int most_lanes = 64;
};

}  // namespace tenon::detail
