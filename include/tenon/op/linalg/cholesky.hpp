// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/linalg/lanes.hpp>
#include <tenon/op/linalg/triangular.hpp>

/// The Cholesky factor of a symmetric positive definite matrix.
namespace tenon {
namespace op {

/// A = L L^T, from the lower triangle of A. The factor grows as L^T in the upper triangle of the result, where the
/// inner loop is contiguous, and is transposed at the end.   Golub and Van Loan, Matrix Computations (2013), 4.2.
/// With P = phi(L^T L'), phi the lower triangle with half the diagonal, the cotangent of a symmetric A is
/// L^-T (P + P^T) L^-1 / 2 (Murray, Differentiation of the Cholesky decomposition, 2016, (10)). As one triangle is
/// read, what belongs to the other is added to it: A' = phi(L^-T (P + P^T) L^-1).
struct Cholesky : linalg::OnMatrices {
  static constexpr char name[] = "cholesky";
  static constexpr Items items(Dims const& form) {
    std::int32_t const n = form[1];
    return n <= linalg::lane_extent ? Items{{n * n}, n * n, n <= linalg::unrolled_extent} : Items{};
  }
  /// Column after column; NaN spreads by itself.
  template <int N, int, class L>
  TENON_INLINE static constexpr void on_lanes(L* a, L* l) {
    using T = typename L::value_type;
    using linalg::between, linalg::extent, linalg::next;
    auto const zeroth = linalg::start<N>();
    between(zeroth, extent<N>, [&](auto k) TENON_INLINE_LAMBDA {
      between(zeroth, k, [&](auto i) TENON_INLINE_LAMBDA { l[i * N + k] = L(T(0)); });
      between(k, extent<N>, [&](auto i) TENON_INLINE_LAMBDA {
        L v = a[i * N + k];
        between(zeroth, k, [&](auto j) TENON_INLINE_LAMBDA { v = v - l[k * N + j] * l[i * N + j]; });
        l[i * N + k] = v;
      });
      L const pivot = l[k * N + k];
      L const root = select(pivot > L(T(0)), sqrt(pivot), L(linalg::nan<T>)), factor = L(T(1)) / root;
      l[k * N + k] = root;
      between(next(k), extent<N>, [&](auto i) TENON_INLINE_LAMBDA { l[i * N + k] = l[i * N + k] * factor; });
    });
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* a, T* y) {
    std::ptrdiff_t const n = form[1];
    for (std::ptrdiff_t b = 0; b < form[0]; ++b, a += n * n, y += n * n) {
      for (std::ptrdiff_t i = 0; i < n; ++i)
        for (std::ptrdiff_t j = i; j < n; ++j) y[i * n + j] = a[j * n + i];
      for (std::ptrdiff_t k = 0; k < n; ++k) {
        T* const row = y + k * n;
        if (!(row[k] > T(0))) {
          for (std::ptrdiff_t i = k; i < n; ++i) linalg::fill(n - i, linalg::nan<T>, y + i * n + i);
          break;
        }
        T const root = lanes::detail::sqrt(row[k]), factor = T(1) / root;
        row[k] = root;
        for (std::ptrdiff_t j = k + 1; j < n; ++j) row[j] *= factor;
        for (std::ptrdiff_t i = k + 1; i < n; ++i) linalg::axpy(n - i, static_cast<T>(-row[i]), row + i, y + i * n + i);
      }
      for (std::ptrdiff_t i = 0; i < n; ++i)
        for (std::ptrdiff_t j = i + 1; j < n; ++j) {
          y[j * n + i] = y[i * n + j];
          y[i * n + j] = T(0);
        }
    }
  }
  template <class D>
  static constexpr void derive(D& d) {
    constexpr std::int32_t lower_transposed = 1 + 2;
    auto const l = d.out();
    Dims const full = linalg::dims(l);
    auto const p = linalg::halved_triangle(linalg::product(linalg::transposed(l), d.g()));
    auto over_l = [&](Value m) { return linalg::routine_of<TriangularSolve>(full, lower_transposed, l, m); };  // L^-T M
    auto const symmetric = over_l(linalg::transposed(over_l(p + linalg::transposed(p))));
    d.add(0, linalg::halved_triangle(symmetric));
  }
};

}  // namespace op

template <> struct OpOf<hash_name("cholesky")> : std::type_identity<op::Cholesky> {};

namespace linalg {
struct FactorCholesky : OfMatrix<FactorCholesky> {
  static constexpr Dims dims(Dims const& d) { return d; }
  template <class V>
  static constexpr V record(V a) {
    return routine_of<op::Cholesky>(linalg::dims(a), 0, a);
  }
};
}  // namespace linalg

/// The lower triangular L of A = L L^T, A symmetric and positive definite. Only the lower triangle of A is read, and
/// its gradient is zero above the diagonal. From a pivot on that is not positive, the columns of L (of that matrix) are NaN.
///   [..., n, n] -> [..., n, n]
/// Fails to compile when the last two extents differ or the dtype is not floating. n^3 / 3 operations a matrix.
template <Operand A>
constexpr auto cholesky(A&& a) {
  return linalg::FactorCholesky::call(static_cast<A&&>(a));
}

}  // namespace tenon
