// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sparse/compress.hpp>
#include <tenon/data/sparse/row_product.hpp>

/// The product of two sparse matrices: sparse.
namespace tenon {

namespace diagnose {
template <class L, class R>
inline constexpr bool both_have_a_capacity_or_none =
    L::capacity == dynamic_capacity ? R::capacity == dynamic_capacity : R::capacity != dynamic_capacity;
template <class L, class R>
inline constexpr bool two_sparse_matrices = L::rank == 2 && R::rank == 2;
template <auto Capacity>
inline constexpr bool capacity_is_a_number = !std::is_same_v<decltype(Capacity), bool>;
}  // namespace diagnose

#define TENON_SPARSE_PAIR_HEAP                                                                                                   \
  "sparse::matmul, sparse * sparse: one side has a capacity in its type, the other is on the heap: make both of one kind (both " \
  "types follow)"

namespace sparse {
namespace detail {

/// What a b is: its shape, and how many entries it may have for capacities of a and b.
template <class A, class B>
struct SparsePair {
  using lhs_shape = typename A::shape_type;
  using rhs_shape = typename B::shape_type;
  static constexpr std::size_t extent(Dims const& d, int k) { return k < d.rank ? static_cast<std::size_t>(d[k]) : 0; }
  static constexpr std::size_t rows = extent(dims_of<lhs_shape>, 0), inner = extent(dims_of<lhs_shape>, 1),
                               given = extent(dims_of<rhs_shape>, 0), columns = extent(dims_of<rhs_shape>, 1);
  using shape = Shape<rows, columns>;
  using lhs = diagnose::lhs<1, inner, lhs_shape>;
  using rhs = diagnose::rhs<0, given, rhs_shape>;
  static constexpr bool ranks = lhs_shape::rank == 2 && rhs_shape::rank == 2;
  static constexpr bool same_kind = (A::capacity == dynamic_capacity) == (B::capacity == dynamic_capacity);
  static constexpr bool ok =
      ranks && inner == given && same_kind && std::is_same_v<typename A::value_type, typename B::value_type>;
  /// As many as there can be: an entry of a names a row of b, an entry of b is named by a column of a.
  static constexpr std::size_t least(std::size_t a, std::size_t b) { return a < b ? a : b; }
  static constexpr std::size_t most =
      A::capacity == dynamic_capacity
          ? dynamic_capacity
          : least(rows * columns, least(A::capacity* least(columns, B::capacity), B::capacity* least(rows, A::capacity)));
};

/// a b of rows with a capacity.
template <std::size_t C, class A, class B>
constexpr auto product_of_rows(A&& a, B&& b) {
  using P = SparsePair<std::remove_cvref_t<A>, std::remove_cvref_t<B>>;
  using T = typename std::remove_cvref_t<A>::value_type;
  constexpr auto inner = static_cast<std::int32_t>(P::inner);
  // Each several times: what is left of temporaries is held by value.
  decltype(auto) pa = pattern_of<A>(a);
  decltype(auto) pb = pattern_of<B>(b);
  decltype(auto) va = values_of<A>(a);
  decltype(auto) vb = values_of<B>(b);
  using PatternForm = NumbersForm<op::SparseProductPattern, Shape<P::rows + 1 + C>, inner, P::rows>;
  auto pattern = apply<PatternForm>(tenon::detail::again<decltype(pa)>(pa), tenon::detail::again<decltype(pb)>(pb));
  auto patterns =
      concat<0>(cast<Index>(tenon::detail::again<decltype(pa)>(pa)), cast<Index>(tenon::detail::again<decltype(pb)>(pb)));
  auto values = call<op::SparseProductValues<0>, T, Shape<C>, inner>(tenon::detail::again<decltype(va)>(va),
                                                                     tenon::detail::again<decltype(vb)>(vb),
                                                                     static_cast<decltype(patterns)&&>(patterns));
  return CompressedExpr<typename P::shape, 0, decltype(pattern), decltype(values)>{static_cast<decltype(pattern)&&>(pattern),
                                                                                   static_cast<decltype(values)&&>(values)};
}

/// On the heap, where each row is dense while it is added up.
template <class A, class B>
auto product_on_heap(A const& a, B const& b) {
  using P = SparsePair<A, B>;
  using T = typename A::value_type;
  using I = std::common_type_t<typename A::index_type, typename B::index_type>;
  constexpr auto rows = static_cast<std::ptrdiff_t>(P::rows), n = static_cast<std::ptrdiff_t>(P::columns);
  auto rows_of = [](auto const& m, data::detail::AlignedBuffer<I>& copy) {
    auto const total = m.pattern.size();
    copy = data::detail::AlignedBuffer<I>(total);
    for (std::size_t i = 0; i < total; ++i) copy.data()[i] = static_cast<I>(m.pattern.data()[i]);
    return EntryRows<I>{copy.data(), copy.data() + m.indptr().size()};
  };
  data::detail::AlignedBuffer<I> of_a, of_b;
  EntryRows<I> const x = rows_of(a, of_a), y = rows_of(b, of_b);
  data::detail::AlignedBuffer<ColumnBits> bits(static_cast<std::size_t>(words_of(n)));
  data::detail::AlignedBuffer<T> window(P::columns);
  data::detail::AlignedBuffer<I> pattern(P::rows + 1);
  for_each_product_entry(
      rows, x, y, n, bits.data(), n,
      [&](std::ptrdiff_t column) {
        I const j = static_cast<I>(column);
        pattern.append(&j, 1);
      },
      [&](std::ptrdiff_t r) { pattern.data()[r + 1] = static_cast<I>(pattern.size() - P::rows - 1); });
  std::size_t const entries = pattern.size() - P::rows - 1;
  CompressedMatrix<T, typename P::shape, 0, dynamic_capacity, I> c(entries);
  c.pattern = std::move(pattern);
  product_values<0>(rows, x, y, n, a.value_data(), b.value_data(), c.values.data(), bits.data(), window.data(), n);
  return c;
}

template <std::size_t C, class A, class B>
constexpr auto row_product(A&& a, B&& b) {
  if constexpr (std::remove_cvref_t<A>::capacity == dynamic_capacity)
    return product_on_heap(a, b);
  else
    return product_of_rows<C>(static_cast<A&&>(a), static_cast<B&&>(b));
}

template <class X>
inline constexpr int axis_of = [] {
  if constexpr (CompressedOperand<X>)
    return std::remove_cvref_t<X>::sparse_layout::axis;
  else
    return -1;
}();
/// A matrix of any layout by rows, as it is if it is so.
template <class X>
constexpr decltype(auto) by_rows(X&& x) {
  if constexpr (axis_of<X> == 0)
    return static_cast<X&&>(x);
  else
    return to_csr(static_cast<X&&>(x));
}

}  // namespace detail

/// The product of two sparse matrices, sparse: coordinates of coordinates (which must be in order, each index once), columns of
/// columns, else rows. Time goes with the products of entries and the length of the result. Where the capacities are in the
/// types, that of the result is the most that there can be, or `Capacity`; more entries end the program (`try_matmul` says it).
/// An entry stays that happens to be 0. Gradients go to the values of both.   sparse [m, k], sparse [k, n] -> sparse [m, n]
/// Example: tn::SparseTensor<float, tn::Shape<3, 5>, 6> const c = tn::sparse::matmul<6>(a, b);
template <auto Capacity = std::size_t{0}, Any X, Any Y>
constexpr auto matmul(X&& a, Y&& b) {
  using A = std::remove_cvref_t<X>;
  using B = std::remove_cvref_t<Y>;
  using P = detail::SparsePair<A, B>;
  static_assert(diagnose::capacity_is_a_number<Capacity>,
                "sparse::matmul: of two sparse matrices the number is a capacity; write matmul(sparse::transpose(a), b)");
  if constexpr (!P::ranks)
    static_assert(diagnose::two_sparse_matrices<typename A::shape_type, typename B::shape_type>,
                  "sparse::matmul: two sparse matrices have two axes each (both shapes follow)");
  else
    static_assert(diagnose::sparse_matmul_fits<typename P::lhs, typename P::rhs>, TENON_SPARSE_PRODUCT);
  static_assert(diagnose::same_dtype<op::SparseMatmul, typename A::value_type, typename B::value_type>,
                TENON_SPARSE_PRODUCT_DTYPES);
  static_assert(diagnose::both_have_a_capacity_or_none<A, B>, TENON_SPARSE_PAIR_HEAP);
  constexpr std::size_t c = static_cast<std::size_t>(Capacity) == 0 ? P::most : static_cast<std::size_t>(Capacity);
  if constexpr (!P::ok)
    return Invalid{};
  else if constexpr (detail::axis_of<X> == 1 && detail::axis_of<Y> == 1)
    return transpose(detail::row_product<c>(transpose(static_cast<Y&&>(b)), transpose(static_cast<X&&>(a))));
  else if constexpr (detail::axis_of<X> == -1 && detail::axis_of<Y> == -1)
    return to_coo(detail::row_product<c>(detail::by_rows(static_cast<X&&>(a)), detail::by_rows(static_cast<Y&&>(b))));
  else
    return detail::row_product<c>(detail::by_rows(static_cast<X&&>(a)), detail::by_rows(static_cast<Y&&>(b)));
}

/// The same, for matrices with capacities as they lie in memory: with a sentence where there are more entries than `Capacity`.
template <std::size_t Capacity, class A, class B>
  requires(Fixed<A> && Fixed<B> && detail::SparsePair<A, B>::ok)
constexpr auto try_matmul(A const& a, B const& b) {
  using P = detail::SparsePair<A, B>;
  using T = typename A::value_type;
  using R = std::conditional_t<
      detail::axis_of<A> == -1 && detail::axis_of<B> == -1, SparseTensor<T, typename P::shape, Capacity, typename A::index_type>,
      std::conditional_t<detail::axis_of<A> == 1 && detail::axis_of<B> == 1, CscMatrix<T, P::rows, P::columns, Capacity>,
                         CsrMatrix<T, P::rows, P::columns, Capacity>>>;
  CsrMatrix<T, P::rows, P::inner, A::capacity> const x = to_csr(a);
  CsrMatrix<T, P::inner, P::columns, B::capacity> const y = to_csr(b);
  detail::ColumnBits bits[detail::words_of(detail::product_window)]{};
  std::size_t entries = 0;
  using Rows = detail::EntryRows<std::int32_t>;
  detail::for_each_product_entry(
      static_cast<std::ptrdiff_t>(P::rows), Rows{x.indptr().data(), x.indices().data()},
      Rows{y.indptr().data(), y.indices().data()}, static_cast<std::ptrdiff_t>(P::columns), bits, detail::product_window,
      [&](std::ptrdiff_t) { ++entries; }, [](std::ptrdiff_t) {});
  if (entries > Capacity)
    return data::Result<R>(data::Outcome::failure("more entries than the capacity: entries ", entries, ", capacity ", Capacity));
  return data::Result<R>(R(matmul<Capacity>(a, b)));
}

}  // namespace sparse
}  // namespace tenon
