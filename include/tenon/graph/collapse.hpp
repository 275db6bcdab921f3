// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/plan.hpp>

/// The axes of kernels, as few as their operands allow.
namespace tenon::detail {

/// The load that is the left or the right operand of a contraction.
constexpr int operand_of(Kernel const& k, int side) {
  for (KernelNode const& n : k.nodes)
    if (n.op == kernel_op::folded) return static_cast<int>(k.nodes.items[n.in[side]].payload);
  return 0;
}
constexpr int right_operand(Kernel const& k) { return operand_of(k, 1); }

/// The contracted axes of windows in the order in which the left operand lies: channels behind taps, for a long inner loop.
constexpr void order_contracted(Kernel& k) {
  auto distance = [&k](int axis) {
    std::int64_t const s = k.loads.items[operand_of(k, 0)].strides[axis];
    return s < 0 ? -s : s;
  };
  auto exchange = [](auto& a, auto& b) {
    auto const t = a;
    a = b;
    b = t;
  };
  for (int end = k.space.rank; end-- > k.kept;)
    for (int a = k.kept; a < end; ++a) {
      if (distance(a) >= distance(a + 1)) continue;
      exchange(k.space[a], k.space[a + 1]);
      for (Access& x : k.loads) exchange(x.strides[a], x.strides[a + 1]);
      for (int i = 0; i < k.trim_count; ++i) k.trims[i].inner += k.trims[i].inner == a ? 1 : k.trims[i].inner == a + 1 ? -1 : 0;
    }
}

/// Drops unit axes and joins neighbours that every operand walks as one: long inner loops, and one form for kernels
/// that differ in shape only. A contraction keeps its m and n, and joins leading axes to m.
constexpr void collapse(Kernel& k) {
  if (k.kind == KernelKind::routine || k.kind == KernelKind::region) return;
  bool const contraction = k.kind == KernelKind::matmul;
  if (contraction && k.trim_count != 0) order_contracted(k);
  auto m_axis = [&k] { return k.kept - 2; };
  auto drop = [&k](int axis, int joined = -1) {
    auto shift = [axis](Dims& d) {
      for (int i = axis; i + 1 < d.rank; ++i) d[i] = d[i + 1];
      d[--d.rank] = 0;
    };
    for (Access& x : k.loads) shift(x.strides);
    for (Access& x : k.stores)
      if (axis < x.strides.rank) shift(x.strides);
    shift(k.space);
    int kept = 0;  // what is joined with another axis, or has one index, leaves no products out
    for (int i = 0; i < k.trim_count; ++i) {
      Trim t = k.trims[i];
      if (t.outer == axis || t.inner == axis || t.outer == joined || t.inner == joined) continue;
      t.outer -= t.outer > axis ? 1 : 0;
      t.inner -= t.inner > axis ? 1 : 0;
      k.trims[kept++] = t;
    }
    k.trim_count = kept;
    if (axis < k.kept) --k.kept;
  };
  auto move_axis = [&k](int from, int to) {
    auto rotate = [from, to](Dims& d) {
      std::int32_t const moved = d[from];
      for (int i = from; i < to; ++i) d[i] = d[i + 1];
      d[to] = moved;
    };
    for (Access& x : k.loads) rotate(x.strides);
    for (Access& x : k.stores)
      if (to < x.strides.rank) rotate(x.strides);
    rotate(k.space);
  };
  auto can_drop = [&](int a) {
    if (k.space[a] != 1) return false;
    return !contraction || a < m_axis() || (a >= k.kept && k.space.rank - k.kept > 1);
  };
  auto can_join = [&](int a, int b) {
    if ((a < k.kept) != (b < k.kept) || (contraction && b == k.kept - 1)) return false;
    // Taps in a row of windows stay apart from long channels: the first and the last window leave out those on padding.
    if (contraction && a > k.kept && k.space[b] >= 16)
      for (int i = 0; i < k.trim_count; ++i)
        if (k.trims[i].inner == a && k.trims[i].outer == m_axis() && k.trims[i].step == 1) return false;
    for (Access const& x : k.loads)
      if (x.strides[a] != x.strides[b] * k.space[b]) return false;
    for (Access const& x : k.stores)
      if (b < x.strides.rank && x.strides[a] != x.strides[b] * k.space[b]) return false;
    return true;
  };
  for (int at = 0; at < k.space.rank;)
    if (can_drop(at))
      drop(at);
    else
      ++at;
  // Rows of one each are the rows of a product, if it has the same columns for all: those of the last such axis.
  if (contraction && m_axis() > 0 && k.space[m_axis()] == 1) {
    Dims const& columns = k.loads.items[right_operand(k)].strides;
    int rows = m_axis() - 1;
    while (rows > 0 && columns[rows] != 0) --rows;
    if (columns[rows] == 0) move_axis(rows, m_axis() - 1);
  }
  if (contraction && m_axis() > 0 && k.space[m_axis()] == 1 && k.loads.items[right_operand(k)].strides[m_axis() - 1] == 0)
    drop(m_axis());
  for (int at = 0; at + 1 < k.space.rank;)
    if (can_join(at, at + 1)) {
      k.space[at + 1] *= k.space[at];
      drop(at, at + 1);
    } else
      ++at;
  int used = 0;  // kernels go through the innermost axis as a whole
  for (int i = 0; i < k.trim_count; ++i)
    if (k.trims[i].inner != k.space.rank - 1) k.trims[used++] = k.trims[i];
  k.trim_count = used;
}

}  // namespace tenon::detail
