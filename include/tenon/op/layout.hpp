// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/builder.hpp>

/// The structural ops on a graph's values: views, reshape, concat, embed. The functions a user calls are in
/// op/shape_ops.hpp.
namespace tenon {

// Their derivatives are in op/layout_adjoint.hpp, for the adjoint of a view is a sum, which needs the addition, which
// needs views: the one cycle of the vocabulary, cut here.
namespace op {
inline constexpr OpRecord view{"view", hash_name("view"), OpClass::view, 1,      Domain::any, Codomain::same,
                               0,      nullptr,           nullptr,       nullptr};
inline constexpr OpRecord reshape{
    "reshape", hash_name("reshape"), OpClass::reshape, 1, Domain::any, Codomain::same, 0, nullptr, nullptr, nullptr};
inline constexpr OpRecord concat{
    "concat", hash_name("concat"), OpClass::concat, 2, Domain::any, Codomain::same, 0, nullptr, nullptr, nullptr};
inline constexpr OpRecord embed{"embed", hash_name("embed"), OpClass::embed, 1, Domain::any, Codomain::same, 0, nullptr, nullptr,
                                nullptr};
}  // namespace op

/// A shape around an axis: [outer, extent, inner].
constexpr Dims around(Dims const& d, int axis) {
  Dims r{3, {1, d[axis], 1}};
  for (int i = 0; i < axis; ++i) r[0] *= d[i];
  for (int i = axis + 1; i < d.rank; ++i) r[2] *= d[i];
  return r;
}

namespace detail {
/// The one way to write an axis of a map: unit axes read index 0 whatever it says, and the first of two axes comes first.
constexpr AxisMap normal_form(AxisMap const& a, Dims const& dims) {
  bool const axis = a.axis >= 0 && dims[a.axis] != 1 && a.step != 0, tap = a.tap >= 0 && dims[a.tap] != 1 && a.tap_step != 0;
  AxisMap r{-1, 0, a.offset};
  bool const swapped = axis && tap && a.tap < a.axis;
  if (tap && swapped) r.add(a.tap, a.tap_step);
  if (axis) r.add(a.axis, a.step);
  if (tap && !swapped) r.add(a.tap, a.tap_step);
  return r;
}
}  // namespace detail

/// The view of a node through an index map. Views of views are composed (but windows over windows), the identity vanishes, and
/// a view without elements reads nothing: whoever computes what it would look at may not be needed.
constexpr NodeId make_view(Builder& b, NodeId x, ViewMap map, Dims const& dims) {
  Node const source = b[x];
  if (source.op == &op::constant || dims.size() == 0) return b.constant(source.dtype, dims, source.constant);
  if (source.op == &op::view)
    if (Composition const c = compose(b.maps[source.attr], map); c.ok) return make_view(b, source.in[0], c.map, dims);
  // Written one way, equal views are found equal.
  for (int i = 0; i < map.rank; ++i) {
    AxisMap const a = map.axis[i];
    if (a.windowed() || (a.axis >= 0 && dims[a.axis] == 1)) map.axis[i] = detail::normal_form(a, dims);
  }
  if (dims == source.dims) {
    bool identity = true;
    for (int i = 0; i < map.rank; ++i)
      identity = identity && map.axis[i].offset == 0 &&
                 (source.dims[i] == 1 || (map.axis[i].axis == i && map.axis[i].step == 1 && !map.axis[i].windowed()));
    if (identity) return x;
  }
  Node n;
  n.op = &op::view;
  n.in[0] = x;
  n.dtype = source.dtype;
  n.dims = dims;
  n.attr = b.intern(map);
  return b.add(n);
}

/// NumPy's broadcast of a node to a shape its own shape is compatible with.
constexpr NodeId broadcast_to(Builder& b, NodeId x, Dims const& dims) {
  if (b[x].dims == dims) return x;
  if (b.is_constant(x)) return b.constant(b[x].dtype, dims, b[x].constant);
  Dims const from = b[x].dims;
  ViewMap map;
  map.rank = from.rank;
  for (int i = 0; i < from.rank; ++i)
    if (from[i] != 1) map.axis[i] = {dims.rank - from.rank + i, 1, 0};
  return make_view(b, x, map, dims);
}

/// Axis i of the result is axis `order[i]` of the operand.
constexpr NodeId permute(Builder& b, NodeId x, Dims const& order) {
  Dims const from = b[x].dims;
  Dims dims;
  ViewMap map;
  map.rank = from.rank;
  for (int i = 0; i < from.rank; ++i) {
    dims.push_back(from[order[i]]);
    map.axis[order[i]] = {i, 1, 0};
  }
  return make_view(b, x, map, dims);
}

/// Swaps the last two axes.
constexpr NodeId transpose_last(Builder& b, NodeId x) {
  int const rank = b[x].dims.rank;
  Dims order;
  for (int i = 0; i < rank; ++i) order.push_back(i);
  order[rank - 2] = rank - 1;
  order[rank - 1] = rank - 2;
  return permute(b, x, order);
}

/// The same elements in another shape; only unit axes added or dropped make it a view.
constexpr NodeId reshape(Builder& b, NodeId x, Dims const& dims) {
  Node const source = b[x];
  if (source.dims == dims) return x;
  if (source.op == &op::constant) return b.constant(source.dtype, dims, source.constant);
  if (source.op == &op::reshape) return reshape(b, source.in[0], dims);
  ViewMap map;
  map.rank = source.dims.rank;
  int j = 0;
  bool units_only = true;
  for (int i = 0; i < source.dims.rank; ++i) {
    if (source.dims[i] == 1) continue;
    while (j < dims.rank && dims[j] == 1) ++j;
    if (j == dims.rank || dims[j] != source.dims[i]) {
      units_only = false;
      break;
    }
    map.axis[i] = {j++, 1, 0};
  }
  while (units_only && j < dims.rank) units_only = dims[j++] == 1;
  if (units_only) return make_view(b, x, map, dims);
  Node n;
  n.op = &op::reshape;
  n.in[0] = x;
  n.dtype = source.dtype;
  n.dims = dims;
  return b.add(n);
}

/// `y` after `x` along an axis; the other extents are equal.
constexpr NodeId concat(Builder& b, NodeId x, NodeId y, int axis) {
  if (b[x].dims[axis] == 0) return y;
  if (b[y].dims[axis] == 0) return x;
  Node n;
  n.op = &op::concat;
  n.in[0] = x;
  n.in[1] = y;
  n.dtype = b[x].dtype;
  n.dims = b[x].dims;
  n.dims[axis] += b[y].dims[axis];
  n.attr = axis;
  return b.add(n);
}

/// `fill` in shape `dims` with x written at map(index of x); no two elements go to one place.
constexpr NodeId embed(Builder& b, NodeId x, ViewMap const& map, Dims const& dims, Scalar fill = {}) {
  if (b.is_constant(x) && same_scalar(b[x].constant, fill)) return b.constant(b[x].dtype, dims, fill);
  if (dims == b[x].dims && map == ViewMap::identity(dims.rank)) return x;
  Node n;
  n.op = &op::embed;
  n.in[0] = x;
  n.dtype = b[x].dtype;
  n.dims = dims;
  n.attr = b.intern(map);
  n.constant = fill;
  return b.add(n);
}

}  // namespace tenon
