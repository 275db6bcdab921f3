// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/cast.hpp>

/// The pass for the odd last batch. A training program takes a batch of a static size, of which the first rows are
/// real; the batch axis is followed from the inputs through the graph, and whatever folds it leaves the others out: a
/// sum adds nothing for them, a mean divides by the real rows. Layers and losses are written as if all rows were real.
namespace tenon {

namespace detail {

/// Follows the batch axis through an op, from its operands' places.
class BatchRule {
 public:
  constexpr explicit BatchRule(Builder const& b) : b_(b) {}

  constexpr BatchPlace of(Node const& n) const {
    switch (n.op->op_class) {
      case OpClass::elementwise: {
        BatchPlace r;
        for (int i = 0; i < n.op->arity; ++i) r = joined(r, place(n.in[i]));
        return r;
      }
      case OpClass::view: return viewed(n, place(n.in[0]));
      case OpClass::reshape: return reshaped(n, place(n.in[0]));
      case OpClass::reduce: return reduced(n, place(n.in[0]));
      case OpClass::matmul: {
        int const rank = n.dims.rank, contracted = 1 + n.attr;
        BatchPlace left = place(n.in[0]), right = place(n.in[1]);
        if (left.kind == BatchPlace::here && left.axis >= rank - 1) left = {};
        if (right.kind == BatchPlace::here && right.axis >= rank - 2) {
          if (right.axis < rank - 2 + contracted)
            right = {};
          else
            right.axis = static_cast<std::int8_t>(rank - 1);
        }
        return joined(left, right);
      }
      case OpClass::concat: {
        BatchPlace const r = joined(place(n.in[0]), place(n.in[1]));
        return r.kind == BatchPlace::here && r.axis == n.attr ? mixed() : r;
      }
      case OpClass::routine: {
        BatchPlace r;
        if (n.op->batch != nullptr) {
          BatchPlace places[3];
          Dims dims[3];
          for (int i = 0; i < n.op->arity; ++i) {
            places[i] = place(n.in[i]);
            dims[i] = b_[n.in[i]].dims;
          }
          return n.op->batch(n, dims, places);
        }
        int rank = 0;
        for (int i = 0; i < n.op->arity; ++i) rank = b_[n.in[i]].dims.rank > rank ? b_[n.in[i]].dims.rank : rank;
        for (int i = 0; i < n.op->arity; ++i) {
          BatchPlace p = place(n.in[i]);
          // Leading axes broadcast: they are aligned at the end.
          if (p.kind == BatchPlace::here && n.op->trailing_axes > 0)
            p.axis = static_cast<std::int8_t>(p.axis + rank - b_[n.in[i]].dims.rank);
          r = joined(r, p);
        }
        if (r.kind != BatchPlace::here) return r;
        bool const kept =
            n.op->along_axis ? r.axis != n.attr / 2 : n.op->trailing_axes > 0 && r.axis < rank - n.op->trailing_axes;
        return kept ? r : mixed();
      }
      case OpClass::embed: return embedded(n, place(n.in[0]));
      default: return {};  // results of regions: whoever records them knows
    }
  }
  static constexpr BatchPlace joined(BatchPlace a, BatchPlace b) {
    if (a.kind == BatchPlace::none) return b;
    return b.kind == BatchPlace::none || a == b ? a : mixed();
  }

 private:
  Builder const& b_;

  constexpr BatchPlace place(NodeId i) const { return b_.batch.places.items[i]; }
  static constexpr BatchPlace mixed() { return {BatchPlace::mixed}; }
  constexpr BatchPlace viewed(Node const& n, BatchPlace p) const {
    if (p.kind != BatchPlace::here) return p;
    AxisMap const a = b_.maps[n.attr].axis[p.axis];
    if (a.windowed()) return mixed();
    if (a.axis < 0) return p.inner == 1 ? BatchPlace{} : mixed();  // one row, by number
    bool const whole = a.step == 1 && a.offset == 0 && n.dims[a.axis] == b_[n.in[0]].dims[p.axis];
    return whole ? BatchPlace{BatchPlace::here, static_cast<std::int8_t>(a.axis), p.inner} : mixed();
  }
  constexpr BatchPlace embedded(Node const& n, BatchPlace p) const {
    if (p.kind != BatchPlace::here) return p;
    std::int32_t const rows = b_[n.in[0]].dims[p.axis];
    for (int i = 0; i < n.dims.rank; ++i)
      if (AxisMap const a = b_.maps[n.attr].axis[i]; a == AxisMap{p.axis, 1, 0} && n.dims[i] == rows)
        return {BatchPlace::here, static_cast<std::int8_t>(i), p.inner};
    return mixed();
  }
  /// In a reshape, the axis that starts where the batch's did and ends where it did.
  constexpr BatchPlace reshaped(Node const& n, BatchPlace p) const {
    if (p.kind != BatchPlace::here) return p;
    Dims const from = b_[n.in[0]].dims;
    std::int64_t before = 1, row = p.inner;
    for (int i = 0; i < p.axis; ++i) before *= from[i];
    for (int i = p.axis + 1; i < from.rank; ++i) row *= from[i];
    std::int64_t ahead = 1, after = n.dims.size();
    for (int i = 0; i < n.dims.rank; ++i) {
      after /= n.dims[i];
      if (ahead == before && n.dims[i] != 1 && row % after == 0 && n.dims[i] * after == row * b_.batch.rows)
        return {BatchPlace::here, static_cast<std::int8_t>(i), static_cast<std::int32_t>(row / after)};
      ahead *= n.dims[i];
    }
    return mixed();
  }
  static constexpr BatchPlace reduced(Node const& n, BatchPlace p) {
    if (p.kind != BatchPlace::here) return p;
    auto const axes = static_cast<std::uint32_t>(n.attr);
    if ((axes >> p.axis & 1u) != 0) return {};
    BatchPlace r = p;
    for (int i = 0; i < p.axis; ++i)
      if ((axes >> i & 1u) != 0) --r.axis;
    return r;
  }
};

/// Where a node has the batch. Looks at what was recorded since the last time: linear in all nodes, once.
constexpr BatchPlace batch_place(Builder& b, NodeId x) {
  while (b.batch.places.size() < b.nodes.size()) b.batch.places.push_back(BatchRule(b).of(b[b.batch.places.size()]));
  return b.batch.places.items[x];
}

/// Which rows are real, for every element of `x`; a boolean that broadcasts to its shape.
constexpr NodeId batch_mask(Builder& b, NodeId x, BatchPlace p) {
  Dims dims;
  for (int i = 0; i < b[x].dims.rank; ++i) dims.push_back(i == p.axis ? b[x].dims[i] : 1);
  NodeId mask = b.batch.mask;
  if (p.inner != 1) mask = broadcast_to(b, reshape(b, mask, Dims{2, {b.batch.rows, 1}}), Dims{2, {b.batch.rows, p.inner}});
  return reshape(b, mask, dims);
}

/// x where the row is real, `other` elsewhere. Of a view, what it looks at is chosen: windows stay windows.
constexpr NodeId real_rows(Builder& b, NodeId x, BatchPlace p, Scalar other) {
  if (Node const n = b[x]; n.op == &op::view)
    if (BatchPlace const q = batch_place(b, n.in[0]); q.kind == BatchPlace::here) {
      ViewMap const map = b.maps[n.attr];
      return make_view(b, real_rows(b, n.in[0], q, other), map, n.dims);
    }
  Value const filler{&b, b.constant(b[x].dtype, b[x].dims, other)};
  return elementwise<op::Where>(Value{&b, batch_mask(b, x, p)}, Value{&b, x}, filler).id;
}

/// Where the batch lies, if `axes` of x fold it in a program that has an odd last batch; else of kind none.
constexpr BatchPlace folded_batch(Builder& b, NodeId x, std::uint32_t axes) {
  if (!b.batch.masking) return {};
  BatchPlace const p = batch_place(b, x);
  if (p.kind == BatchPlace::mixed) b.fail(RecordError::batch_axis, b[x].dtype, b[x].dims);
  return p.kind == BatchPlace::here && (axes >> p.axis & 1u) != 0 ? p : BatchPlace{};
}

}  // namespace detail

/// From here on the batch is followed: `mask` says which of `rows` rows are real, `count` how many. Its size 1 needs none.
constexpr void follow_batch(Builder& b, NodeId mask, NodeId count) {
  b.batch.mask = mask;
  b.batch.count = count;
  b.batch.rows = b[mask].dims[0];
  b.batch.masking = b.batch.rows > 1;
}
/// The first axis of an input is the batch.
constexpr void mark_batch(Builder& b, NodeId input) {
  detail::batch_place(b, input);
  b.batch.places.items[input] = {BatchPlace::here, 0, 1};
}

/// The batch lies in `to` where it lies in `from`: of an operation that looks its rows up, which no rule follows.
constexpr void follow_batch_to(Builder& b, NodeId from, NodeId to) {
  BatchPlace const place = detail::batch_place(b, from);
  detail::batch_place(b, to);
  b.batch.places.items[to] = place;
}

}  // namespace tenon
