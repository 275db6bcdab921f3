// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/lane.hpp>
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
  /// The same operations without loops and jumps; NaN spreads by itself (which constant evaluation does not allow).
  template <int N, class T>
  TENON_INLINE static constexpr void unrolled(std::ptrdiff_t batch, T const* __restrict a, T* __restrict y) {
    for (std::ptrdiff_t b = 0; b < batch; ++b, a += N * N, y += N * N) {
      T l[N * N] = {};
      linalg::repeat<N>([&](auto column) TENON_INLINE_LAMBDA {
        constexpr int k = column();
        linalg::repeat<N - k>([&](auto below) TENON_INLINE_LAMBDA {
          constexpr int i = k + below();
          T v = a[i * N + k];
          linalg::repeat<k>([&](auto before)
                                TENON_INLINE_LAMBDA { v += static_cast<T>(-l[i * N + before()]) * l[k * N + before()]; });
          l[i * N + k] = v;
        });
        T const pivot = l[k * N + k];
        T const root = pivot > T(0) ? lanes::detail::sqrt(pivot) : linalg::nan<T>, factor = T(1) / root;
        l[k * N + k] = root;
        linalg::repeat<N - k - 1>([&](auto below) TENON_INLINE_LAMBDA { l[(k + 1 + below()) * N + k] *= factor; });
      });
      for (int i = 0; i < N * N; ++i) y[i] = l[i];
    }
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* a, T* y) {
    std::ptrdiff_t const n = form[1];
    if (!std::is_constant_evaluated()) {
      if (n == 2) return unrolled<2>(form[0], a, y);
      if (n == 3) return unrolled<3>(form[0], a, y);
      if (n == 4) return unrolled<4>(form[0], a, y);
    }
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
    constexpr linalg::Part phi{true, false, 1};
    constexpr std::int32_t lower_transposed = 1 + 2;
    Value const l = d.out();
    Dims const full = linalg::dims(l);
    Value const p = linalg::part(linalg::product(linalg::transposed(l), d.g()), phi);
    auto over_l = [&](Value m) { return linalg::routine_of<TriangularSolve>(full, lower_transposed, l, m); };  // L^-T M
    Value const symmetric = over_l(linalg::transposed(over_l(p + linalg::transposed(p))));
    d.add(0, linalg::part(symmetric, phi));
  }
};

}  // namespace op

template <> struct OpOf<hash_name("cholesky")> : std::type_identity<op::Cholesky> {};

namespace linalg {
struct FactorCholesky : OfMatrix<FactorCholesky> {
  static constexpr Dims dims(Dims const& d) { return d; }
  static constexpr Value record(Value a) { return routine_of<op::Cholesky>(linalg::dims(a), 0, a); }
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
