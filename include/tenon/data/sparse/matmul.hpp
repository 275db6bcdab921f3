// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sparse/convert.hpp>
#include <tenon/data/sparse/product_kernel.hpp>

namespace tenon {
namespace op {

/// A sparse matrix, values [C] and indices [C, 2], times a dense one: [C, rows of the result, rows of the operand, n,
/// transposed].
struct SparseMatmul {
  static constexpr char name[] = "sparse_matmul";
  static constexpr int arity = 3, flops = 2;
  static constexpr Typed operands[3] = {Typed::data, Typed::index, Typed::data}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) {
    return Dims{5, {in[1][0], n.dims[0], in[2][0], n.dims[1], n.attr}};
  }
  static constexpr BatchPlace batch(Node const&, Dims const*, BatchPlace const* places) {
    return places[2].kind == BatchPlace::here && places[2].axis == 0 ? BatchPlace{BatchPlace::mixed} : places[2];
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* values, Index const* at, T const* x, T* y) {
    bool const transposed = form[4] != 0;
    auto const entries = checked_entries(form[0], at, form[transposed ? 2 : 1], form[transposed ? 1 : 2]);
    if (transposed)
      sparse::detail::entries_times_dense<1>(entries, at, values, x, form[3], y, form[1]);
    else
      sparse::detail::entries_times_dense<0>(entries, at, values, x, form[3], y, form[1]);
  }
  template <class D>
  static constexpr void derive(D& d);

  /// How many entries there are, all inside the matrix: a wrong one ends the program.
  template <class I>
  static constexpr std::ptrdiff_t checked_entries(std::ptrdiff_t capacity, I const* at, std::ptrdiff_t rows,
                                                  std::ptrdiff_t columns) {
    auto const entries = static_cast<std::ptrdiff_t>(sparse::detail::count_entries(at, 2, static_cast<std::size_t>(capacity)));
    if constexpr (TENON_CHECKS != 0)
      for (std::ptrdiff_t e = 0; e < entries; ++e) {
        static_cast<void>(detail::in_range(static_cast<std::ptrdiff_t>(at[2 * e]), rows));
        static_cast<void>(detail::in_range(static_cast<std::ptrdiff_t>(at[2 * e + 1]), columns));
      }
    return entries;
  }
};

/// The dot products of rows of two dense matrices at the indices of a sparse one: a[i] b[k] for entry [i, k], 0 for none.
/// [C, rows of a, rows of b, n].
struct SparseDots {
  static constexpr char name[] = "sparse_dots";
  static constexpr int arity = 3, flops = 2;
  static constexpr Typed operands[3] = {Typed::data, Typed::data, Typed::index}, result = Typed::data;
  static constexpr Dims form(Node const&, Dims const* in) { return Dims{4, {in[2][0], in[0][0], in[1][0], in[0][1]}}; }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* a, T const* b, Index const* at, T* y) {
    std::ptrdiff_t const n = form[3], entries = SparseMatmul::checked_entries(form[0], at, form[1], form[2]);
    for (std::ptrdiff_t e = 0; e < entries; ++e) y[e] = sparse::detail::dot(a + at[2 * e] * n, b + at[2 * e + 1] * n, n);
    for (std::ptrdiff_t e = entries; e < form[0]; ++e) y[e] = T(0);
  }
  template <class D>
  static constexpr void derive(D& d) {
    Builder& b = d.builder();
    Node const left = b[d.node().in[0]], right = b[d.node().in[1]];
    if (d.wants(0)) d.add(0, routine<SparseMatmul>(left.dtype, left.dims, 0, d.g(), d.in(2), d.in(1)));
    if (d.wants(1)) d.add(1, routine<SparseMatmul>(right.dtype, right.dims, 1, d.g(), d.in(2), d.in(0)));
  }
};
template <class D>
constexpr void SparseMatmul::derive(D& d) {
  Builder& b = d.builder();
  Node const n = d.node(), values = b[n.in[0]], x = b[n.in[2]];
  bool const transposed = n.attr != 0;
  if (d.wants(0))
    d.add(0, transposed ? routine<SparseDots>(values.dtype, values.dims, 0, d.in(2), d.g(), d.in(1))
                        : routine<SparseDots>(values.dtype, values.dims, 0, d.g(), d.in(2), d.in(1)));
  if (d.wants(2)) d.add(2, routine<SparseMatmul>(x.dtype, x.dims, transposed ? 0 : 1, d.in(0), d.in(1), d.g()));
}

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("sparse_matmul")> : std::type_identity<op::SparseMatmul> {};
template <> struct OpOf<hash_name("sparse_dots")> : std::type_identity<op::SparseDots> {};
// clang-format on

namespace diagnose {
template <class L, class R>
inline constexpr bool sparse_matmul_fits = L::extent == R::extent;
template <class L, class R>
inline constexpr bool sparse_matmul_has_two_axes_and_one_or_two = false;
}  // namespace diagnose

namespace sparse {
namespace detail {

/// What a product of a matrix of shape A with a dense operand of shape B gives; `Transposed` is the matrix's.
template <class A, class B, bool Transposed>
struct Product {
  static constexpr bool ranks = A::rank == 2 && (B::rank == 1 || B::rank == 2);
  static constexpr int row_axis = Transposed ? 1 : 0, inner_axis = 1 - row_axis;
  static constexpr std::size_t extent(Dims const& d, int k) { return static_cast<std::size_t>(d[k]); }
  static constexpr std::size_t rows = extent(dims_of<A>, row_axis), inner = extent(dims_of<A>, inner_axis),
                               given = extent(dims_of<B>, 0), columns = B::rank == 2 ? extent(dims_of<B>, 1) : 1;
  static constexpr bool ok = ranks && inner == given;
  using shape = std::conditional_t<B::rank == 2, Shape<rows, columns>, Shape<rows>>;
  using lhs = diagnose::lhs<inner_axis, inner, A>;
  using rhs = diagnose::rhs<0, given, B>;
};

#define TENON_SPARSE_PRODUCT                                                                                                     \
  "sparse::matmul: the last axis of lhs (the first, of a transposed one) must equal axis 0 of rhs (axis, extent, shape of both " \
  "sides follow)"
#define TENON_SPARSE_PRODUCT_RANKS "sparse::matmul: a sparse matrix times a matrix or vector (both shapes follow)"
#define TENON_SPARSE_PRODUCT_DTYPES "sparse::matmul: the dtypes differ; convert one side with tn::cast<T>(x)"

/// A contiguous dense operand for loops at run time.
template <class X>
constexpr decltype(auto) evaluated(X const& x) {
  using T = typename X::value_type;
  using S = typename X::shape_type;
  if constexpr (requires { tenon::detail::as_tensor(x); })
    return tenon::detail::as_tensor(x);
  else
    return BasicTensor<T, S>(x);
}

}  // namespace detail

/// A sparse matrix, which `Transposed` reads by columns, times a dense matrix or vector. In order or not; entries of one row that
/// follow each other are fastest. Gradients go to the values and to the dense operand.
/// [m, k], [k, n] -> [m, n]   [m, k], [k] -> [m]
/// Example: tn::Tensor<float, 3, 2> const y = tn::sparse::matmul(s, x);
template <bool Transposed = false, class X, tenon::Operand B>
  requires(Operand<X> || Dynamic<X>)
constexpr auto matmul(X&& a, B&& b) {
  using A = std::remove_cvref_t<X>;
  using T = typename A::value_type;
  using S = tenon::detail::shape_of_t<B>;
  using P = detail::Product<typename A::shape_type, S, Transposed>;
  using U = tenon::detail::value_of_t<B>;
  if constexpr (!P::ranks)
    static_assert(diagnose::sparse_matmul_has_two_axes_and_one_or_two<typename A::shape_type, S>, TENON_SPARSE_PRODUCT_RANKS);
  else
    static_assert(diagnose::sparse_matmul_fits<typename P::lhs, typename P::rhs>, TENON_SPARSE_PRODUCT);
  static_assert(diagnose::same_dtype<op::SparseMatmul, T, U>, TENON_SPARSE_PRODUCT_DTYPES);
  if constexpr (!P::ok || !std::is_same_v<T, U>)
    return Invalid{};
  else if constexpr (Dynamic<A>) {
    BasicTensor<T, typename P::shape> y;
    auto const& x = detail::evaluated(b);
    auto const n = static_cast<std::ptrdiff_t>(P::columns);
    auto const entries =
        op::SparseMatmul::checked_entries(static_cast<std::ptrdiff_t>(a.nnz()), a.index_data(),
                                          dims_of<typename A::shape_type>[0], dims_of<typename A::shape_type>[1]);
    detail::entries_times_dense<Transposed ? 1 : 0>(entries, a.index_data(), a.value_data(), x.data(), n, y.data(),
                                                    static_cast<std::ptrdiff_t>(P::rows));
    return y;
  } else {
    auto product = [&](auto&& x) {
      return detail::call<op::SparseMatmul, T, Shape<P::rows, P::columns>, Transposed ? 1 : 0>(
          detail::values_of<X>(a), detail::indices_of<X>(a), static_cast<decltype(x)&&>(x));
    };
    if constexpr (S::rank == 1)
      return reshape_to_shape<typename P::shape>(product(reshape_to_shape<Shape<P::inner, 1>>(static_cast<B&&>(b))));
    else
      return product(static_cast<B&&>(b));
  }
}

}  // namespace sparse
}  // namespace tenon
