// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/lane.hpp>
#include <tenon/op/linalg/solve.hpp>

/// Reduced QR decomposition by Householder reflections.
namespace tenon {

namespace linalg {

/// Matrices are reflected in blocks of so many columns, whose products with v are in local memory.
inline constexpr std::ptrdiff_t reflected_columns = 32;

/// C -= tau v (v^T C), of m rows of n of C's columns; v is a column of another matrix, v_0 = 1.
template <class T>
TENON_INLINE constexpr void reflect(std::ptrdiff_t m, std::ptrdiff_t n, T tau, T const* v, std::ptrdiff_t v_stride, T* c,
                                    std::ptrdiff_t stride) {
  for (std::ptrdiff_t first = 0; first < n; first += reflected_columns) {
    std::ptrdiff_t const some = n - first < reflected_columns ? n - first : reflected_columns;
    T w[reflected_columns];
    copy(some, c + first, w);
    for (std::ptrdiff_t i = 1; i < m; ++i) axpy(some, v[i * v_stride], c + i * stride + first, w);
    axpy(some, static_cast<T>(-tau), w, c + first);
    for (std::ptrdiff_t i = 1; i < m; ++i) axpy(some, static_cast<T>(-tau * v[i * v_stride]), w, c + i * stride + first);
  }
}

}  // namespace linalg

namespace op {

/// [..., m, n] -> [..., m + 1, n], m >= n: R above the diagonal and on it, below it the vectors v of the reflections
/// I - tau v v^T without their leading 1, and a row of taus. Golub and Van Loan, Matrix Computations (2013), 5.2.2.
/// A column is scaled by its largest element, so that its norm does not overflow.
struct QrFactor : linalg::OnMatrices {
  static constexpr char name[] = "qr_factor";
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* a, T* y) {
    std::ptrdiff_t const m = form[1], n = form[2];
    for (std::ptrdiff_t b = 0; b < form[0]; ++b, a += m * n, y += (m + 1) * n) {
      linalg::copy(m * n, a, y);
      for (std::ptrdiff_t k = 0; k < n; ++k) {
        T* const x = y + k * n + k;
        T scale(0), below(0);
        for (std::ptrdiff_t i = 0; i < m - k; ++i) {
          T const size = linalg::magnitude(x[i * n]);
          scale = size > scale || size != size ? size : scale;
          if (i > 0) below = size > below || size != size ? size : below;
        }
        T& tau = y[m * n + k];
        tau = T(0);
        if (below == T(0)) continue;  // nothing to reflect
        T squares(0);
        for (std::ptrdiff_t i = 0; i < m - k; ++i) squares += (x[i * n] / scale) * (x[i * n] / scale);
        T const norm = scale * lanes::detail::sqrt(squares);
        T const head = x[0] < T(0) ? norm : static_cast<T>(-norm);
        tau = (head - x[0]) / head;
        for (std::ptrdiff_t i = 1; i < m - k; ++i) x[i * n] /= x[0] - head;
        x[0] = head;
        linalg::reflect(m - k, n - k - 1, tau, x, n, x + 1, n);
      }
    }
  }
};

/// With M = R R'^T - Q'^T Q and sym(M) its lower triangle mirrored, A' = (Q' + Q sym(M)) R^-T (Walter and Lehmann,
/// Algorithmic differentiation of linear algebra functions, 2010; Liao et al., Differentiable programming tensor
/// networks, 2019, (7)). It is linear in Q' and R': each of the two results adds its own share.
template <bool Q>
struct QrPart : linalg::OnMatrices {
  static constexpr auto& name = Q ? "qr_q" : "qr_r";
  static constexpr int arity = 2;
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const*, T const* factors, T* y) {
    std::ptrdiff_t const m = form[1], n = form[2];
    for (std::ptrdiff_t b = 0; b < form[0]; ++b, factors += (m + 1) * n, y += (Q ? m : n) * n)
      if constexpr (Q) {
        for (std::ptrdiff_t i = 0; i < m; ++i)
          for (std::ptrdiff_t j = 0; j < n; ++j) y[i * n + j] = i == j ? T(1) : T(0);
        // Columns before the k-th are still those of the identity.
        for (std::ptrdiff_t k = n; k-- > 0;) {
          std::ptrdiff_t const at = k * n + k;
          linalg::reflect(m - k, n - k, factors[m * n + k], factors + at, n, y + at, n);
        }
      } else
        for (std::ptrdiff_t i = 0; i < n; ++i)
          for (std::ptrdiff_t j = 0; j < n; ++j) y[i * n + j] = j < i ? T(0) : factors[i * n + j];
  }
  template <class D>
  static constexpr void derive(D& d) {
    using linalg::product, linalg::transposed, linalg::dims;
    auto const a = d.in(0), factors = d.in(1), g = d.g();
    std::int32_t const n = linalg::columns_of(dims(a));
    Dims const square = linalg::matrices(linalg::leading(dims(a)), n, n);
    auto const q = linalg::routine_of<QrPart<true>>(dims(a), 0, a, factors);
    auto const r = linalg::routine_of<QrPart<false>>(square, 0, a, factors);
    auto const m = Q ? -product(transposed(g), q) : product(r, transposed(g));
    auto const half = linalg::halved_triangle(m);
    auto const mirrored = product(q, half + transposed(half));
    auto const c = Q ? g + mirrored : mirrored;
    constexpr std::int32_t upper = 0;
    auto const ct = transposed(c);
    d.add(0, transposed(linalg::routine_of<TriangularSolve>(dims(ct), upper, r, ct)));
  }
};

}  // namespace op

template <> struct OpOf<hash_name("qr_factor")> : std::type_identity<op::QrFactor> {};
template <> struct OpOf<hash_name("qr_q")> : std::type_identity<op::QrPart<true>> {};
template <> struct OpOf<hash_name("qr_r")> : std::type_identity<op::QrPart<false>> {};

namespace linalg {

/// Q and R of a matrix that is not wide.
template <bool Q, class V>
constexpr V tall_qr(V a) {
  std::int32_t const m = rows_of(dims(a)), n = columns_of(dims(a));
  Dims const batch = leading(dims(a));
  V const factors = routine_of<op::QrFactor>(matrices(batch, m + 1, n), 0, a);
  return routine_of<op::QrPart<Q>>(matrices(batch, Q ? m : n, n), 0, a, factors);
}

template <bool Q>
struct Qr : OfMatrix<Qr<Q>> {
  static constexpr bool square = false;
  static constexpr Dims dims(Dims const& d) {
    std::int32_t const m = rows_of(d), n = columns_of(d), k = m < n ? m : n;
    return Q ? matrices(leading(d), m, k) : matrices(leading(d), k, n);
  }
  // A wide matrix is [X Y] with X square: of X = Q U, R is [U Q^T Y].
  template <class V>
  static constexpr V record(V a) {
    Builder& b = *a.builder;
    Dims const full = linalg::dims(a);
    std::int32_t const m = rows_of(full), n = columns_of(full);
    if (m >= n) return tall_qr<Q>(a);
    V const x = columns(a, 0, m);
    if constexpr (Q)
      return tall_qr<true>(x);
    else {
      V const y = product(transposed(tall_qr<true>(x)), columns(a, m, n - m));
      return {&b, concat(b, tall_qr<false>(x).id, y.id, full.rank - 1)};
    }
  }
};

}  // namespace linalg

/// {Q, R} with A = Q R, the columns of Q orthonormal and R upper triangular, by Householder reflections; the signs are
/// theirs: a diagonal element of R may be negative. In a traced function both share one factorisation. The gradient
/// needs the first min(m, n) columns of A to be independent.   [..., m, n] -> {[..., m, k], [..., k, n]}, k = min(m, n)
/// Fails to compile when there are no two axes or the dtype is not floating. 4 m n k operations a matrix.
template <Operand A>
constexpr auto qr(A&& a) {
  return linalg::results<linalg::Qr<true>, linalg::Qr<false>>(static_cast<A&&>(a));
}

}  // namespace tenon
