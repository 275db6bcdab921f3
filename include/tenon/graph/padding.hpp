// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/plan.hpp>

/// What kernels are told of zeros around a value.
namespace tenon::detail {

/// Windows over a value among zeros, the left operand of a contraction: which of their taps lie beside it. `at` says where the
/// windows' axes are in the kernel.
constexpr void add_trims(GraphView g, Kernel& kernel, NodeId windows, ViewMap const& at) {
  Node const& w = g[windows];
  if (w.op->op_class != OpClass::view || g[w.in[0]].op->op_class != OpClass::embed) return;
  Node const& padded = g[w.in[0]];
  if (padded.constant.f != 0 || padded.constant.i != 0) return;
  ViewMap const &map = g.maps[w.attr], &inside = g.maps[padded.attr];
  for (int d = 0; d < map.rank && kernel.trim_count < max_trims; ++d) {
    AxisMap const a = map.axis[d], p = inside.axis[d];
    if (!a.windowed() || p.axis != d || p.step < 1 || p.windowed()) continue;
    std::int32_t const extent = p.step * (g[padded.in[0]].dims[d] - 1) + 1;
    Trim t{at.axis[a.axis].axis, at.axis[a.tap].axis, a.step, a.tap_step, a.offset - p.offset, extent};
    if (t.outer >= kernel.kept) t = {t.inner, t.outer, t.tap_step, t.step, t.offset, extent};
    if (t.outer < kernel.kept && t.inner >= kernel.kept && t.step > 0 && t.tap_step != 0 && extent < padded.dims[d])
      kernel.trims[kernel.trim_count++] = t;
  }
}

/// Whether a value lies as one block in something that is mostly it.
constexpr bool is_frame(ViewMap const& map, Dims const& outside, Dims const& inside) {
  for (int d = 0; d < map.rank; ++d)
    if (map.axis[d].axis != d || map.axis[d].step != 1 || map.axis[d].windowed()) return false;
  return 2 * inside.size() >= outside.size();
}

/// The pieces around such a block, axis by axis: f(their number along each axis and their length, how far they are apart, where
/// the first begins, where it begins again or the same). Inside a frame that goes on, what is behind one row and before the next
/// is one piece.
template <class F>
constexpr void for_each_piece(ViewMap const& map, Dims const& outside, Dims const& inside, F const& f) {
  Dims const strides = row_major(outside);
  Dims space, steps;  // of the axes so far, inside
  std::int32_t start = 0, outer_before = 0, outer_after = 0;
  for (int d = 0; d < map.rank; ++d) {
    std::int32_t const before = map.axis[d].offset, after = outside[d] - before - inside[d];
    std::int32_t const end = start + (outside[d] - after) * strides[d];
    auto piece = [&](Dims count, std::int32_t length, std::int32_t first, std::int32_t second) {
      Dims by = steps;
      count.push_back(length * strides[d]);
      by.push_back(1);
      if (length != 0) f(count, by, first, second);
    };
    if (outer_before > 0 && outer_after > 0) {
      Dims rows = space;
      ++rows[d - 1];
      piece(rows, before + after, end - steps[d - 1], end - steps[d - 1]);
    } else if (before == after)
      piece(space, before, start, end);
    else {
      piece(space, before, start, start);
      piece(space, after, end, end);
    }
    space.push_back(inside[d]);
    steps.push_back(strides[d]);
    start += before * strides[d];
    outer_before = before;
    outer_after = after;
  }
}

}  // namespace tenon::detail
