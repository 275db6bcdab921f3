// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/linalg/lu.hpp>
#include <tenon/op/math/pairs.hpp>

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
    y[0] = T(typename T::value_type(1));
    return a[0];
  } else if constexpr (N == 2) {
    y[0] = a[3], y[1] = -a[1], y[2] = -a[2], y[3] = a[0];
    // Right to two units in the last place, however much cancels (Jeannerod, Louvet and Muller, 2013).
    auto const p = lanes::math::detail::product(a[0], a[3]), q = lanes::math::detail::product(a[1], a[2]);
    return (p.high - q.high) + (p.low - q.low);
  } else if constexpr (N == 3) {
    y[0] = a[4] * a[8] - a[5] * a[7], y[1] = a[2] * a[7] - a[1] * a[8], y[2] = a[1] * a[5] - a[2] * a[4];
    y[3] = a[5] * a[6] - a[3] * a[8], y[4] = a[0] * a[8] - a[2] * a[6], y[5] = a[2] * a[3] - a[0] * a[5];
    y[6] = a[3] * a[7] - a[4] * a[6], y[7] = a[1] * a[6] - a[0] * a[7], y[8] = a[0] * a[4] - a[1] * a[3];
    return a[0] * y[0] + a[1] * y[3] + a[2] * y[6];
  } else {
    Minors<T> const s(a, a + 4), c(a + 8, a + 12);
    // Column j of the adjugate leaves out row j of A: its partner in the pair, against the minors of the other pair. The
    // signs alternate.
    auto element = [y](int at, bool negative, T u, T v, T w) TENON_INLINE_LAMBDA { y[at] = negative ? v - u - w : u - v + w; };
    auto column = [&element](int j, T const* r, Minors<T> const& k) TENON_INLINE_LAMBDA {
      bool const odd = j % 2 != 0;
      element(j, odd, r[1] * k.m[5], r[2] * k.m[4], r[3] * k.m[3]);
      element(4 + j, !odd, r[0] * k.m[5], r[2] * k.m[2], r[3] * k.m[1]);
      element(8 + j, odd, r[0] * k.m[4], r[1] * k.m[2], r[3] * k.m[0]);
      element(12 + j, !odd, r[0] * k.m[3], r[1] * k.m[1], r[2] * k.m[0]);
    };
    column(0, a + 4, c);
    column(1, a, c);
    column(2, a + 12, s);
    column(3, a + 8, s);
    return s.m[0] * c.m[5] - s.m[1] * c.m[4] + s.m[2] * c.m[3] + s.m[3] * c.m[2] - s.m[4] * c.m[1] + s.m[5] * c.m[0];
  }
}

/// Where a closed form of the inverse is about as accurate as elimination: nothing overflows or underflows, and from 3x3 on
/// the determinant is no small remainder of the products of rows that it is a difference of.
template <int N, class L>
TENON_INLINE constexpr auto closed_form_is_accurate(L const* a, L det) {
  using T = typename L::value_type;
  constexpr T least = sizeof(T) == 4 ? T(1e-25) : T(1e-250), greatest = sizeof(T) == 4 ? T(1e25) : T(1e250);
  L const size_of_det = abs(det);
  if constexpr (N == 2)
    return (size_of_det > L(least)) & (size_of_det < L(greatest));
  else {
    L product(T(1));
    repeat<N>([&](auto i) TENON_INLINE_LAMBDA {
      L size = abs(a[i * N]);
      repeat<N - 1>([&](auto j) TENON_INLINE_LAMBDA { size = size + abs(a[i * N + 1 + j]); });
      product = product * size;
    });
    return (product > L(least)) & (product < L(greatest)) & (size_of_det > product * L(T(1.0 / 1024)));
  }
}

/// By elimination, in every lane.
template <int N, class L>
TENON_INLINE constexpr void invert_lanes(L const* a, L* x) {
  using T = typename L::value_type;
  L u[N * N];
  for (int i = 0; i < N * N; ++i) u[i] = a[i];
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j) x[i * N + j] = L(i == j ? T(1) : T(0));
  solve_lanes<N, N>(0, u, x);
}
/// What closed forms rarely need.
template <int N, class L>
[[gnu::noinline, gnu::cold]] constexpr void invert_lanes_apart(L const* a, L* x) {
  invert_lanes<N>(a, x);
}
/// By the closed form, then again by elimination where that will not do.
template <int N, class L>
TENON_INLINE constexpr void invert_closed(L const* a, L* x) {
  using T = typename L::value_type;
  L const det = adjugate<N>(a, x), factor = L(T(1)) / det;
  repeat<N * N>([&](auto i) TENON_INLINE_LAMBDA { x[i] = x[i] * factor; });
  auto const accurate = closed_form_is_accurate<N>(a, det);
  if (any(!accurate)) {
    L from[N * N], to[N * N];  // copies: the others stay in registers
    for (int i = 0; i < N * N; ++i) from[i] = a[i];
    invert_lanes_apart<N>(from, to);
    repeat<N * N>([&](auto i) TENON_INLINE_LAMBDA { x[i] = select(accurate, x[i], to[i]); });
  }
}

}  // namespace linalg

namespace op {

struct InverseLocal : linalg::OnMatrices {
  static constexpr char name[] = "inverse";
  static constexpr Items items(Dims const& form) {
    std::int32_t const n = form[1];
    return n <= linalg::lane_extent ? Items{{n * n}, n * n, n <= linalg::unrolled_extent} : Items{};
  }
  template <int N, int, class L>
  TENON_INLINE static constexpr void on_lanes(L const* a, L* x) {
    if constexpr (N <= linalg::unrolled_extent)
      linalg::invert_closed<N>(a, x);
    else
      linalg::invert_lanes<N>(a, x);
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* a, T* x) {
    std::ptrdiff_t const n = form[1];
    for (std::ptrdiff_t b = 0; b < form[0]; ++b, a += n * n, x += n * n)
      linalg::with_factors(n, a, [&](T const* lu, T const* pivot) TENON_INLINE_LAMBDA {
        linalg::set_identity(n, x);
        linalg::solve_factorised(n, n, lu, pivot, x, false);
      });
  }
  template <class D>
  static constexpr void derive(D& d) {
    linalg::derive_inverse(d);
  }
};

/// det A: its cotangent is g times the cofactors, det(A) A^-T (Giles, 2008, section 2.2.4).
struct DeterminantLocal : linalg::OnMatrices {
  static constexpr char name[] = "determinant";
  static constexpr Items items(Dims const& form) {
    std::int32_t const n = form[1];
    return n > 0 && n <= linalg::lane_extent ? Items{{n * n}, 1, n <= linalg::unrolled_extent} : Items{};
  }
  /// Whether the result of an item is x0 x3 - x1 x2: kernels have a way of their own for that.
  static constexpr bool crossed_products(Dims const& form) { return form[1] == 2; }
  template <int N, int, class L>
  TENON_INLINE static constexpr void on_lanes(L* a, L* y) {
    if constexpr (N <= linalg::unrolled_extent)
      *y = linalg::determinant_closed<N>(a);
    else {
      using T = typename L::value_type;
      L pivot[N], det(T(1));
      linalg::eliminate<N, N, 0, false>(0, a, a, pivot);
      for (int i = 0; i < N; ++i) det = det * select(pivot[i] == L(static_cast<T>(i)), a[i * N + i], -a[i * N + i]);
      *y = det;
    }
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* a, T* y) {
    std::ptrdiff_t const n = form[1];
    for (std::ptrdiff_t b = 0; b < form[0]; ++b, a += n * n)
      linalg::with_factors(
          n, a, [&](T const* lu, T const* pivot) TENON_INLINE_LAMBDA { y[b] = linalg::determinant_factorised(n, lu, pivot); });
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
