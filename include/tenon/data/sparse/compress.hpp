// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sparse/order.hpp>

/// Between coordinates, compressed rows, compressed columns and dense matrices.
namespace tenon {

namespace diagnose {
template <class S>
inline constexpr bool has_two_axes = S::rank == 2;
}  // namespace diagnose

namespace sparse {
namespace detail {

/// Coordinates in order of [outer, inner] as a compressed matrix of shape S.
template <class S, int Axis, class X>
constexpr auto compressed(X&& s) {
  using P = std::remove_cvref_t<X>;
  using T = typename P::value_type;
  constexpr std::size_t outer = outer_extent<S, Axis>;
  if constexpr (Dynamic<X>) {
    CompressedMatrix<T, S, Axis, dynamic_capacity, Index> m(s.nnz());
    op::SparseCompress::run(Dims{2, {static_cast<std::int32_t>(outer), static_cast<std::int32_t>(s.nnz())}}, s.index_data(),
                            m.pattern.data(), m.pattern.data() + outer + 1);
    m.values = s.values;
    return m;
  } else {
    auto pattern = call<op::SparseCompress, Index, Shape<outer + 1 + P::capacity>>(indices_of<X>(s));
    using Values = decltype(values_of<X>(s));
    return CompressedExpr<S, Axis, decltype(pattern), Values>{static_cast<decltype(pattern)&&>(pattern), values_of<X>(s)};
  }
}

}  // namespace detail

/// By rows, from coordinates that are in order: `coalesce` them first where an index may come twice, or to_csr ends the program.
/// [m, n]
template <class X>
  requires(Operand<X> || Dynamic<X>)
constexpr auto to_csr(X&& s) {
  using S = typename std::remove_cvref_t<X>::shape_type;
  static_assert(diagnose::has_two_axes<S>, "sparse::to_csr, to_csc: only matrices are compressed (shape follows)");
  if constexpr (S::rank == 2)
    return detail::compressed<S, 0>(static_cast<X&&>(s));
  else
    return Invalid{};
}
/// By columns, from coordinates in any order, each index once.   [m, n]
template <class X>
  requires(Operand<X> || Dynamic<X>)
constexpr auto to_csc(X&& s) {
  using S = typename std::remove_cvref_t<X>::shape_type;
  static_assert(diagnose::has_two_axes<S>, "sparse::to_csr, to_csc: only matrices are compressed (shape follows)");
  if constexpr (S::rank == 2)
    return detail::compressed<S, 1>(transpose(static_cast<X&&>(s)));
  else
    return Invalid{};
}
/// Coordinates in order.   [m, n]
template <CompressedOperand X>
constexpr auto to_coo(X&& m) {
  if constexpr (std::remove_cvref_t<X>::sparse_layout::axis == 0)
    return detail::expanded(static_cast<X&&>(m));
  else
    return transpose(detail::expanded(static_cast<X&&>(m)));
}
template <CompressedOperand X>
constexpr auto to_csr(X&& m) {
  return to_csr(to_coo(static_cast<X&&>(m)));
}
template <CompressedOperand X>
constexpr auto to_csc(X&& m) {
  if constexpr (std::remove_cvref_t<X>::sparse_layout::axis == 0)
    return to_csc(to_coo(static_cast<X&&>(m)));
  else
    return static_cast<X&&>(m);
}
/// The dense matrix.   [m, n]
template <CompressedOperand X>
constexpr auto to_dense(X&& m) {
  using P = std::remove_cvref_t<X>;
  if constexpr (P::capacity == dynamic_capacity || P::sparse_layout::axis == 0)
    return to_dense(to_coo(static_cast<X&&>(m)));
  else {
    auto entries = detail::expanded(static_cast<X&&>(m));
    return detail::call<op::SparseScatter<false>, typename P::value_type, typename P::shape_type>(
        detail::values_of<decltype(entries)>(entries),
        detail::index_columns<1, 0>(detail::indices_of<decltype(entries)>(entries)));
  }
}

/// The transposed matrix in the other layout: the pattern stays.   [m, n] -> [n, m]
template <CompressedOperand X>
constexpr auto transpose(X&& m) {
  using P = std::remove_cvref_t<X>;
  constexpr int axis = P::sparse_layout::axis;
  using R = Shape<static_cast<std::size_t>(dims_of<typename P::shape_type>[1]),
                  static_cast<std::size_t>(dims_of<typename P::shape_type>[0])>;
  if constexpr (P::capacity == dynamic_capacity) {
    CompressedMatrix<typename P::value_type, R, 1 - axis, dynamic_capacity, typename P::index_type> r;
    r.pattern = static_cast<X&&>(m).pattern;
    r.values = static_cast<X&&>(m).values;
    return r;
  } else {
    using Pattern = decltype(detail::pattern_of<X>(m));
    using Values = decltype(detail::values_of<X>(m));
    return CompressedExpr<R, 1 - axis, Pattern, Values>{detail::pattern_of<X>(m), detail::values_of<X>(m)};
  }
}

}  // namespace sparse
}  // namespace tenon
