// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/linalg/lu.hpp>

/// Inverses and determinants of small matrices.
namespace tenon {

namespace linalg {

/// The 2x2 minors of two rows r and s of four, of columns 01, 02, 03, 12, 13, 23.
template <class T>
struct Minors {
  T m[6];
  TENON_INLINE constexpr Minors(T const* r, T const* s)
      : m{r[0] * s[1] - r[1] * s[0], r[0] * s[2] - r[2] * s[0], r[0] * s[3] - r[3] * s[0],
          r[1] * s[2] - r[2] * s[1], r[1] * s[3] - r[3] * s[1], r[2] * s[3] - r[3] * s[2]} {}
};

/// The determinant by expansion in minors, N from 1 to 4: of 4x4 by Laplace's of the upper and lower pair of rows.
/// Its error is a few units of the product of the rows' sizes: where rows are nearly dependent it is not a small
/// multiple of the determinant, in any arithmetic of this precision.
template <int N, class T>
TENON_INLINE constexpr T determinant_closed(T const* a) {
  if constexpr (N == 1)
    return a[0];
  else if constexpr (N == 2)
    return a[0] * a[3] - a[1] * a[2];
  else if constexpr (N == 3)
    return a[0] * (a[4] * a[8] - a[5] * a[7]) - a[1] * (a[3] * a[8] - a[5] * a[6]) + a[2] * (a[3] * a[7] - a[4] * a[6]);
  else {
    Minors<T> const s(a, a + 4), c(a + 8, a + 12);
    return s.m[0] * c.m[5] - s.m[1] * c.m[4] + s.m[2] * c.m[3] + s.m[3] * c.m[2] - s.m[4] * c.m[1] + s.m[5] * c.m[0];
  }
}

/// The adjugate, for which A adj(A) = det(A) I; returns the determinant.
template <int N, class T>
TENON_INLINE constexpr T adjugate(T const* a, T* y) {
  if constexpr (N == 1) {
    y[0] = T(1);
    return a[0];
  } else if constexpr (N == 2) {
    y[0] = a[3], y[1] = -a[1], y[2] = -a[2], y[3] = a[0];
    return a[0] * a[3] - a[1] * a[2];
  } else if constexpr (N == 3) {
    y[0] = a[4] * a[8] - a[5] * a[7], y[1] = a[2] * a[7] - a[1] * a[8], y[2] = a[1] * a[5] - a[2] * a[4];
    y[3] = a[5] * a[6] - a[3] * a[8], y[4] = a[0] * a[8] - a[2] * a[6], y[5] = a[2] * a[3] - a[0] * a[5];
    y[6] = a[3] * a[7] - a[4] * a[6], y[7] = a[1] * a[6] - a[0] * a[7], y[8] = a[0] * a[4] - a[1] * a[3];
    return a[0] * y[0] + a[1] * y[3] + a[2] * y[6];
  } else {
    Minors<T> const s(a, a + 4), c(a + 8, a + 12);
    // Column j of the adjugate leaves out row j of A: its partner in the pair, against the minors of the other pair.
    auto column = [y](int j, T const* r, Minors<T> const& k, T sign) TENON_INLINE_LAMBDA {
      y[j] = sign * (r[1] * k.m[5] - r[2] * k.m[4] + r[3] * k.m[3]);
      y[4 + j] = -sign * (r[0] * k.m[5] - r[2] * k.m[2] + r[3] * k.m[1]);
      y[8 + j] = sign * (r[0] * k.m[4] - r[1] * k.m[2] + r[3] * k.m[0]);
      y[12 + j] = -sign * (r[0] * k.m[3] - r[1] * k.m[1] + r[2] * k.m[0]);
    };
    column(0, a + 4, c, T(1));
    column(1, a, c, T(-1));
    column(2, a + 12, s, T(1));
    column(3, a + 8, s, T(-1));
    return s.m[0] * c.m[5] - s.m[1] * c.m[4] + s.m[2] * c.m[3] + s.m[3] * c.m[2] - s.m[4] * c.m[1] + s.m[5] * c.m[0];
  }
}

/// Whether a closed form of the inverse is about as accurate as elimination: the determinant is no small remainder of
/// the products of rows that it is a difference of, and those neither overflow nor underflow.
template <int N, class T>
TENON_INLINE constexpr bool closed_form_is_accurate(T const* a, T det) {
  T product(1);
  for (int i = 0; i < N; ++i) {
    T size(0);
    for (int j = 0; j < N; ++j) size += magnitude(a[i * N + j]);
    product *= size;
  }
  constexpr T least = sizeof(T) == 4 ? T(1e-25) : T(1e-250), greatest = sizeof(T) == 4 ? T(1e25) : T(1e250);
  // No branches: the loop over matrices is to become SIMD.
  return (int(product > least) & int(product < greatest) & int(magnitude(det) > product * T(1.0 / 1024))) != 0;
}

/// By elimination, in local memory.
template <int Most, class T>
TENON_INLINE constexpr void invert_local(std::ptrdiff_t n, T const* a, T* x) {
  T lu[Most * Most], pivot[Most];
  copy(n * n, a, lu);
  factorise(n, lu, pivot);
  set_identity(n, x);
  solve_factorised(n, n, lu, pivot, x, false);
}
/// All of a batch by the closed form, then those again for which it will not do.
template <int N, class T>
TENON_INLINE constexpr void invert_closed(std::ptrdiff_t batch, T const* __restrict a, T* __restrict x) {
  int left_over = 0;
  for (std::ptrdiff_t b = 0; b < batch; ++b) {
    T y[N * N];
    T const det = adjugate<N>(a + b * N * N, y);
    T const factor = lanes::detail::divide(T(1), det);
    for (int i = 0; i < N * N; ++i) x[b * N * N + i] = y[i] * factor;
    left_over += closed_form_is_accurate<N>(a + b * N * N, det) ? 0 : 1;
  }
  if (left_over == 0) return;
  for (std::ptrdiff_t b = 0; b < batch; ++b, a += N * N, x += N * N)
    if (!closed_form_is_accurate<N>(a, determinant_closed<N>(a))) invert_local<N>(N, a, x);
}

}  // namespace linalg

namespace op {

struct InverseLocal : linalg::OnMatrices {
  static constexpr char name[] = "inverse";
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* a, T* x) {
    std::ptrdiff_t const n = form[1];
    switch (n) {
      case 1: return linalg::invert_closed<1>(form[0], a, x);
      case 2: return linalg::invert_closed<2>(form[0], a, x);
      case 3: return linalg::invert_closed<3>(form[0], a, x);
      case 4: return linalg::invert_closed<4>(form[0], a, x);
      default:
        for (std::ptrdiff_t b = 0; b < form[0]; ++b) linalg::invert_local<linalg::local_extent>(n, a + b * n * n, x + b * n * n);
    }
  }
  template <class D>
  static constexpr void derive(D& d) {
    linalg::derive_inverse(d);
  }
};

/// det A: its cotangent is g times the cofactors, det(A) A^-T (Giles, 2008, section 2.2.4).
struct DeterminantLocal : linalg::OnMatrices {
  static constexpr char name[] = "determinant";
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* a, T* y) {
    std::ptrdiff_t const n = form[1];
    for (std::ptrdiff_t b = 0; b < form[0]; ++b, a += n * n) switch (n) {
        case 1: y[b] = linalg::determinant_closed<1>(a); break;
        case 2: y[b] = linalg::determinant_closed<2>(a); break;
        case 3: y[b] = linalg::determinant_closed<3>(a); break;
        case 4: y[b] = linalg::determinant_closed<4>(a); break;
        default: {
          T lu[linalg::local_extent * linalg::local_extent], pivot[linalg::local_extent];
          linalg::copy(n * n, a, lu);
          linalg::factorise(n, lu, pivot);
          y[b] = linalg::determinant_factorised(n, lu, pivot);
        }
      }
  }
  template <class D>
  static constexpr void derive(D& d) {
    linalg::derive_log_determinant(d, d.g() * d.out());
  }
};

}  // namespace op

template <> struct OpOf<hash_name("inverse")> : std::type_identity<op::InverseLocal> {};
template <> struct OpOf<hash_name("determinant")> : std::type_identity<op::DeterminantLocal> {};

}  // namespace tenon
