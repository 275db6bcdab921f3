// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arrange.hpp>
#include <tenon/op/routine.hpp>

/// Parts of matrices: triangles, diagonals, quarter turns; and grids of coordinates.
namespace tenon {
namespace op {

/// The elements on one side of a diagonal, zeros elsewhere: [matrices, rows, columns, diagonal, upper].
struct MatrixTriangle {
  static constexpr char name[] = "matrix_triangle";
  static constexpr int arity = 1, flops = 0;
  static constexpr Typed operands[1] = {Typed::data}, result = Typed::data;
  static constexpr std::int32_t attr(int diagonal, bool upper) { return diagonal * 2 + (upper ? 1 : 0); }
  static constexpr Dims form(Node const& n, Dims const* in) {
    Dims const d = in[0];
    std::int32_t const rows = d[d.rank - 2], columns = d[d.rank - 1];
    auto const matrices = static_cast<std::int32_t>(rows * columns == 0 ? 0 : d.size() / (rows * columns));
    return Dims{5, {matrices, rows, columns, n.attr >> 1, n.attr & 1}};
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, T* y) {
    for (std::ptrdiff_t m = 0; m < form[0]; ++m)
      for (std::ptrdiff_t i = 0; i < form[1]; ++i)
        for (std::ptrdiff_t j = 0; j < form[2]; ++j, ++x, ++y) {
          bool const kept = form[4] != 0 ? j - i >= form[3] : j - i <= form[3];
          *y = kept ? *x : T(0);
        }
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, routine<MatrixTriangle>(d.node().dtype, d.node().dims, d.node().attr, d.g()));
  }
};

}  // namespace op

template <>
struct OpOf<hash_name("matrix_triangle")> : std::type_identity<op::MatrixTriangle> {};

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
  static constexpr Value record(Value x) {
    Node const n = (*x.builder)[x.id];
    return routine<op::MatrixTriangle>(n.dtype, n.dims, op::MatrixTriangle::attr(K, Upper), x);
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
  static constexpr Value record(Value x) {
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
  static constexpr Value record(Value x) {
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
