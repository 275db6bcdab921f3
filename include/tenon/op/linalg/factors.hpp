// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/linalg/cholesky.hpp>
#include <tenon/op/linalg/solve.hpp>

/// The factors of an LU factorisation, and the forms of solve, inv and cholesky that tell which matrices failed.
namespace tenon {

namespace linalg {
template <bool Lower, class D>
constexpr void derive_lu_part(D& d);
}  // namespace linalg

namespace op {

/// L or U of the factors of a matrix that is not wide. With A = P L U, P constant, L = [L1; L2] and L1 square:
/// of L', A' = P [L1^-T M; L2'] U^-T with M = tril(L1^T L1', -1) - triu(L2^T L2');
/// of U', A' = P [L1^-T triu(U' U^T); 0] U^-T (from dA; Giles, 2008, for the method).
template <bool Lower>
struct LuPart : linalg::OnMatrices {
  static constexpr auto& name = Lower ? "lu_lower" : "lu_upper";
  static constexpr int arity = 2;
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const*, T const* factors, T* y) {
    std::ptrdiff_t const m = form[1], n = form[2], rows = Lower ? m : n;
    for (std::ptrdiff_t b = 0; b < form[0]; ++b, factors += (m + 1) * n)
      for (std::ptrdiff_t i = 0; i < rows; ++i)
        for (std::ptrdiff_t j = 0; j < n; ++j, ++y)
          *y = (Lower ? j < i : j >= i) ? factors[i * n + j] : T(Lower && i == j ? 1 : 0);
  }
  template <class D>
  static constexpr void derive(D& d) {
    linalg::derive_lu_part<Lower>(d);
  }
};

/// Where the rows of L U belong, of the factors [..., m + 1, n]: A = P L U, or A[i] = (L U)[p[i]].
template <bool Indices>
struct LuPermutation : linalg::OnMatrices {
  static constexpr auto& name = Indices ? "lu_p_vector" : "lu_p_matrix";
  static constexpr Typed result = Indices ? Typed::index : Typed::data;
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* factors, std::conditional_t<Indices, Index, T>* y) {
    std::ptrdiff_t const m = form[1] - 1, n = form[2];
    for (std::ptrdiff_t b = 0; b < form[0]; ++b, factors += (m + 1) * n) {
      T const* const pivot = factors + m * n;
      for (std::ptrdiff_t i = 0; i < m; ++i) {
        // Where the exchanges bring row i.
        std::ptrdiff_t at = i;
        for (std::ptrdiff_t k = 0; k < m && k < n; ++k) {
          auto const p = static_cast<std::ptrdiff_t>(pivot[k]);
          at = at == k ? p : at == p ? k : at;
        }
        if constexpr (Indices)
          *y++ = static_cast<Index>(at);
        else
          for (std::ptrdiff_t j = 0; j < m; ++j) *y++ = T(j == at ? 1 : 0);
      }
    }
  }
};

/// The first zero or NaN on the diagonal of [..., rows, n], counted from 1; 0 where there is none.
struct DiagonalStatus : linalg::OnMatrices {
  static constexpr char name[] = "diagonal_status";
  static constexpr Typed result = Typed::index;
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* a, Index* y) {
    std::ptrdiff_t const rows = form[1], n = form[2];
    for (std::ptrdiff_t b = 0; b < form[0]; ++b, a += rows * n) {
      y[b] = 0;
      for (std::ptrdiff_t i = n; i-- > 0;)
        if (T const x = a[i * n + i]; x == T(0) || x != x) y[b] = static_cast<Index>(i + 1);
    }
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("lu_lower")> : std::type_identity<op::LuPart<true>> {};
template <> struct OpOf<hash_name("lu_upper")> : std::type_identity<op::LuPart<false>> {};
template <> struct OpOf<hash_name("lu_p_vector")> : std::type_identity<op::LuPermutation<true>> {};
template <> struct OpOf<hash_name("lu_p_matrix")> : std::type_identity<op::LuPermutation<false>> {};
template <> struct OpOf<hash_name("diagonal_status")> : std::type_identity<op::DiagonalStatus> {};
// clang-format on

namespace linalg {

/// The permutation of a matrix, and L and U of one that is not wide.
template <class V>
constexpr V permutation(V a) {
  std::int32_t const m = rows_of(dims(a));
  return routine_of<op::LuPermutation<false>>(matrices(leading(dims(a)), m, m), 0, lu(a));
}
template <bool Lower, class V>
constexpr V tall_part(V a, V factors) {
  std::int32_t const m = rows_of(dims(a)), n = columns_of(dims(a));
  return routine_of<op::LuPart<Lower>>(matrices(leading(dims(a)), Lower ? m : n, n), 0, a, factors);
}

template <bool Lower, class D>
constexpr void derive_lu_part(D& d) {
  constexpr std::int32_t upper = 0, lower_transposed_unit = 1 + 2 + 4;
  auto const a = d.in(0), factors = d.in(1), g = d.g();
  Builder& b = *a.builder;
  std::int32_t const m = rows_of(dims(a)), n = columns_of(dims(a));
  auto const l = tall_part<true>(a, factors), u = tall_part<false>(a, factors);
  auto const l1 = rows(l, 0, n), l2 = rows(l, n, m - n), g2 = rows(Lower ? g : l, n, m - n);
  Value middle =
      Lower ? triangle(product(transposed(l1), rows(g, 0, n)), -1, false) : triangle(product(g, transposed(u)), 0, true);
  if (Lower && m > n) middle = middle - triangle(product(transposed(l2), g2), 0, true);
  Value all = routine_of<op::TriangularSolve>(dims(middle), lower_transposed_unit, l1, middle);
  if (m > n) {
    Value const below = Lower ? g2 : Value{&b, b.constant(b[g.id].dtype, dims(l2), 0.0)};
    all = {&b, concat(b, all.id, below.id, dims(a).rank - 2)};
  }
  auto const xt = transposed(all);
  d.add(0, product(permutation(a), transposed(routine_of<op::TriangularSolve>(dims(xt), upper, u, xt))));
}

}  // namespace linalg

/// Asks lu for the permutation as indices.
struct AsIndices {};
inline constexpr AsIndices as_indices{};

namespace linalg {

template <bool Lower>
struct FactorLu : OfMatrix<FactorLu<Lower>> {
  static constexpr bool square = false;
  static constexpr Dims dims(Dims const& d) {
    std::int32_t const m = rows_of(d), n = columns_of(d), k = m < n ? m : n;
    return Lower ? matrices(leading(d), m, k) : matrices(leading(d), k, n);
  }
  // A wide matrix is [X Y] with X square: of X = P L V, U is [V, L^-1 P^T Y].
  template <class V>
  static constexpr V record(V a) {
    Builder& b = *a.builder;
    std::int32_t const m = rows_of(linalg::dims(a)), n = columns_of(linalg::dims(a));
    if (m >= n) return tall_part<Lower>(a, lu(a));
    V const x = columns(a, 0, m), factors = lu(x);
    if constexpr (Lower) return tall_part<true>(x, factors);
    constexpr std::int32_t lower_unit = 1 + 4;
    V const y = product(transposed(permutation(x)), columns(a, m, n - m));
    V const right = routine_of<op::TriangularSolve>(linalg::dims(y), lower_unit, tall_part<true>(x, factors), y);
    return {&b, concat(b, tall_part<false>(x, factors).id, right.id, linalg::dims(a).rank - 1)};
  }
};
struct PermuteLu : OfMatrix<PermuteLu> {
  static constexpr bool square = false;
  static constexpr Dims dims(Dims const& d) { return matrices(leading(d), rows_of(d), rows_of(d)); }
  template <class V>
  static constexpr V record(V a) {
    std::int32_t const m = rows_of(linalg::dims(a)), n = columns_of(linalg::dims(a));
    return permutation(m < n ? columns(a, 0, m) : a);
  }
};

/// The base of a front-end form on one matrix that gives integers.
template <class Derived>
struct IndicesOfMatrix : OfMatrix<Derived> {
  template <class A>
  struct Result : OfMatrix<Derived>::template Result<A> {
    using value_type = Index;
  };
};
struct PermuteLuIndices : IndicesOfMatrix<PermuteLuIndices> {
  static constexpr bool square = false;
  static constexpr Dims dims(Dims d) {
    d[--d.rank] = 0;
    return d;
  }
  template <class V>
  static constexpr V record(V a) {
    std::int32_t const m = rows_of(linalg::dims(a)), n = columns_of(linalg::dims(a));
    return routine<op::LuPermutation<true>>(dtype_of<Index>, dims(linalg::dims(a)), 0, lu(m < n ? columns(a, 0, m) : a));
  }
};

/// The status of a matrix's pivots or of its Cholesky factor; X and the inverse from the same factors.
template <bool Definite>
struct Status : IndicesOfMatrix<Status<Definite>> {
  static constexpr Dims dims(Dims const& d) { return leading(d); }
  template <class V>
  static constexpr V record(V a) {
    V const factors = Definite ? FactorCholesky::record(a) : lu(a);
    return routine<op::DiagonalStatus>(dtype_of<Index>, leading(linalg::dims(a)), 0, factors);
  }
};
struct InvertFactorised : OfMatrix<InvertFactorised> {
  static constexpr Dims dims(Dims const& d) { return d; }
  template <class V>
  static constexpr V record(V a) {
    return routine_of<op::InverseLu>(linalg::dims(a), 0, a, lu(a));
  }
};
struct SolveFactorised : Solves<SolveFactorised> {
  template <class V>
  static constexpr V solved(V a, V b) {
    return routine_of<op::SolveLu>(linalg::dims(b), 0, a, lu(a), b);
  }
};

}  // namespace linalg

/// {P, L, U} with A = P L U by partial pivoting: P a permutation matrix, L lower with ones on its diagonal, U upper. The
/// gradients of L and U need the first min(m, n) columns to be independent; P has none. In a traced function they, and
/// `solve` and `det` of larger matrices, share one factorisation.
///   [..., m, n] -> {[..., m, m], [..., m, k], [..., k, n]}, k = min(m, n)
/// Fails to compile when there are no two axes or the dtype is not floating.
template <Operand A>
constexpr auto lu(A&& a) {
  return linalg::results<linalg::PermuteLu, linalg::FactorLu<true>, linalg::FactorLu<false>>(static_cast<A&&>(a));
}
/// {p, L, U} with p the indices that bring the rows of L U where they are in A: A[i] = (L U)[p[i]].
///   [..., m, n] -> {[..., m], [..., m, k], [..., k, n]}
template <Operand A>
constexpr auto lu(A&& a, AsIndices) {
  return linalg::results<linalg::PermuteLuIndices, linalg::FactorLu<true>, linalg::FactorLu<false>>(static_cast<A&&>(a));
}

/// {X, status}: what `solve` gives, and for every matrix 0, or k where pivot k (counted from 1) is the first that is zero
/// or NaN: X of that matrix is NaN.   [..., n, n], [..., n, k] -> {[..., n, k], [...]}
template <Operand A, Operand B>
constexpr auto solve_status(A&& a, B&& b) {
  if constexpr (detail::faulty<linalg::SolveFactorised, A, B>) {
    auto const invalid = linalg::SolveFactorised::call(a, b);
    return std::tuple{invalid, invalid};
  } else {
    auto const status = linalg::Status<false>::call(detail::again<A>(a));
    return std::tuple{linalg::SolveFactorised::call(static_cast<A&&>(a), static_cast<B&&>(b)), status};
  }
}
/// {A^-1, status}, with the status of `solve_status`.   [..., n, n] -> {[..., n, n], [...]}
template <Operand A>
constexpr auto inv_status(A&& a) {
  return linalg::results<linalg::InvertFactorised, linalg::Status<false>>(static_cast<A&&>(a));
}
/// {L, status}: what `cholesky` gives, and for every matrix 0, or k where the leading k x k matrix is the first that is not
/// positive definite: from column k on L is NaN.   [..., n, n] -> {[..., n, n], [...]}
template <Operand A>
constexpr auto cholesky_status(A&& a) {
  return linalg::results<linalg::FactorCholesky, linalg::Status<true>>(static_cast<A&&>(a));
}

}  // namespace tenon
