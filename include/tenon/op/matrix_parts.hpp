// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arrange.hpp>
#include <tenon/op/triangle.hpp>

/// Parts of matrices: triangles, diagonals, quarter turns; and grids of coordinates.
namespace tenon {

namespace diagnose {
template <class S, std::size_t Axes, bool Enough>
inline constexpr bool has_at_least_axes = Enough;
}  // namespace diagnose

namespace layout {

/// The base of what needs a number of axes.
template <class Derived, std::size_t Axes>
struct OfAxes : detail::LayoutOp<Derived> {
  template <class S>
  static constexpr bool valid = S::rank >= Axes;
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<Derived, X>) {
      using S = typename detail::arg_of<X>::shape_type;
      static_assert(diagnose::has_at_least_axes<S, Axes, (S::rank >= Axes)>,
                    "matrix part: too few axes (shape, axes needed follow)");
    }
    return apply<Derived>(static_cast<X&&>(x));
  }
};

template <int K, bool Upper>
struct Triangle : OfAxes<Triangle<K, Upper>, 2> {
  static constexpr Dims dims(Dims const& d) { return d; }
  template <class V>
  static constexpr V record(V x) {
    return triangle(x, K, Upper);
  }
};

/// How many elements diagonal K has, and where it starts.
struct DiagonalRule {
  int count = 0, row = 0, column = 0;
  static constexpr DiagonalRule of(int rows, int columns, int k) {
    DiagonalRule r;
    r.row = k < 0 ? -k : 0;
    r.column = k > 0 ? k : 0;
    int const down = rows - r.row, across = columns - r.column;
    r.count = down < across ? down : across;
    if (r.count < 0) r = {0, 0, 0};
    return r;
  }
};

template <int K>
struct Diagonal : OfAxes<Diagonal<K>, 2> {
  static constexpr Dims dims(Dims d) {
    d[d.rank - 2] = DiagonalRule::of(d[d.rank - 2], d[d.rank - 1], K).count;
    d[--d.rank] = 0;
    return d;
  }
  template <class V>
  static constexpr V record(V x) {
    Builder& b = *x.builder;
    Dims const d = b[x.id].dims;
    DiagonalRule const r = DiagonalRule::of(d[d.rank - 2], d[d.rank - 1], K);
    ViewMap map = ViewMap::identity(d.rank);
    map.axis[d.rank - 2] = {d.rank - 2, 1, r.row};
    map.axis[d.rank - 1] = {d.rank - 2, 1, r.column};
    return {&b, make_view(b, x.id, map, dims(d))};
  }
};

template <int K>
struct Diag : OfAxes<Diag<K>, 1> {
  template <class S>
  static constexpr bool valid = S::rank >= 1 && S::rank < max_rank;
  static constexpr Dims dims(Dims d) {
    std::int32_t const n = d[d.rank - 1] + (K < 0 ? -K : K);
    d[d.rank - 1] = n;
    d.push_back(n);
    return d;
  }
  template <class V>
  static constexpr V record(V x) {
    Builder& b = *x.builder;
    Dims const d = b[x.id].dims;
    ViewMap map = ViewMap::identity(d.rank + 1);
    map.axis[d.rank - 1] = {d.rank - 1, 1, K < 0 ? -K : 0};
    map.axis[d.rank] = {d.rank - 1, 1, K > 0 ? K : 0};
    return {&b, embed(b, x.id, map, dims(d))};
  }
};

}  // namespace layout

/// The elements on and below diagonal K (0 is the main one, 1 the one above), zeros elsewhere.   [..., m, n] -> [..., m, n]
template <int K = 0, Operand X>
constexpr auto tril(X&& x) {
  return layout::Triangle<K, false>::call(static_cast<X&&>(x));
}
/// The elements on and above diagonal K, zeros elsewhere.   [..., m, n] -> [..., m, n]
template <int K = 0, Operand X>
constexpr auto triu(X&& x) {
  return layout::Triangle<K, true>::call(static_cast<X&&>(x));
}
/// Diagonal K of matrices, a view.   [..., m, n] -> [..., length]
template <int K = 0, Operand X>
constexpr auto diagonal(X&& x) {
  return layout::Diagonal<K>::call(static_cast<X&&>(x));
}
/// Matrices with vectors as diagonal K, zeros elsewhere.   [..., n] -> [..., n + |K|, n + |K|]
template <int K = 0, Operand X>
constexpr auto diag(X&& x) {
  return layout::Diag<K>::call(static_cast<X&&>(x));
}
/// K quarter turns of the first two axes, from the first toward the second, as NumPy's.   [m, n, ...]
template <int K = 1, Operand X>
constexpr auto rot90(X&& x) {
  constexpr int turns = detail::modulo(K, 4);
  if constexpr (turns == 0)
    return flip<0>(flip<0>(static_cast<X&&>(x)));
  else if constexpr (turns == 1)
    return flip<0>(swapaxes<0, 1>(static_cast<X&&>(x)));
  else if constexpr (turns == 2)
    return flip<0, 1>(static_cast<X&&>(x));
  else
    return flip<1>(swapaxes<0, 1>(static_cast<X&&>(x)));
}

}  // namespace tenon
