// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/linalg/products.hpp>
#include <tenon/shape/axes.hpp>

/// Contractions over chosen axes.
namespace tenon {

/// A list of axes: `tensordot<Axes<0, 2>, Axes<1, 0>>`; negative ones count from the end.
template <int... Axis>
struct Axes {};

namespace linalg {

/// Which axes of two operands are contracted with each other: of `tensordot<N>` the last against the first, of `inner` the
/// last of both, else two lists.
struct AxisPairs {
  Dims left{}, right{};
};
template <int N, bool Last>
struct NeighbourAxes {
  static_assert(N >= 0, "tensordot: the number of axes is not negative");
  static constexpr AxisPairs pairs(int a, int b) {
    AxisPairs r;
    for (int i = 0; i < N; ++i) {
      r.left.push_back(a - N + i);
      r.right.push_back(Last ? b - N + i : i);
    }
    return r;
  }
};
template <class L, class R>
struct ListedAxes;
template <int... L, int... R>
struct ListedAxes<Axes<L...>, Axes<R...>> {
  static_assert(sizeof...(L) == sizeof...(R), "tensordot: both lists must name as many axes");
  static constexpr AxisPairs pairs(int a, int b) {
    AxisPairs r;
    (r.left.push_back(axes::normalised(L, a)), ...);
    (r.right.push_back(axes::normalised(R, b)), ...);
    return r;
  }
};

constexpr bool has(Dims const& axes, int axis) {
  for (int i = 0; i < axes.rank; ++i)
    if (axes[i] == axis) return true;
  return false;
}
/// Whether all are axes of a tensor of that rank, and different ones.
constexpr bool are_axes(Dims axes, int rank) {
  while (axes.rank > 0) {
    int const last = axes[--axes.rank];
    if (last < 0 || last >= rank || has(axes, last)) return false;
  }
  return true;
}
constexpr Dims axes_without(Dims const& axes, int rank) {
  Dims r;
  for (int i = 0; i < rank; ++i)
    if (!has(axes, i)) r.push_back(i);
  return r;
}
constexpr Dims extents_of(Dims const& d, Dims const& axes) {
  Dims r;
  for (int i = 0; i < axes.rank; ++i) r.push_back(d[axes[i]]);
  return r;
}

template <class Pairs>
struct Contract : Product<Contract<Pairs>> {
  static constexpr ProductRule rule_of(Dims const& a, Dims const& b) {
    ProductRule r;
    AxisPairs const p = Pairs::pairs(a.rank, b.rank);
    r.ranks_ok = are_axes(p.left, a.rank) && are_axes(p.right, b.rank) && a.rank + b.rank - 2 * p.left.rank <= max_rank;
    if (!r.ranks_ok) return r;
    for (int i = 0; i < p.left.rank && r.inner_ok; ++i) {
      r.left_axis = p.left[i], r.right_axis = p.right[i];
      r.inner_ok = a[r.left_axis] == b[r.right_axis];
    }
    r.ok = r.inner_ok;
    r.dims = joined(extents_of(a, axes_without(p.left, a.rank)), extents_of(b, axes_without(p.right, b.rank)));
    return r;
  }
  template <class V>
  static constexpr V record(V x, V y) {
    Builder& builder = *x.builder;
    Dims const a = dims(x), b = dims(y);
    AxisPairs const p = Pairs::pairs(a.rank, b.rank);
    Dims const rows = axes_without(p.left, a.rank), columns = axes_without(p.right, b.rank);
    auto size = [](Dims const& d) { return static_cast<std::int32_t>(d.size()); };
    std::int32_t const m = size(extents_of(a, rows)), n = size(extents_of(b, columns)), k = size(extents_of(a, p.left));
    auto arranged = [&](V v, Dims const& order, std::int32_t first, std::int32_t second) -> V {
      return reshaped({&builder, permute(builder, v.id, order)}, Dims{2, {first, second}});
    };
    // The right side as it lies, where what is contracted are its last axes in order.
    Dims const behind = joined(columns, p.right);
    bool in_order = p.right.rank > 0 && columns.rank > 0;
    for (int i = 0; i < behind.rank; ++i) in_order = in_order && behind[i] == i;
    V const right = in_order ? transposed(arranged(y, behind, n, k)) : arranged(y, joined(p.right, columns), k, n);
    return reshaped(product(arranged(x, joined(rows, p.left), m, k), right), rule_of(a, b).dims);
  }
};

}  // namespace linalg

/// Scalar products of all vectors along the last axis of x with all of y, as NumPy's.   [S..., n], [R..., n] -> [S..., R...]
template <Operand X, Operand Y>
constexpr auto inner(X&& x, Y&& y) {
  return linalg::Contract<linalg::NeighbourAxes<1, true>>::call(static_cast<X&&>(x), static_cast<Y&&>(y));
}
/// Sum over the last N axes of x and the first of y, in order; with 0 all products of two elements.
///   [S..., K...], [K..., R...] -> [S..., R...]
/// Fails to compile when a pair of extents or the dtypes differ.
template <int N, Operand X, Operand Y>
constexpr auto tensordot(X&& x, Y&& y) {
  return linalg::Contract<linalg::NeighbourAxes<N, false>>::call(static_cast<X&&>(x), static_cast<Y&&>(y));
}

/// Sum over pairs of axes, of x and of y in the order of the two lists: `tensordot<Axes<0, 2>, Axes<1, 0>>(x, y)`. What is
/// left of x comes first, then what is left of y.
/// Fails to compile when an axis does not exist or comes twice, or when a pair of extents or the dtypes differ.
template <class L, class R, Operand X, Operand Y>
constexpr auto tensordot(X&& x, Y&& y) {
  return linalg::Contract<linalg::ListedAxes<L, R>>::call(static_cast<X&&>(x), static_cast<Y&&>(y));
}

}  // namespace tenon
