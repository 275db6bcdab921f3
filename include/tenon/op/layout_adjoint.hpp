// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/reduce.hpp>

/// Derivatives of the structural ops.
namespace tenon::adjoint {

/// The cotangent of x, from that of its view: summed over the axes the view repeats x along, brought into x's order
/// of axes, and embedded in zeros where the view left elements out.
constexpr NodeId of_view(Builder& b, NodeId g, ViewMap map, Dims operand) {  // copies: nodes and maps move
  Dims const full = b[g].dims;
  std::uint32_t used = 0;
  for (int i = 0; i < map.rank; ++i)
    if (map.axis[i].axis >= 0) used |= 1u << map.axis[i].axis;
  NodeId r = reduce(b, op::sum, g, ~used & ((1u << full.rank) - 1u));
  // The axes that are left, by their place among those of r.
  std::int32_t place[max_rank] = {};
  for (int i = 0, k = 0; i < full.rank; ++i)
    if ((used >> i & 1u) != 0) place[i] = k++;
  Dims order, with_units;
  bool whole = true, diagonal = false;
  ViewMap embedding;
  embedding.rank = operand.rank;
  for (int i = 0; i < map.rank; ++i) {
    AxisMap const a = map.axis[i];
    if (a.axis >= 0) {
      for (int k = 0; k < order.rank; ++k) diagonal = diagonal || order[k] == place[a.axis];
      order.push_back(place[a.axis]);
      with_units.push_back(full[a.axis]);
    } else
      with_units.push_back(1);
    int const step = a.axis >= 0 ? a.step : 1;
    embedding.axis[i] = {i, step, a.offset};
    whole = whole && a.offset == 0 && step == 1 && with_units[i] == operand[i];
  }
  if (diagonal) {  // an axis of the view walks several of x
    for (int i = 0; i < map.rank; ++i)
      embedding.axis[i] = map.axis[i].axis >= 0 ? AxisMap{place[map.axis[i].axis], map.axis[i].step, map.axis[i].offset}
                                                : AxisMap{-1, 0, map.axis[i].offset};
    return embed(b, r, embedding, operand);
  }
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
