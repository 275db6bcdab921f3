// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/linalg/small.hpp>

/// Linear systems, inverses, determinants and powers of square matrices.
namespace tenon {

namespace linalg {

template <class V>
constexpr V solved(V a, V b, bool trans) {
  return from_matrix<op::SolveLocal, op::SolveLu>(dims(b), trans ? 1 : 0, a, b);
}
template <class V>
constexpr V inverse(V a) {
  return from_matrix<op::InverseLocal, op::InverseLu>(dims(a), 0, a);
}

struct SolveGeneral : Solves<SolveGeneral> {
  template <class V>
  static constexpr V solved(V a, V b) {
    return linalg::solved(a, b, false);
  }
};

struct Invert : OfMatrix<Invert> {
  static constexpr Dims dims(Dims const& d) { return d; }
  template <class V>
  static constexpr V record(V a) {
    return inverse(a);
  }
};

/// A number a matrix.
template <class Derived>
struct NumberOfMatrix : OfMatrix<Derived> {
  static constexpr Dims dims(Dims const& d) { return leading(d); }
};
struct Determinant : NumberOfMatrix<Determinant> {
  template <class V>
  static constexpr V record(V a) {
    return from_matrix<op::DeterminantLocal, op::DeterminantLu>(leading(linalg::dims(a)), 0, a);
  }
};
struct LogDeterminant : NumberOfMatrix<LogDeterminant> {
  template <class V>
  static constexpr V record(V a) {
    return routine_of<op::LogDeterminantLu>(leading(linalg::dims(a)), 0, a, lu(a));
  }
};
struct SignDeterminant : NumberOfMatrix<SignDeterminant> {
  template <class V>
  static constexpr V record(V a) {
    return routine_of<op::SignDeterminantLu>(leading(linalg::dims(a)), 0, a, lu(a));
  }
};

template <int N>
struct Power : OfMatrix<Power<N>> {
  // An integer matrix has powers, but no inverse.
  static constexpr Domain domain = N < 0 ? Domain::floating : Domain::numeric;
  static constexpr Dims dims(Dims const& d) { return d; }
  template <class V>
  static constexpr V record(V a) {
    Builder& b = *a.builder;
    Dims const full = linalg::dims(a);
    if constexpr (N == 0) {
      // The identity: the last axis of a row of one 1 and n zeros, read as n rows of n.
      std::int32_t const n = rows_of(full);
      if (n < 2) return {&b, b.constant(b[a.id].dtype, full, 1.0)};
      NodeId const one = b.constant(b[a.id].dtype, Dims{2, {n, 1}}, 1.0);
      ViewMap map = ViewMap::identity(2);
      NodeId const rows = reshape(b, embed(b, one, map, Dims{2, {n, n + 1}}), Dims{1, {n * n + n}});
      map = ViewMap::identity(1);
      return stretched({&b, reshape(b, make_view(b, rows, map, Dims{1, {n * n}}), Dims{2, {n, n}})}, full);
    } else {
      V square = a, result = a;
      if constexpr (N < 0) square = result = inverse(a);
      bool started = false;
      for (unsigned e = N < 0 ? 0u - static_cast<unsigned>(N) : static_cast<unsigned>(N); e != 0; e >>= 1) {
        if ((e & 1u) != 0) {
          result = started ? product(result, square) : square;
          started = true;
        }
        if (e > 1) square = product(square, square);
      }
      return result;
    }
  }
};

}  // namespace linalg

/// X of A X = B, by LU factorisation with partial pivoting; NaN where A is singular. One matrix for a batch of right
/// sides is factorised once.   [..., n, n], [..., n, k] -> [..., n, k];  [..., n, n], [n] -> [..., n]
/// Fails to compile when A is not square, extents do not fit, batches do not broadcast, or the dtype is not floating.
/// 2/3 n^3 operations a matrix, 2 n^2 k a right side. Backward stable in practice.
template <Operand A, Operand B>
constexpr auto solve(A&& a, B&& b) {
  return linalg::SolveGeneral::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
/// The inverse; NaN where A is singular. `solve` is cheaper and more accurate where a product follows. Up to 4x4 by the
/// adjugate where the determinant is not a small remainder, else by elimination.   [..., n, n] -> [..., n, n]
/// Fails to compile when A is not square or the dtype is not floating. 2 n^3 operations a matrix.
template <Operand A>
constexpr auto inv(A&& a) {
  return linalg::Invert::call(static_cast<A&&>(a));
}
/// The determinant, up to 4x4 in minors, else by LU factorisation; 1 of no rows. Its gradient is det(A) A^-T: NaN where
/// A is singular.   [..., n, n] -> [...]
/// Fails to compile when A is not square or the dtype is not floating. 2/3 n^3 operations a matrix.
template <Operand A>
constexpr auto det(A&& a) {
  return linalg::Determinant::call(static_cast<A&&>(a));
}
/// {sign, logabsdet} with det(A) = sign * exp(logabsdet), which does not overflow; of a singular matrix 0 and minus
/// infinity. In a traced function both share one factorisation.   [..., n, n] -> {[...], [...]}
template <Operand A>
constexpr auto slogdet(A&& a) {
  return linalg::results<linalg::SignDeterminant, linalg::LogDeterminant>(static_cast<A&&>(a));
}
/// A^N by repeated squaring; of a negative N the power of the inverse, of 0 the identity.   [..., n, n] -> [..., n, n]
template <int N, Operand A>
constexpr auto matrix_power(A&& a) {
  return linalg::Power<N>::call(static_cast<A&&>(a));
}

/// Whether an operand is a square matrix of a floating dtype, or a stack of them: what inv, det and cholesky accept.
template <class A>
concept SquareMatrix = Applicable<linalg::Invert, A>;
/// Whether solve accepts two operands.
template <class A, class B>
concept SolveOperands = Applicable<linalg::SolveGeneral, A, B>;

}  // namespace tenon
