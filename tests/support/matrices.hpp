// SPDX-License-Identifier: MIT
#pragma once

#include "support/routine_laws.hpp"

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

/// Matrices of long double in plain loops: what the tests of linear algebra compare with.
namespace tenon_test {

struct Matrix {
  std::size_t m = 0, n = 0;
  std::vector<long double> values;
  Matrix(std::size_t rows, std::size_t columns) : m(rows), n(columns), values(rows * columns, 0) {}
  long double& operator()(std::size_t i, std::size_t j) { return values[i * n + j]; }
  long double operator()(std::size_t i, std::size_t j) const { return values[i * n + j]; }
};

/// Matrix number `batch` of a tensor [..., m, n], or vector of a tensor [..., m] as a column.
template <class T>
Matrix matrix(T const& t, std::size_t m, std::size_t n, std::size_t batch = 0) {
  Matrix r(m, n);
  for (std::size_t i = 0; i < m * n; ++i) r.values[i] = static_cast<long double>(t.data()[batch * m * n + i]);
  return r;
}
inline Matrix transposed(Matrix const& a) {
  Matrix r(a.n, a.m);
  for (std::size_t i = 0; i < a.m; ++i)
    for (std::size_t j = 0; j < a.n; ++j) r(j, i) = a(i, j);
  return r;
}
inline Matrix product(Matrix const& a, Matrix const& b) {
  Matrix r(a.m, b.n);
  for (std::size_t i = 0; i < a.m; ++i)
    for (std::size_t j = 0; j < b.n; ++j)
      for (std::size_t k = 0; k < a.n; ++k) r(i, j) += a(i, k) * b(k, j);
  return r;
}
inline Matrix identity(std::size_t n) {
  Matrix r(n, n);
  for (std::size_t i = 0; i < n; ++i) r(i, i) = 1;
  return r;
}
/// The largest element.
inline long double size(Matrix const& a) {
  long double r = 0;
  for (long double const x : a.values) r = !(std::abs(x) <= r) ? std::abs(x) : r;
  return r;
}
inline long double distance(Matrix const& a, Matrix const& b) {
  REQUIRE(a.values.size() == b.values.size());
  Matrix d = a;
  for (std::size_t i = 0; i < d.values.size(); ++i) d.values[i] -= b.values[i];
  return size(d);
}
/// X of A X = B and the determinant of A, by elimination with complete exchange of rows.
inline std::pair<Matrix, long double> eliminated(Matrix a, Matrix b) {
  long double det = 1;
  for (std::size_t k = 0; k < a.n; ++k) {
    std::size_t p = k;
    for (std::size_t i = k; i < a.n; ++i)
      if (std::abs(a(i, k)) > std::abs(a(p, k))) p = i;
    for (std::size_t j = 0; j < a.n; ++j) std::swap(a(k, j), a(p, j));
    for (std::size_t j = 0; j < b.n; ++j) std::swap(b(k, j), b(p, j));
    det *= p == k ? a(k, k) : -a(k, k);
    for (std::size_t i = 0; i < a.n; ++i) {
      if (i == k) continue;
      long double const c = a(i, k) / a(k, k);
      for (std::size_t j = k; j < a.n; ++j) a(i, j) -= c * a(k, j);
      for (std::size_t j = 0; j < b.n; ++j) b(i, j) -= c * b(k, j);
    }
  }
  for (std::size_t i = 0; i < a.n; ++i)
    for (std::size_t j = 0; j < b.n; ++j) b(i, j) /= a(i, i);
  return {b, det};
}
inline Matrix inverse(Matrix const& a) { return eliminated(a, identity(a.n)).first; }
/// The condition number in the norm of the largest element, times n.
inline long double condition(Matrix const& a) { return static_cast<long double>(a.n) * size(a) * size(inverse(a)); }

template <class T>
inline constexpr long double unit = std::numeric_limits<T>::epsilon();

/// Whether every element is NaN, in `count` elements from `first` on.
template <class T>
bool all_nan(T const* first, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    if (first[i] == first[i]) return false;
  return true;
}
template <class T>
bool none_nan(T const* first, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    if (first[i] != first[i]) return false;
  return true;
}

}  // namespace tenon_test
