// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/plan.hpp>

/// Where in a kernel's space a node has its axes.
namespace tenon::detail {

/// An access walks along an operand axis whose neighbours lie `step` elements apart. Unit axes of `space` need no stride.
constexpr void walk(Access& a, AxisMap const& m, std::int32_t step, Dims const* space = nullptr) {
  auto along = [&](std::int32_t axis, std::int32_t by) {
    if (axis >= 0 && (space == nullptr || space->extent[axis] != 1)) a.strides.extent[axis] += step * by;
  };
  along(m.axis, m.step);
  along(m.tap, m.tap_step);
}

/// Whether two accesses walk a space alike, from one place; the second goes along its first `kept` axes.
constexpr bool same_access(Access const& a, Access const& b, Dims const& space, int kept) {
  if (a.offset != b.offset) return false;
  for (int i = 0; i < space.rank; ++i) {
    std::int32_t const x = i < a.strides.rank ? a.strides[i] : 0, y = i < b.strides.rank && i < kept ? b.strides[i] : 0;
    if (space[i] != 1 && x != y) return false;
  }
  return true;
}

/// A store of index x at map(x) of a destination.
constexpr Access mapped_store(std::int32_t buffer, DType dtype, ViewMap const& map, Dims const& dims, Dims const& to,
                              std::int16_t v) {
  Access a{buffer, dtype, 0, {}, v};
  a.strides.rank = dims.rank;
  Dims const strides = row_major(to);
  for (int d = 0; d < map.rank; ++d) {
    a.offset += strides.extent[d] * map.axis[d].offset;
    walk(a, map.axis[d], strides.extent[d]);
  }
  return a;
}

/// Whether a kernel computes over a node's space: they may differ by unit axes.
constexpr bool same_space(Kernel const& kernel, Dims const& dims) {
  if (kernel.kept == kernel.space.rank && kernel.space == dims) return true;
  int j = 0;
  for (int i = 0; i < kernel.kept; ++i) {
    if (kernel.space.extent[i] == 1) continue;
    while (j < dims.rank && dims.extent[j] == 1) ++j;
    if (j == dims.rank || dims.extent[j] != kernel.space.extent[i]) return false;
    ++j;
  }
  while (j < dims.rank && dims.extent[j] == 1) ++j;
  return j == dims.rank;
}
/// Where in the kernel's space a node of the same space has its axes.
constexpr ViewMap space_map(Kernel const& kernel, Dims const& dims) {
  ViewMap map;
  map.rank = dims.rank;
  int j = 0;
  for (int i = 0; i < dims.rank; ++i) {
    if (dims.extent[i] == 1) continue;
    while (j < kernel.kept && kernel.space.extent[j] == 1) ++j;
    map.axis[i] = {j++, 1, 0};
  }
  return map;
}
/// Whether a view only adds or drops unit axes.
constexpr bool unit_axes_only(GraphView g, NodeId view) {
  Node const& v = g.nodes[view];
  Dims const from = g.nodes[v.in[0]].dims;
  ViewMap const& map = g.maps[v.attr];
  int j = 0;
  for (int i = 0; i < from.rank; ++i) {
    if (from.extent[i] == 1) continue;
    while (j < v.dims.rank && v.dims.extent[j] == 1) ++j;
    AxisMap const a = map.axis[i];
    if (a.axis != j || a.step != 1 || a.offset != 0 || a.windowed() || v.dims.extent[j] != from.extent[i]) return false;
    ++j;
  }
  while (j < v.dims.rank && v.dims.extent[j] == 1) ++j;
  return j == v.dims.rank;
}

}  // namespace tenon::detail
