// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/reduce.hpp>

/// Derivatives of the structural ops.
namespace tenon::adjoint {

/// Windows that slide along an axis of an operand: element `offset + step * i + tap_step * j` is tap j of window i.
struct Windows {
  std::int32_t axis = -1;       ///< of the cotangent: the windows
  std::int32_t taps_axis = -1;  ///< of the cotangent: the taps, if it has them
  std::int32_t step = 1, tap_step = 1, offset = 0;
  std::int32_t taps = 1;
  std::int32_t extent = 1;  ///< of the operand
};

/// Whether no element of the operand is in two windows: they do not overlap, or another axis of the operand is walked
/// with them.
constexpr bool apart(ViewMap const& map, int i, Dims const& view) {
  AxisMap const a = map.axis[i];
  for (int k = 0; k < map.rank; ++k)
    if (AxisMap const o = map.axis[k]; k != i && !o.windowed() && o.axis >= 0 && (o.axis == a.axis || o.axis == a.tap))
      return true;
  auto size = [](std::int32_t x) { return x < 0 ? -x : x; };
  return size(a.step) > size(a.tap_step) * (view[a.tap] - 1) || size(a.tap_step) > size(a.step) * (view[a.axis] - 1);
}

/// The cotangent of windows, seen from the elements of the operand: where a window and a tap of it meet at element p,
/// the result has the window's cotangent at [.., p, .., tap], else zero. The axes of `g` without those of taps, the windows'
/// replaced by the operand's; then the taps, in the order of `w`. Summed over the taps it is the operand's cotangent; times a
/// kernel, that of a convolution.
constexpr NodeId seen_from_elements(Builder& b, NodeId g, Windows const* w, int count) {
  Dims const from = b[g].dims;
  // The windows `step` apart among zeros, so many before them that no index is negative.
  Dims spread = from, before{from.rank, {}};
  ViewMap embedding = ViewMap::identity(from.rank);
  for (int i = 0; i < count; ++i) {
    std::int32_t const reach = w[i].step * (from[w[i].axis] - 1), taps = -w[i].tap_step * (w[i].taps - 1);
    std::int32_t const low = (taps < 0 ? taps : 0) - w[i].offset, high = w[i].extent - 1 - w[i].offset + (taps > 0 ? taps : 0);
    std::int32_t const first = low < reach ? low : reach, last = high > reach ? high : reach;
    before[w[i].axis] = first < 0 ? -first : 0;
    spread[w[i].axis] = (last > 0 ? last : 0) + before[w[i].axis] + 1;
    embedding.axis[w[i].axis] = {w[i].axis, w[i].step, before[w[i].axis]};
  }
  g = embed(b, g, embedding, spread);
  Dims dims, place{from.rank, {}};
  for (int a = 0; a < from.rank; ++a) {
    bool is_tap = false;
    std::int32_t extent = from[a];
    for (int i = 0; i < count; ++i) {
      is_tap = is_tap || w[i].taps_axis == a;
      if (w[i].axis == a) extent = w[i].extent;
    }
    place[a] = dims.rank;
    if (!is_tap) dims.push_back(extent);
  }
  ViewMap map = ViewMap::identity(from.rank);
  for (int a = 0; a < from.rank; ++a) map.axis[a].axis = place[a];
  for (int i = 0; i < count; ++i) {
    map.axis[w[i].axis] = {place[w[i].axis], 1, before[w[i].axis] - w[i].offset, dims.rank, -w[i].tap_step};
    if (w[i].taps_axis >= 0) map.axis[w[i].taps_axis].axis = dims.rank;
    dims.push_back(w[i].taps);
  }
  return make_view(b, g, map, dims);
}

/// The windows of a map whose cotangent has the axes of the view: the longer of two axes counts as the windows.
constexpr Windows windows_of(AxisMap const& a, Dims const& view, std::int32_t extent) {
  if (view[a.axis] >= view[a.tap]) return {a.axis, a.tap, a.step, a.tap_step, a.offset, view[a.tap], extent};
  return {a.tap, a.axis, a.tap_step, a.step, a.offset, view[a.axis], extent};
}

/// Folds overlapping windows of g, and makes `map` one without them. Every axis of g has its place in the map.
constexpr NodeId fold_windows(Builder& b, NodeId g, ViewMap& map, Dims const& operand) {
  Dims const from = b[g].dims;
  ViewMap const given = map;
  Windows w[max_node_rank];
  int count = 0;
  for (int i = 0; i < map.rank; ++i)
    if (given.axis[i].windowed() && !apart(given, i, from)) {
      w[count] = windows_of(given.axis[i], from, operand[i]);
      map.axis[i] = {w[count++].axis, 1, 0};
    }
  if (count == 0) return g;
  auto move_up = [&](std::int32_t& axis) {  // for the axes of taps before it, which vanish
    std::int32_t before = 0;
    for (int i = 0; i < count; ++i) before += w[i].taps_axis < axis ? 1 : 0;
    axis -= before;
  };
  for (int i = 0; i < map.rank; ++i) {
    if (map.axis[i].axis >= 0) move_up(map.axis[i].axis);
    if (map.axis[i].windowed()) move_up(map.axis[i].tap);
  }
  std::uint32_t const taps = ((1u << count) - 1u) << (from.rank - count);
  return reduce(b, op::sum, seen_from_elements(b, g, w, count), taps);
}

/// The cotangent of x, from that of its view: summed over the axes the view repeats x along, brought into x's order
/// of axes, windows folded, and embedded in zeros where the view left elements out.
constexpr NodeId of_view(Builder& b, NodeId g, ViewMap map, Dims operand) {  // copies: nodes and maps move
  Dims const full = b[g].dims;
  std::uint32_t used = 0;
  for (int i = 0; i < map.rank; ++i) {
    if (map.axis[i].axis >= 0) used |= 1u << map.axis[i].axis;
    if (map.axis[i].windowed()) used |= 1u << map.axis[i].tap;
  }
  NodeId r = reduce(b, op::sum, g, ~used & ((1u << full.rank) - 1u));
  // The axes that are left, by their place among those of r.
  std::int32_t place[max_node_rank] = {};
  for (int i = 0, k = 0; i < full.rank; ++i)
    if ((used >> i & 1u) != 0) place[i] = k++;
  for (int i = 0; i < map.rank; ++i) {
    if (map.axis[i].axis >= 0) map.axis[i].axis = place[map.axis[i].axis];
    if (map.axis[i].windowed()) map.axis[i].tap = place[map.axis[i].tap];
  }
  r = fold_windows(b, r, map, operand);
  Dims const left = b[r].dims;
  Dims order, with_units;
  bool whole = true, several = false;  // several axes of x for one of the view, or the reverse
  ViewMap embedding;
  embedding.rank = operand.rank;
  for (int i = 0; i < map.rank; ++i) {
    AxisMap const a = map.axis[i];
    several = several || a.windowed();
    if (a.axis >= 0) {
      for (int k = 0; k < order.rank; ++k) several = several || order[k] == a.axis;
      order.push_back(a.axis);
      with_units.push_back(left[a.axis]);
    } else
      with_units.push_back(1);
    int const step = a.axis >= 0 ? a.step : 1;
    embedding.axis[i] = {i, step, a.offset};
    whole = whole && a.offset == 0 && step == 1 && with_units[i] == operand[i];
  }
  if (several) return embed(b, r, map, operand);
  r = reshape(b, permute(b, r, order), with_units);
  if (whole) return r;
  return embed(b, r, embedding, operand);
}

/// Adds the cotangents of the input of a view, reshape, concat or embed node.
constexpr void structural(Derivation& d) {
  Builder& b = d.builder();
  Node const n = d.node();
  Dims const operand = b[n.in[0]].dims;
  switch (n.op->op_class) {
    case OpClass::view: d.add(0, {&b, of_view(b, d.g().id, b.maps[n.attr], operand)}); break;
    case OpClass::reshape: d.add(0, {&b, reshape(b, d.g().id, operand)}); break;
    case OpClass::embed: d.add(0, {&b, make_view(b, d.g().id, b.maps[n.attr], operand)}); break;
    default:
      for (int i = 0; i < 2; ++i) {
        Dims const part = b[n.in[i]].dims;
        ViewMap map = ViewMap::identity(part.rank);
        if (i == 1) map.axis[n.attr].offset = operand[n.attr];
        if (d.wants(i)) d.add(i, {&b, make_view(b, d.g().id, map, part)});
      }
  }
}

}  // namespace tenon::adjoint
