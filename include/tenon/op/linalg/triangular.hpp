// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/linalg/matrix.hpp>
#include <tenon/op/triangle.hpp>

/// Triangular matrices: parts of a matrix, and systems solved by substitution.
namespace tenon {

namespace linalg {

/// Solves op(T) X = B in place, of n rows of k: rows of X are added, so the inner loop is contiguous. A transposed
/// system with one right-hand side goes by rows of T instead.
template <class T>
TENON_INLINE constexpr void substitute(std::ptrdiff_t n, std::ptrdiff_t k, T const* t, T* x, bool lower, bool trans, bool unit) {
  bool const forward = lower != trans;
  for (std::ptrdiff_t s = 0; s < n; ++s) {
    std::ptrdiff_t const i = forward ? s : n - 1 - s;
    T* const xi = x + i * k;
    std::ptrdiff_t const first = forward ? 0 : i + 1, last = forward ? i : n;
    if (k == 1 && !trans) {
      T sum = *xi;
      for (std::ptrdiff_t j = first; j < last; ++j) sum -= t[i * n + j] * x[j];
      *xi = sum;
    } else if (k != 1) {
      for (std::ptrdiff_t j = first; j < last; ++j) {
        T const c = trans ? t[j * n + i] : t[i * n + j];
        axpy(k, static_cast<T>(-c), x + j * k, xi);
      }
    }
    if (!unit) {
      T const d = t[i * n + i];
      for (std::ptrdiff_t j = 0; j < k; ++j) xi[j] /= d;
    }
    if (trans && k == 1) {
      if (forward)
        axpy(n - 1 - i, static_cast<T>(-*xi), t + i * n + i + 1, xi + 1);
      else
        axpy(i, static_cast<T>(-*xi), t + i * n, x);
    }
  }
}
/// Whether a triangular matrix has a zero on its diagonal.
template <class T>
TENON_INLINE constexpr bool has_zero_pivot(std::ptrdiff_t n, T const* t) {
  bool zero = false;
  for (std::ptrdiff_t i = 0; i < n; ++i) zero = zero || t[i * n + i] == T(0);
  return zero;
}

}  // namespace linalg

namespace linalg {
/// The lower triangle with half of the diagonal.
template <class V>
constexpr V halved_triangle(V x) {
  return (triangle(x, 0, false) + triangle(x, -1, false)) * 0.5;
}
}  // namespace linalg

namespace op {

/// op(T) X = B; attr: 1 lower, 2 transposed, 4 unit diagonal.   Form: [batch, n, k, attr, matrices]
/// With G = op(T)^-T X', B' = G, T' = -triangle(G X^T), or -triangle(X G^T) of a transposed system (Giles, 2008, section 2.3.1).
struct TriangularSolve : linalg::OnMatrices {
  static constexpr char name[] = "triangular_solve";
  static constexpr int arity = 2;
  static constexpr Dims form(Node const& n, Dims const* in) { return linalg::solve_form(n, in[0], in[1]); }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* t, T const* b, T* x) {
    std::ptrdiff_t const n = form[1], k = form[2];
    bool const lower = (form[3] & 1) != 0, trans = (form[3] & 2) != 0, unit = (form[3] & 4) != 0;
    for (std::ptrdiff_t i = 0; i < form[0]; ++i, b += n * k, x += n * k) {
      T const* const m = t + i % form[4] * n * n;
      if (!unit && linalg::has_zero_pivot(n, m)) {
        linalg::fill(n * k, linalg::nan<T>, x);
        continue;
      }
      linalg::copy(n * k, b, x);
      linalg::substitute(n, k, m, x, lower, trans, unit);
    }
  }
  template <class D>
  static constexpr void derive(D& d) {
    std::int32_t const attr = d.node().attr;
    bool const trans = (attr & 2) != 0;
    auto const t = d.in(0), x = d.out();
    auto const g = linalg::routine_of<TriangularSolve>(linalg::dims(x), attr ^ 2, t, d.g());
    d.add(1, g);
    if (!d.wants(0)) return;
    auto const full = -(trans ? linalg::product(x, linalg::transposed(g)) : linalg::product(g, linalg::transposed(x)));
    bool const lower = (attr & 1) != 0;
    int const first = (attr & 4) == 0 ? 0 : lower ? -1 : 1;  // a diagonal of ones is not read
    d.add(0, linalg::gathered(triangle(full, first, !lower), linalg::dims(t)));
  }
};

}  // namespace op

template <> struct OpOf<hash_name("triangular_solve")> : std::type_identity<op::TriangularSolve> {};

/// What triangular_solve is to take the matrix for.
struct Upper {};
struct Transposed {};
struct UnitDiagonal {};
inline constexpr Upper upper{};
inline constexpr Transposed transposed{};
inline constexpr UnitDiagonal unit_diagonal{};

namespace linalg {

/// Flags of a triangular solve that are types of their own.
template <class T>
concept TriangleFlag = std::same_as<T, Upper> || std::same_as<T, Transposed> || std::same_as<T, UnitDiagonal>;

/// The shape rule of A X = B: a right-hand side of one axis is a vector, otherwise matrices whose batches broadcast.
struct SolveRule {
  bool ok = false, ranks_ok = false, square = false, rows_ok = false;
  Dims batch{}, right{}, dims{};  ///< of both; of B as matrices, broadcast; of the result
  int right_axis = 0;

  static constexpr SolveRule of(Dims const& a, Dims const& b) {
    SolveRule r;
    r.ranks_ok = a.rank >= 2 && b.rank >= 1;
    if (!r.ranks_ok) return r;
    r.square = rows_of(a) == columns_of(a);
    r.right_axis = b.rank == 1 ? 0 : b.rank - 2;
    r.rows_ok = columns_of(a) == b[r.right_axis];
    Dims const right = b.rank == 1 ? Dims{2, {b[0], 1}} : b;
    Broadcast const both = broadcast(leading(a), leading(right));
    r.ok = r.square && r.rows_ok && both.ok;
    if (!r.ok) return r;
    r.batch = both.dims;
    r.right = r.dims = matrices(r.batch, rows_of(right), columns_of(right));
    if (b.rank == 1) {
      r.dims = r.batch;
      r.dims.push_back(b[0]);
    }
    return r;
  }
};

/// The base of a front-end form of A X = B.
template <class Derived>
struct Solves {
  template <class A, class B>
  static constexpr SolveRule rule = SolveRule::of(dims_of<typename A::shape_type>, dims_of<typename B::shape_type>);
  template <class A, class B>
  static constexpr bool ok = rule<A, B>.ok && std::is_same_v<typename A::value_type, typename B::value_type> &&
                             is_floating(dtype_of<typename A::value_type>);
  template <class A, class B>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<rule<A, B>.dims>;
    template <int I>
    using operand_type = value_type;
  };

  static constexpr Value record(Value a, Value b) {
    SolveRule const r = SolveRule::of(linalg::dims(a), linalg::dims(b));
    Dims const given = linalg::dims(b);
    if (given.rank == 1) b = reshaped(b, Dims{2, {given[0], 1}});
    return reshaped(Derived::solved(shared(a, r.batch), stretched(b, r.right)), r.dims);
  }

  template <class X, class Y>
  static constexpr auto call(X&& x, Y&& y) {
    if constexpr (tenon::detail::faulty<Derived, X, Y>) {
      using A = tenon::detail::arg_of<X>;
      using B = tenon::detail::arg_of<Y>;
      using L = typename A::shape_type;
      using R = typename B::shape_type;
      using T = typename A::value_type;
      constexpr SolveRule r = rule<A, B>;
      static_assert(diagnose::same_dtype<Derived, T, typename B::value_type>,
                    "solve: the dtypes differ; convert one side with tn::cast<T>(x)");
      static_assert(diagnose::operation_accepts_dtype<Derived, T, is_floating(dtype_of<T>)>,
                    "linear algebra: not defined for this dtype; convert with tn::cast<T>(x)");
      if constexpr (!r.ranks_ok)
        static_assert(diagnose::has_axes<L, R, r.ranks_ok>,
                      "solve: the left side is a matrix, the right one has at least one axis (both shapes follow)");
      else if constexpr (!r.square)
        static_assert(diagnose::is_square<Derived, decltype(rows_side<L>()), decltype(columns_side<L>())>,
                      "linear algebra: the matrix must be square (operation; axis, extent, shape of the last two axes follow)");
      else if constexpr (!r.rows_ok) {
        using Last = diagnose::lhs<int(L::rank) - 1, std::size_t(dims_of<L>[int(L::rank) - 1]), L>;
        using First = diagnose::rhs<r.right_axis, std::size_t(dims_of<R>[r.right_axis]), R>;
        static_assert(diagnose::same_size<Last, First>,
                      "solve: the matrix has as many columns as the right side rows (axis, extent, shape of both sides follow)");
      } else
        static_assert(diagnose::shape_broadcasts_to<L, R, r.ok>, "solve: the leading (batch) axes do not broadcast");
    }
    return apply<Derived>(static_cast<X&&>(x), static_cast<Y&&>(y));
  }
};

template <int Flags>
struct SolveTriangle : Solves<SolveTriangle<Flags>> {
  template <class V>
  static constexpr V solved(V t, V b) {
    return routine_of<op::TriangularSolve>(dims(b), Flags, t, b);
  }
};

}  // namespace linalg

/// X of op(T) X = B by substitution, T triangular: lower, or `upper`; with `transposed` op(T) is T^T, with
/// `unit_diagonal` its diagonal is 1 whatever stands there. The other triangle is not read. NaN where there is a zero on
/// the diagonal.   [..., n, n], [..., n, k] -> [..., n, k];  [..., n, n], [n] -> [..., n]
/// Fails to compile when T is not square, extents do not fit or the dtype is not floating. n^2 k operations a batch.
template <Operand T, Operand B, linalg::TriangleFlag... Flag>
constexpr auto triangular_solve(T&& t, B&& b, Flag...) {
  constexpr int flags = ((std::is_same_v<Flag, Upper> || ...) ? 0 : 1) + ((std::is_same_v<Flag, Transposed> || ...) ? 2 : 0) +
                        ((std::is_same_v<Flag, UnitDiagonal> || ...) ? 4 : 0);
  return linalg::SolveTriangle<flags>::call(static_cast<T&&>(t), static_cast<B&&>(b));
}

}  // namespace tenon
