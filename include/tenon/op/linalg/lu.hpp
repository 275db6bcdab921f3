// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/linalg/lanes.hpp>
#include <tenon/op/linalg/triangular.hpp>
#include <tenon/op/math.hpp>

/// LU factorisation with partial pivoting, and what is read off it.
namespace tenon {

namespace linalg {

/// Up to this extent a matrix is factorised in local memory by whatever needs it, and as one of a batch up to
/// `lane_extent`; larger ones share a factorisation.
inline constexpr int local_extent = 8;
constexpr bool is_local(Dims const& d) {
  std::int32_t const n = rows_of(d);
  return n <= local_extent || (n <= lane_extent && batches_of(d) > 1);
}

/// P A = L U of m rows and n columns in place, L with a unit diagonal below that of U; pivot[i] is the row that row i was
/// exchanged with. Rows are added to rows. A column without a pivot is left as it is: U is singular then.
/// Golub and Van Loan, Matrix Computations (2013), 3.4.1.
template <class T>
TENON_INLINE constexpr void factorise(std::ptrdiff_t m, std::ptrdiff_t n, T* a, T* pivot) {
  for (std::ptrdiff_t k = 0; k < m && k < n; ++k) {
    std::ptrdiff_t p = k;
    T best = magnitude(a[k * n + k]);
    for (std::ptrdiff_t i = k + 1; i < m; ++i)
      if (T const size = magnitude(a[i * n + k]); size > best) best = size, p = i;
    pivot[k] = static_cast<T>(p);
    if (p != k) swap(n, a + k * n, a + p * n);
    T const d = a[k * n + k];
    if (d == T(0)) continue;
    for (std::ptrdiff_t i = k + 1; i < m; ++i) {
      T const c = a[i * n + k] / d;
      a[i * n + k] = c;
      axpy(n - k - 1, static_cast<T>(-c), a + k * n + k + 1, a + i * n + k + 1);
    }
  }
}
/// f(factors, pivots) of a matrix of up to `lane_extent` rows, which lie on the stack.
template <class T, class F>
TENON_INLINE constexpr void with_factors(std::ptrdiff_t n, T const* a, F const& f) {
  auto in_memory_of = [&]<int Most>(std::integral_constant<int, Most>) TENON_INLINE_LAMBDA {
    T lu[Most * Most], pivot[Most];
    copy(n * n, a, lu);
    factorise(n, n, lu, pivot);
    f(lu, pivot);
  };
  n <= local_extent ? in_memory_of(extent<local_extent>) : in_memory_of(extent<lane_extent>);
}
/// X of A X = B, or of A^T X = B, in place, of n rows of k, from the factors; NaN where A is singular.
template <class T>
TENON_INLINE constexpr void solve_factorised(std::ptrdiff_t n, std::ptrdiff_t k, T const* lu, T const* pivot, T* x, bool trans) {
  if (has_zero_pivot(n, lu)) return fill(n * k, nan<T>, x);
  auto exchange = [&](std::ptrdiff_t i) TENON_INLINE_LAMBDA {
    if (auto const p = static_cast<std::ptrdiff_t>(pivot[i]); p != i) swap(k, x + i * k, x + p * k);
  };
  if (!trans)
    for (std::ptrdiff_t i = 0; i < n; ++i) exchange(i);
  substitute(n, k, lu, x, !trans, trans, !trans);
  substitute(n, k, lu, x, trans, trans, trans);
  if (trans)
    for (std::ptrdiff_t i = n; i-- > 0;) exchange(i);
}
template <class T>
TENON_INLINE constexpr void set_identity(std::ptrdiff_t n, T* y) {
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t j = 0; j < n; ++j) y[i * n + j] = i == j ? T(1) : T(0);
}
/// The determinant from the factors.
template <class T>
TENON_INLINE constexpr T determinant_factorised(std::ptrdiff_t n, T const* lu, T const* pivot) {
  T det(1);
  for (std::ptrdiff_t i = 0; i < n; ++i) det *= pivot[i] == static_cast<T>(i) ? lu[i * n + i] : static_cast<T>(-lu[i * n + i]);
  return det;
}

}  // namespace linalg

namespace op {

/// [..., m, n] -> [..., m + 1, n]: the factors, then the pivots. It has no derivative: what is computed from it also
/// takes the matrix itself, and its cotangent goes there.
struct Lu : linalg::OnMatrices {
  static constexpr char name[] = "lu";
  static constexpr Items items(Dims const& form) {
    std::int32_t const m = form[1], n = form[2];
    return m <= linalg::lane_extent && n <= linalg::lane_extent
               ? Items{{m * n}, (m + 1) * n, m <= linalg::unrolled_extent && n <= linalg::unrolled_extent}
               : Items{};
  }
  template <int M, int N, class L>
  TENON_INLINE static constexpr void on_lanes(L const* a, L* y) {
    for (int i = 0; i < M * N; ++i) y[i] = a[i];
    for (int i = 0; i < N; ++i) y[M * N + i] = L(typename L::value_type(0));
    linalg::eliminate<M, N, 0, true>(linalg::start<(M > N ? M : N)>(), y, y, y + M * N);
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* a, T* y) {
    std::ptrdiff_t const m = form[1], n = form[2];
    for (std::ptrdiff_t b = 0; b < form[0]; ++b, a += m * n, y += (m + 1) * n) {
      linalg::copy(m * n, a, y);
      linalg::fill(n, T(0), y + m * n);
      linalg::factorise(m, n, y, y + m * n);
    }
  }
};

}  // namespace op

namespace linalg {

template <class V>
constexpr V lu(V a) {
  return routine_of<op::Lu>(matrices(leading(dims(a)), rows_of(dims(a)) + 1, columns_of(dims(a))), 0, a);
}
/// Records `Local` on small matrices, `Factorised` on large ones and their factors; more operands follow.
template <class Local, class Factorised, class V, class... More>
constexpr V from_matrix(Dims to, std::int32_t attr, V a, More... more) {
  if (is_local(dims(a))) return routine_of<Local>(to, attr, a, more...);
  return routine_of<Factorised>(to, attr, a, lu(a), more...);
}
template <class V>
constexpr V solved(V a, V b, bool trans);
template <class V>
constexpr V inverse(V a);

/// Cotangents of A X = B: G = A^-T X', B' = G, A' = -G X^T; of A^T X = B: A' = -X G^T (Giles, 2008, section 2.2.3).
template <class D>
constexpr void derive_solve(D& d, int right) {
  bool const trans = d.node().attr != 0;
  auto const a = d.in(0), x = d.out(), g = solved(a, d.g(), !trans);
  d.add(right, g);
  if (d.wants(0)) d.add(0, gathered(-(trans ? product(x, transposed(g)) : product(g, transposed(x))), dims(a)));
}
/// X = A^-1: A' = -X^T X' X^T (Giles, 2008, section 2.2.3).
template <class D>
constexpr void derive_inverse(D& d) {
  auto const xt = transposed(d.out());
  d.add(0, -product(product(xt, d.g()), xt));
}
/// The cotangent of a number times A^-T: of log |det A| (Giles, 2008, section 2.2.4).
template <class D>
constexpr void derive_log_determinant(D& d, Value g) {
  d.add(0, as_matrices(g) * transposed(inverse(d.in(0))));
}

}  // namespace linalg

namespace op {

/// The form of a solve: [batch, n, k, transposed, matrices].
template <int Right>
struct SolveForm : linalg::OnMatrices {
  static constexpr int arity = Right + 1;
  static constexpr Dims form(Node const& n, Dims const* in) { return linalg::solve_form(n, in[0], in[Right]); }
  template <class D>
  static constexpr void derive(D& d) {
    linalg::derive_solve(d, Right);
  }
};
struct SolveLocal : SolveForm<1> {
  static constexpr char name[] = "solve";
  // One matrix for many right sides is factorised once, by `run`.
  static constexpr Items items(Dims const& form) {
    std::int32_t const n = form[1], k = form[2];
    bool const each_its_own = form[3] == 0 && form[4] == form[0];
    return each_its_own && n <= linalg::lane_extent && k <= linalg::lane_extent
               ? Items{{n * n, n * k}, n * k, n <= linalg::unrolled_extent && k <= linalg::unrolled_extent}
               : Items{};
  }
  template <int N, int K, class L>
  TENON_INLINE static constexpr void on_lanes(L* a, L* b, L* x) {
    linalg::solve_lanes<N, K>(linalg::start<N>(), a, b);
    for (int i = 0; i < N * K; ++i) x[i] = b[i];
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* a, T const* b, T* x) {
    std::ptrdiff_t const n = form[1], k = form[2];
    auto solve = [&](std::ptrdiff_t i, T const* lu, T const* pivot) TENON_INLINE_LAMBDA {
      linalg::copy(n * k, b + i * n * k, x + i * n * k);
      linalg::solve_factorised(n, k, lu, pivot, x + i * n * k, form[3] != 0);
    };
    if (form[4] == 1)
      linalg::with_factors(n, a, [&](T const* lu, T const* pivot) TENON_INLINE_LAMBDA {
        for (std::ptrdiff_t i = 0; i < form[0]; ++i) solve(i, lu, pivot);
      });
    else
      for (std::ptrdiff_t i = 0; i < form[0]; ++i)
        linalg::with_factors(n, a + i % form[4] * n * n,
                             [&](T const* lu, T const* pivot) TENON_INLINE_LAMBDA { solve(i, lu, pivot); });
  }
};
struct SolveLu : SolveForm<2> {
  static constexpr char name[] = "solve_lu";
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const*, T const* lu, T const* b, T* x) {
    std::ptrdiff_t const n = form[1], k = form[2];
    for (std::ptrdiff_t i = 0; i < form[0]; ++i, b += n * k, x += n * k) {
      T const* const factors = lu + i % form[4] * (n + 1) * n;
      linalg::copy(n * k, b, x);
      linalg::solve_factorised(n, k, factors, factors + n * n, x, form[3] != 0);
    }
  }
};

struct InverseLu : linalg::OnMatrices {
  static constexpr char name[] = "inverse_lu";
  static constexpr int arity = 2;
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const*, T const* lu, T* x) {
    std::ptrdiff_t const n = form[1];
    for (std::ptrdiff_t b = 0; b < form[0]; ++b, lu += (n + 1) * n, x += n * n) {
      linalg::set_identity(n, x);
      linalg::solve_factorised(n, n, lu, lu + n * n, x, false);
    }
  }
  template <class D>
  static constexpr void derive(D& d) {
    linalg::derive_inverse(d);
  }
};
struct DeterminantLu : linalg::OnMatrices {
  static constexpr char name[] = "determinant_lu";
  static constexpr int arity = 2;
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const*, T const* lu, T* y) {
    std::ptrdiff_t const n = form[1];
    for (std::ptrdiff_t b = 0; b < form[0]; ++b, lu += (n + 1) * n) y[b] = linalg::determinant_factorised(n, lu, lu + n * n);
  }
  template <class D>
  static constexpr void derive(D& d) {
    linalg::derive_log_determinant(d, d.g() * d.out());
  }
};
struct LogDeterminantLu : linalg::OnMatrices {
  static constexpr char name[] = "log_determinant_lu";
  static constexpr int arity = 2;
  // The logarithm of a product as long as it is of moderate size: few logarithms, and no overflow.
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const*, T const* lu, T* y) {
    std::ptrdiff_t const n = form[1];
    auto log = [](T x) { return lanes::math::log(lanes::Lane<T, 1>(x)).v[0]; };
    for (std::ptrdiff_t b = 0; b < form[0]; ++b, lu += (n + 1) * n) {
      T sum(0), product(1);
      for (std::ptrdiff_t i = 0; i < n; ++i) {
        T const u = linalg::magnitude(lu[i * n + i]);
        bool const moderate = u > T(1e-10) && u < T(1e10);
        if (!moderate) sum += log(u);
        if (moderate) product *= u;
        if (!(product > T(1e-10) && product < T(1e10))) {
          sum += log(product);
          product = T(1);
        }
      }
      y[b] = sum + log(product);
    }
  }
  template <class D>
  static constexpr void derive(D& d) {
    linalg::derive_log_determinant(d, d.g());
  }
};
struct SignDeterminantLu : linalg::OnMatrices {
  static constexpr char name[] = "sign_determinant_lu";
  static constexpr int arity = 2;
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const*, T const* lu, T* y) {
    std::ptrdiff_t const n = form[1];
    for (std::ptrdiff_t b = 0; b < form[0]; ++b, lu += (n + 1) * n) {
      T sign(1);
      for (std::ptrdiff_t i = 0; i < n; ++i) {
        T const u = lu[i * n + i];
        T const s = u > T(0) ? T(1) : u < T(0) ? T(-1) : u;  // NaN stays
        sign *= lu[n * n + i] == static_cast<T>(i) ? s : static_cast<T>(-s);
      }
      y[b] = sign == T(0) ? T(0) : sign;
    }
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("lu")> : std::type_identity<op::Lu> {};
template <> struct OpOf<hash_name("solve")> : std::type_identity<op::SolveLocal> {};
template <> struct OpOf<hash_name("solve_lu")> : std::type_identity<op::SolveLu> {};
template <> struct OpOf<hash_name("inverse_lu")> : std::type_identity<op::InverseLu> {};
template <> struct OpOf<hash_name("determinant_lu")> : std::type_identity<op::DeterminantLu> {};
template <> struct OpOf<hash_name("log_determinant_lu")> : std::type_identity<op::LogDeterminantLu> {};
template <> struct OpOf<hash_name("sign_determinant_lu")> : std::type_identity<op::SignDeterminantLu> {};
// clang-format on

}  // namespace tenon
