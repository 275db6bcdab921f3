// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sparse/compressed_matmul.hpp>

namespace tenon {

namespace sparse {
/// The slices of one axis lie one after the other: of axis 0 rows (CSR), of axis 1 columns (CSC).
template <int Axis>
struct Compressed {
  static constexpr int axis = Axis;
};
}  // namespace sparse

/// A compressed matrix as an expression: operands for its pattern [outer + 1 + C] and values [C].
template <class S, int Axis, class Pattern, class Values>
struct CompressedExpr {
  using sparse_layout = sparse::Compressed<Axis>;
  using shape_type = S;
  using value_type = typename std::remove_cvref_t<Values>::value_type;
  using index_type = typename std::remove_cvref_t<Pattern>::value_type;
  static constexpr std::size_t capacity = std::remove_cvref_t<Values>::size;
  Pattern pattern;
  Values values;
};

namespace sparse {
template <class X>
concept CompressedOperand = requires { std::remove_cvref_t<X>::sparse_layout::axis; };

namespace detail {

/// The pattern of a compressed operand, which may be moved from if it is a temporary.
template <class X>
constexpr decltype(auto) pattern_of(std::remove_reference_t<X>& x) {
  using Member = decltype(std::remove_cvref_t<X>::pattern);
  if constexpr (std::is_lvalue_reference_v<X> || std::is_reference_v<Member>)
    return static_cast<std::add_const_t<std::remove_reference_t<Member>>&>(x.pattern);
  else
    return Member(static_cast<Member&&>(x.pattern));
}

/// Where a compressed matrix of shape S along an axis has its slices and their elements.
template <class S, int Axis>
inline constexpr std::size_t outer_extent = static_cast<std::size_t>(dims_of<S>[Axis]);
template <class S, int Axis>
inline constexpr std::size_t inner_extent = static_cast<std::size_t>(dims_of<S>[1 - Axis]);

/// What is wrong with compressed parts: splits from 0 to the number of entries that never fall, and in each slice indices that
/// exist and grow.
template <class I, class J>
constexpr data::Outcome fault_of_compressed(std::size_t outer, std::size_t inner, I const* splits, std::size_t given_splits,
                                            J const* indices, std::size_t given_indices, std::size_t values) {
  using data::Outcome;
  if (given_splits != outer + 1) return Outcome::failure("indptr: numbers ", given_splits, ", slices + 1 are ", outer + 1);
  if (given_indices != values) return Outcome::failure("an index for each value: indices ", given_indices, ", values ", values);
  if (splits[0] != 0) return Outcome::failure("indptr[0] = ", splits[0], " is not 0");
  for (std::size_t r = 1; r <= outer; ++r)
    if (splits[r] < splits[r - 1])
      return Outcome::failure("indptr[", r, "] = ", splits[r], " is less than indptr[", r - 1, "] = ", splits[r - 1]);
  if (static_cast<std::size_t>(splits[outer]) != values)
    return Outcome::failure("indptr[", outer, "] = ", splits[outer], " is not the number of values, ", values);
  for (std::size_t r = 0; r < outer; ++r)
    for (auto e = static_cast<std::size_t>(splits[r]); e < static_cast<std::size_t>(splits[r + 1]); ++e) {
      if (indices[e] < 0 || indices[e] >= static_cast<J>(inner))
        return Outcome::failure("indices[", e, "] = ", indices[e], " is out of range: the extent is ", inner);
      if (e > static_cast<std::size_t>(splits[r]) && indices[e] <= indices[e - 1])
        return Outcome::failure("indices[", e, "] = ", indices[e],
                                indices[e] == indices[e - 1] ? " is repeated" : " is out of order", " in slice ", r);
    }
  return {};
}

}  // namespace detail
}  // namespace sparse

/// A matrix of shape S whose entries lie slice after slice along an axis: SciPy's csr_matrix (`CsrMatrix`) and csc_matrix
/// (`CscMatrix`). The pattern, `indptr` and behind it `indices`, is one tensor: a product has one operand less. It is a module as
/// a SparseTensor is; `sparse::to_csr` and `sparse::to_csc` make it of one, `sparse::to_coo` is the way back.
template <class T, class S, int Axis, std::size_t Capacity, class I>
class CompressedMatrix {
  static_assert(diagnose::sparse_rank_and_index_dtype<S, I> && S::rank == 2,
                "CsrMatrix, CscMatrix: two axes, and indices of a signed integer type");

 public:
  using sparse_layout = sparse::Compressed<Axis>;
  using value_type = T;
  using index_type = I;
  using shape_type = S;
  static constexpr std::size_t capacity = Capacity, outer = sparse::detail::outer_extent<S, Axis>,
                               inner = sparse::detail::inner_extent<S, Axis>;
  static constexpr S dense_shape{};

  Tensor<I, outer + 1 + Capacity> pattern;
  SparseValues<T, Capacity> values;
  TENON_MODULE(CompressedMatrix, pattern, values);

  constexpr CompressedMatrix() = default;

  /// Of an expression of the same capacity.
  template <class Pattern, class Values>
  constexpr CompressedMatrix(CompressedExpr<S, Axis, Pattern, Values> const& e) {
    static_assert(diagnose::entries_fit_the_capacity<CompressedExpr<S, Axis, Pattern, Values>::capacity, Capacity>,
                  "CsrMatrix, CscMatrix: the expression may have more entries than the capacity (entries, capacity follow)");
    if constexpr (CompressedExpr<S, Axis, Pattern, Values>::capacity == Capacity) {
      pattern = cast<I>(e.pattern);
      values = e.values;
    } else {
      Tensor<I, outer + 1 + CompressedExpr<S, Axis, Pattern, Values>::capacity> const p = cast<I>(e.pattern);
      Tensor<T, CompressedExpr<S, Axis, Pattern, Values>::capacity> const x = e.values;
      for (std::size_t i = 0; i < p.size; ++i) pattern.data()[i] = p.element(i);
      for (std::size_t i = 0; i < x.size; ++i) values.data()[i] = x.element(i);
    }
  }

  /// Copies contiguous ranges: where the slices begin, outer + 1 numbers, the indices and the values of the entries. What does
  /// not fit leaves nothing; `from` ends the program then.
  template <class Splits, class Indices, class Values>
  static constexpr data::Result<CompressedMatrix> try_from(Splits const& splits, Indices const& at, Values const& x) {
    if (auto const bad =
            sparse::detail::fault_of_compressed(outer, inner, splits.data(), splits.size(), at.data(), at.size(), x.size());
        !bad)
      return bad;
    if (x.size() > Capacity)
      return data::Outcome::failure("more entries than the capacity: entries ", x.size(), ", capacity ", Capacity);
    CompressedMatrix m;
    for (std::size_t i = 0; i <= outer; ++i) m.pattern.data()[i] = static_cast<I>(splits.data()[i]);
    for (std::size_t e = 0; e < x.size(); ++e) {
      m.pattern.data()[outer + 1 + e] = static_cast<I>(at.data()[e]);
      m.values.data()[e] = x.data()[e];
    }
    return m;
  }
  template <class Splits, class Indices, class Values>
  static constexpr CompressedMatrix from(Splits const& splits, Indices const& at, Values const& x) {
    return try_from(splits, at, x).or_stop("CsrMatrix::from, CscMatrix::from");
  }

  /// The number of entries; where slices begin; the column (CSC: row) of each entry.
  constexpr std::size_t nnz() const { return static_cast<std::size_t>(pattern.element(outer)); }
  constexpr std::span<I const, outer + 1> indptr() const { return std::span<I const, outer + 1>(pattern.data(), outer + 1); }
  constexpr std::span<I const> indices() const { return {pattern.data() + outer + 1, nnz()}; }
  constexpr T const* value_data() const { return values.data(); }
};

/// A sparse matrix by rows, with a capacity in the type or on the heap.
template <class T, std::size_t Rows, std::size_t Columns, std::size_t Capacity = dynamic_capacity, class I = std::int32_t>
using CsrMatrix = CompressedMatrix<T, Shape<Rows, Columns>, 0, Capacity, I>;
/// A sparse matrix by columns.
template <class T, std::size_t Rows, std::size_t Columns, std::size_t Capacity = dynamic_capacity, class I = std::int32_t>
using CscMatrix = CompressedMatrix<T, Shape<Rows, Columns>, 1, Capacity, I>;

/// On the heap, as many entries as there are.
template <class T, class S, int Axis, class I>
class CompressedMatrix<T, S, Axis, dynamic_capacity, I> {
#if defined(TENON_NO_HEAP)
  static_assert(diagnose::capacity_without_heap<CompressedMatrix>, TENON_SPARSE_NO_HEAP);
#endif

 public:
  using sparse_layout = sparse::Compressed<Axis>;
  using value_type = T;
  using index_type = I;
  using shape_type = S;
  static constexpr std::size_t capacity = dynamic_capacity, outer = sparse::detail::outer_extent<S, Axis>,
                               inner = sparse::detail::inner_extent<S, Axis>;
  static constexpr S dense_shape{};

  data::detail::AlignedBuffer<I> pattern;
  data::detail::AlignedBuffer<T> values;

  CompressedMatrix() : pattern(outer + 1) {}

  template <class Splits, class Indices, class Values>
  static data::Result<CompressedMatrix> try_from(Splits const& splits, Indices const& at, Values const& x) {
    if (auto const bad =
            sparse::detail::fault_of_compressed(outer, inner, splits.data(), splits.size(), at.data(), at.size(), x.size());
        !bad)
      return bad;
    CompressedMatrix m(x.size());
    for (std::size_t i = 0; i <= outer; ++i) m.pattern.data()[i] = static_cast<I>(splits.data()[i]);
    for (std::size_t e = 0; e < x.size(); ++e) {
      m.pattern.data()[outer + 1 + e] = static_cast<I>(at.data()[e]);
      m.values.data()[e] = x.data()[e];
    }
    return m;
  }
  template <class Splits, class Indices, class Values>
  static CompressedMatrix from(Splits const& splits, Indices const& at, Values const& x) {
    return try_from(splits, at, x).or_stop("CsrMatrix::from, CscMatrix::from");
  }

  std::size_t nnz() const { return values.size(); }
  std::span<I const, outer + 1> indptr() const { return std::span<I const, outer + 1>(pattern.data(), outer + 1); }
  std::span<I const> indices() const { return {pattern.data() + outer + 1, nnz()}; }
  T const* value_data() const { return values.data(); }

  /// Room for so many entries, for who writes them.
  explicit CompressedMatrix(std::size_t entries) : pattern(outer + 1 + entries), values(entries) {}
};

namespace sparse {

/// A compressed matrix, which `Transposed` reads the other way, times a dense matrix or vector; gradients go to both.
/// [m, k], [k, n] -> [m, n]   [m, k], [k] -> [m]
template <bool Transposed = false, CompressedOperand X, tenon::Operand B>
constexpr auto matmul(X&& a, B&& b) {
  using A = std::remove_cvref_t<X>;
  using T = typename A::value_type;
  using S = tenon::detail::shape_of_t<B>;
  using M = typename A::shape_type;
  using P = detail::Product<M, S, Transposed>;
  using U = tenon::detail::value_of_t<B>;
  constexpr int axis = A::sparse_layout::axis;
  constexpr bool by_columns = Transposed != (axis == 1);
  if constexpr (!P::ranks)
    static_assert(diagnose::sparse_matmul_has_two_axes_and_one_or_two<M, S>, TENON_SPARSE_PRODUCT_RANKS);
  else
    static_assert(diagnose::sparse_matmul_fits<typename P::lhs, typename P::rhs>, TENON_SPARSE_PRODUCT);
  static_assert(diagnose::same_dtype<op::SparseMatmul, T, U>, TENON_SPARSE_PRODUCT_DTYPES);
  if constexpr (!P::ok || !std::is_same_v<T, U>)
    return Invalid{};
  else if constexpr (A::capacity == dynamic_capacity) {
    BasicTensor<T, typename P::shape> y;
    auto const& x = detail::evaluated(b);
    constexpr auto n = [](std::size_t extent) { return static_cast<std::int32_t>(extent); };
    Dims form{6, {n(A::outer), n(P::rows), n(P::inner), n(P::columns), by_columns ? 1 : 0}};
    form[5] = n(a.nnz());
    op::CompressedMatmul::run<false>(form, a.value_data(), a.indptr().data(), a.indices().data(), x.data(), y.data());
    return y;
  } else {
    auto product = [&](auto&& x) {
      return detail::call<op::CompressedMatmul, T, Shape<P::rows, P::columns>, by_columns ? 1 : 0>(
          detail::values_of<X>(a), detail::pattern_of<X>(a), static_cast<decltype(x)&&>(x));
    };
    if constexpr (S::rank == 1)
      return reshape_to_shape<typename P::shape>(product(reshape_to_shape<Shape<P::inner, 1>>(static_cast<B&&>(b))));
    else
      return product(static_cast<B&&>(b));
  }
}

}  // namespace sparse
}  // namespace tenon
