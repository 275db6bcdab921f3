// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/layout_adjoint.hpp>

/// Contractions on a graph's values: one node, [..., m, k...] x [..., k..., n] -> [..., m, n], for products of matrices,
/// of tensors and of windows with a kernel. Operands are found by strides: a contraction of any axes of any views, in
/// any order, copies nothing but a right operand whose last axis is not contiguous.
namespace tenon {

namespace op {
namespace detail {
constexpr void derive_matmul(Derivation& d);
}
inline constexpr OpRecord matmul{"matmul", hash_name("matmul"),    OpClass::matmul, 2,      Domain::numeric, Codomain::same,
                                 2,        &detail::derive_matmul, nullptr,         nullptr};
}  // namespace op

/// [..., m, k...] x [..., k..., n] -> [..., m, n], with `contracted` axes k; the leading axes broadcast. An inner extent of
/// 1 is an outer product and becomes an elementwise multiplication, which fuses.
constexpr NodeId matmul(Builder& b, NodeId x, NodeId y, int contracted = 1) {
  Dims dx = b[x].dims, dy = b[y].dims, inner;
  int const last = dx.rank - contracted;
  for (int i = 0; i < contracted; ++i) inner.push_back(dx[last + i]);
  std::int32_t const m = dx[last - 1], n = dy[dy.rank - 1];
  Dims bx = dx, by = dy;
  bx.rank = last - 1;
  by.rank -= contracted + 1;
  Dims const batch = broadcast(bx, by).dims;
  dx = dy = batch;
  dx.push_back(m);
  for (int i = 0; i < contracted; ++i) {
    dx.push_back(inner[i]);
    dy.push_back(inner[i]);
  }
  dy.push_back(n);
  Dims dims = batch;
  dims.push_back(m);
  dims.push_back(n);
  std::int64_t const k = inner.size();
  if (k == 0) return b.constant(b[x].dtype, dims, 0.0);
  x = broadcast_to(b, x, dx);
  y = broadcast_to(b, y, dy);
  if (k == 1) {
    Dims column = batch, row = batch;
    column.push_back(m);
    column.push_back(1);
    row.push_back(1);
    row.push_back(n);
    return elementwise<op::Mul>(Value{&b, reshape(b, x, column)}, Value{&b, reshape(b, y, row)}).id;
  }
  std::uint32_t const folded = (1u << contracted) - 1u;
  if (BatchPlace const p = detail::folded_batch(b, x, folded << (batch.rank + 1)); p.kind == BatchPlace::here)
    x = detail::real_rows(b, x, p, Scalar{});
  if (BatchPlace const p = detail::folded_batch(b, y, folded << batch.rank); p.kind == BatchPlace::here)
    y = detail::real_rows(b, y, p, Scalar{});
  if (dims.rank + contracted > max_node_rank) {  // more axes than a kernel has loops: joined, in memory
    auto const all = static_cast<std::int32_t>(batch.size()), sum = static_cast<std::int32_t>(k);
    x = reshape(b, x, Dims{3, {all, m, sum}});
    return reshape(b, matmul(b, x, reshape(b, y, Dims{3, {all, sum, n}})), dims);
  }
  Node node;
  node.op = &op::matmul;
  node.in[0] = x;
  node.in[1] = y;
  node.dtype = b[x].dtype;
  node.dims = dims;
  node.attr = contracted - 1;
  return b.add(node);
}

namespace detail {

constexpr bool has_name(Dims const& names, std::int32_t name) {
  for (int i = 0; i < names.rank; ++i)
    if (names[i] == name) return true;
  return false;
}

/// Whether an axis of a node walks memory element by element.
constexpr bool walks_memory(Builder const& b, NodeId x, std::int32_t axis) {
  Node const& n = b[x];
  if (n.dims[axis] == 1) return true;
  if (n.op != &op::view) return axis == n.dims.rank - 1;
  ViewMap const& map = b.maps[n.attr];
  if (map.rank == 0) return false;  // one element, stretched
  AxisMap const a = map.axis[map.rank - 1];
  return (a.axis == axis && a.step == 1) || (a.tap == axis && a.tap_step == 1);
}
constexpr bool walks_memory(Builder const& b, NodeId x) { return b[x].dims.rank == 0 || walks_memory(b, x, b[x].dims.rank - 1); }

/// Whether a product with so few columns, and so many elements contiguous in both operands along the last contracted axis, is
/// computed as dot products along that axis. Its right operand is then not brought into an order with contiguous columns.
constexpr bool has_dot_form(std::int32_t columns, std::int32_t contiguous) {
  return columns > 1 && columns <= 8 && contiguous >= 8;
}
/// An operand with its axes by name: numbers that are the same where axes belong together.
struct NamedAxes {
  NodeId node = -1;
  Dims names{};

  /// The view with the axes `order`; along those that the operand lacks it is stretched.
  constexpr NodeId arranged(Builder& b, Dims const& order, Dims const& extents) const {
    ViewMap map;
    map.rank = names.rank;
    for (int i = 0; i < names.rank; ++i)
      for (int k = 0; k < order.rank; ++k)
        if (order[k] == names[i]) map.axis[i] = {k, 1, 0};
    return make_view(b, node, map, extents);
  }

  /// Whether an axis is contiguous in memory.
  constexpr bool walks(Builder const& b, std::int32_t name) const {
    for (int i = 0; i < names.rank; ++i)
      if (names[i] == name) return walks_memory(b, node, i);
    return false;
  }
  /// The same with axis `last` contiguous in memory: as it is, or copied before anything stretches it.
  constexpr NamedAxes ending_with(Builder& b, std::int32_t last) const {
    Dims order, extents;
    Dims const dims = b[node].dims;
    for (int pass = 0; pass < 2; ++pass)
      for (int i = 0; i < names.rank; ++i)
        if ((names[i] == last) == (pass == 1)) {
          order.push_back(names[i]);
          extents.push_back(dims[i]);
        }
    NodeId const view = arranged(b, order, extents);
    return walks_memory(b, view) ? *this : NamedAxes{stored_as_it_is(b, view), order};
  }
};

/// The product of two operands, summed over the names that they share and `out` lacks, as one contraction. The names of
/// `out` are those of the operands; its last that only one of them has is that operand's side of the matrix product.
constexpr NodeId contract(Builder& b, NamedAxes const& x, NamedAxes const& y, Dims const& out) {
  constexpr std::int32_t none = -1;
  Dims batch, inner;
  std::int32_t m = none, n = none, extent_of[32] = {};
  Dims const dx = b[x.node].dims, dy = b[y.node].dims;
  for (int i = 0; i < x.names.rank; ++i) {
    std::int32_t const name = x.names[i];
    extent_of[name] = dx[i];
    if (has_name(y.names, name))
      (has_name(out, name) ? batch : inner).push_back(name);
    else {
      if (m != none) batch.push_back(m);
      m = name;
    }
  }
  for (int i = 0; i < y.names.rank; ++i) {
    std::int32_t const name = y.names[i];
    extent_of[name] = dy[i];
    if (has_name(x.names, name)) continue;
    if (n != none) batch.push_back(n);
    n = name;
  }
  // Few columns, not contiguous: an axis that is so in both operands comes last, for dot products along it.
  bool dots = false;
  if (n != none && !y.walks(b, n))
    for (int i = 0; i < inner.rank && !dots; ++i) {
      std::int32_t const name = inner[i];
      if (!has_dot_form(extent_of[n], extent_of[name]) || !x.walks(b, name) || !y.walks(b, name)) continue;
      dots = true;
      for (int k = i; k + 1 < inner.rank; ++k) inner[k] = inner[k + 1];
      inner[inner.rank - 1] = name;
    }
  auto extents = [&](Dims const& names) {
    Dims d;
    for (int i = 0; i < names.rank; ++i) d.push_back(names[i] == none ? 1 : extent_of[names[i]]);
    return d;
  };
  Dims left = batch, right = batch, result = batch;
  left.push_back(m);
  for (int i = 0; i < inner.rank; ++i) {
    left.push_back(inner[i]);
    right.push_back(inner[i]);
  }
  right.push_back(n);
  result.push_back(m);
  result.push_back(n);
  NamedAxes const packed = batch.rank + 1 + inner.rank > y.names.rank && n != none && !dots ? y.ending_with(b, n) : y;
  NodeId const lhs = x.arranged(b, left, extents(left)), rhs = packed.arranged(b, right, extents(right));
  NodeId const product = matmul(b, lhs, rhs, inner.rank);
  return NamedAxes{product, result}.arranged(b, out, extents(out));
}

/// A contraction's axes by name, and its operands without the leading axes along which they are stretched.
struct ContractionAxes {
  static constexpr std::int32_t m = max_node_rank, n = m + 1, first_inner = n + 1;
  Dims out{};
  NamedAxes operand[2]{};
  /// Where an operand was a view: how its named axes lie in what it looks at.
  ViewMap map[2]{};
  bool stretched[2] = {};

  constexpr ContractionAxes(Builder const& b, Node const& node) {
    int const batch = node.dims.rank - 2, inner = 1 + node.attr;
    for (int i = 0; i < batch; ++i) out.push_back(i);
    operand[0].names = operand[1].names = out;
    operand[0].names.push_back(m);
    for (int i = 0; i < inner; ++i)
      for (NamedAxes& o : operand) o.names.push_back(first_inner + i);
    operand[1].names.push_back(n);
    out.push_back(m);
    out.push_back(n);
    std::uint32_t varies[2] = {~0u, ~0u};
    for (int side = 0; side < 2; ++side) {
      operand[side].node = node.in[side];
      if (b[node.in[side]].op != &op::view) continue;
      map[side] = b.maps[b[node.in[side]].attr];
      varies[side] = 0;
      for (int i = 0; i < map[side].rank; ++i) {
        if (map[side].axis[i].axis >= 0) varies[side] |= 1u << map[side].axis[i].axis;
        if (map[side].axis[i].windowed()) varies[side] |= 1u << map[side].axis[i].tap;
      }
    }
    // An axis that neither operand varies along stays with the right one.
    std::uint32_t const leading = (1u << batch) - 1u;
    drop(0, ~varies[0] & leading & varies[1]);
    drop(1, ~varies[1] & leading & varies[0]);
  }

  /// The operand itself, or the view of what it looks at that is not stretched.
  constexpr NamedAxes compact(Builder& b, int side) const {
    if (!stretched[side]) return operand[side];
    Node const view = b[operand[side].node];
    Dims dims;
    for (int i = 0; i < view.dims.rank; ++i)
      if ((dropped[side] >> i & 1u) == 0) dims.push_back(view.dims[i]);
    return {make_view(b, view.in[0], map[side], dims), operand[side].names};
  }

 private:
  std::uint32_t dropped[2] = {};

  constexpr void drop(int side, std::uint32_t axes) {
    stretched[side] = axes != 0;
    dropped[side] = axes;
    if (axes == 0) return;
    Dims names;
    std::int32_t place[max_node_rank] = {};
    for (int i = 0; i < operand[side].names.rank; ++i) {
      place[i] = names.rank;
      if ((axes >> i & 1u) == 0) names.push_back(operand[side].names[i]);
    }
    operand[side].names = names;
    for (int i = 0; i < map[side].rank; ++i) {
      AxisMap& a = map[side].axis[i];
      if (a.axis >= 0) a.axis = place[a.axis];
      if (a.windowed()) a.tap = place[a.tap];
    }
  }
};

}  // namespace detail

namespace adjoint {

/// What windows slide over: a value with zeros around it is that value, whose elements begin at `before`.
struct Slid {
  NodeId node = -1;
  Dims before{};
};
constexpr Slid without_padding(Builder const& b, NodeId x, ViewMap const& windows) {
  Node const& n = b[x];
  Slid const whole{x, Dims{n.dims.rank, {}}};
  if (n.op != &op::embed || n.constant.f != 0 || n.constant.i != 0) return whole;
  Slid r{n.in[0], whole.before};
  ViewMap const& map = b.maps[n.attr];
  for (int i = 0; i < map.rank; ++i) {
    AxisMap const a = map.axis[i];
    bool const here = a.axis == i && a.step == 1 && !a.windowed();
    bool const same = a.offset == 0 && b[r.node].dims[i] == n.dims[i];
    if (!here || (!same && !windows.axis[i].windowed())) return whole;
    r.before[i] = a.offset;
  }
  return r;
}

/// The cotangent of what windows slide over, where a contraction folds their taps: the windows of the result's cotangent
/// times the kernel, a contraction again. Without it the taps' cotangents would all be stored before they are added. -1
/// where the operand is not of that form, or its windows do not overlap.
constexpr NodeId cotangent_of_windows(Builder& b, NodeId g, detail::ContractionAxes const& c, detail::NamedAxes const& kernel,
                                      Slid const& slid) {
  using detail::has_name;
  ViewMap map = c.map[0];
  Dims const names = c.operand[0].names, view = b[c.operand[0].node].dims, operand = b[slid.node].dims;
  for (int i = 0; i < map.rank; ++i) map.axis[i].offset -= slid.before[i];
  Windows w[max_node_rank];
  Dims result, taps;
  ViewMap embedding = ViewMap::identity(map.rank);  // of what slices left out
  int count = 0;
  std::uint32_t seen = 0;
  for (int i = 0; i < map.rank; ++i) {
    AxisMap const a = map.axis[i];
    if (a.axis < 0 || (seen >> a.axis & 1u) != 0) return -1;
    seen |= 1u << a.axis;
    if (!a.windowed()) {
      result.push_back(names[a.axis]);
      embedding.axis[i] = {i, a.step, a.offset};
      continue;
    }
    if (apart(map, i, view) || (seen >> a.tap & 1u) != 0) return -1;
    seen |= 1u << a.tap;
    bool const first = has_name(c.out, names[a.axis]);
    std::int32_t const along = first ? a.axis : a.tap, tap = first ? a.tap : a.axis;
    if (!has_name(c.out, names[along]) || has_name(c.out, names[tap]) || has_name(kernel.names, names[along])) return -1;
    int at = 0;
    while (c.out[at] != names[along]) ++at;
    w[count++] = {at, -1, first ? a.step : a.tap_step, first ? a.tap_step : a.step, a.offset, view[tap], operand[i]};
    result.push_back(names[along]);
    taps.push_back(names[tap]);
  }
  if (count == 0 || seen != (1u << view.rank) - 1u) return -1;
  detail::NamedAxes seen_from{seen_from_elements(b, g, w, count), c.out};
  for (int i = 0; i < taps.rank; ++i) seen_from.names.push_back(taps[i]);
  return embed(b, detail::contract(b, seen_from, kernel, result), embedding, operand);
}

}  // namespace adjoint

namespace op::detail {
// d(XY): dX = G Y^T, dY = X^T G, whatever axes they have. The cotangent of an operand that is stretched is summed in the
// same contraction.
constexpr void derive_matmul(Derivation& d) {
  Builder& b = d.builder();
  tenon::detail::ContractionAxes const c(b, d.node());
  tenon::detail::NamedAxes const g{d.g().id, c.out};
  for (int side = 0; side < 2; ++side) {
    if (!d.wants(side)) continue;
    tenon::detail::NamedAxes const other = c.compact(b, 1 - side);
    NodeId const base = b[d.node().in[side]].in[0];
    if (side == 0 && c.map[0].windowed() && !c.stretched[0]) {
      // Of zeros around it no cotangent is asked for.
      adjoint::Slid const slid = adjoint::without_padding(b, base, c.map[0]);
      if (NodeId const r = adjoint::cotangent_of_windows(b, g.node, c, other, slid); r >= 0) {
        d.add_to(slid.node, {&b, r});
        continue;
      }
    }
    NodeId const r = side == 0 ? tenon::detail::contract(b, g, other, c.operand[0].names)
                               : tenon::detail::contract(b, other, g, c.operand[1].names);
    if (c.stretched[side])
      d.add_to(base, {&b, adjoint::of_view(b, r, c.map[side], b[base].dims)});
    else
      d.add(side, {&b, r});
  }
}
}  // namespace op::detail

}  // namespace tenon
