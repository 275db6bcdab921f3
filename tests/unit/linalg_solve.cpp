// SPDX-License-Identifier: MIT
// Linear systems: solve and triangular_solve.
#include "support/matrices.hpp"

#include <tenon/core.hpp>

namespace tn = tenon;
using namespace tenon_test;

namespace {

/// The residual of a backward stable solution is small beside the products that make it.
template <class T>
void check_residual(Matrix const& a, Matrix const& x, Matrix const& b) {
  auto const n = static_cast<long double>(a.n);
  CHECK(distance(product(a, x), b) <= 8 * n * unit<T> * (n * size(a) * size(x) + size(b)));
}

template <class T, std::size_t N>
void solves() {
  INFO(N << " of " << sizeof(T));
  auto const a = random_tensor<T, 2, N, N>(N);
  auto const b = random_tensor<T, 2, N, 3>(N + 100);
  auto const v = random_tensor<T, N>(N + 200);
  auto const c = random_tensor<T, 2, N, 1>(N + 300);
  tn::Tensor<T, 2, N, 3> const x = tn::solve(a, b);
  tn::Tensor<T, 2, N, 1> const z = tn::solve(a, c);
  tn::Tensor<T, 2, N> const y = tn::solve(a, v);
  for (std::size_t i = 0; i < 2; ++i) {
    check_residual<T>(matrix(a, N, N, i), matrix(x, N, 3, i), matrix(b, N, 3, i));
    check_residual<T>(matrix(a, N, N, i), matrix(y, N, 1, i), matrix(v, N, 1));
    check_residual<T>(matrix(a, N, N, i), matrix(z, N, 1, i), matrix(c, N, 1, i));
  }
}

template <class T, std::size_t N, class... Flag>
void substitutes(Flag... flag) {
  constexpr bool upper = (std::is_same_v<Flag, tn::Upper> || ...), trans = (std::is_same_v<Flag, tn::Transposed> || ...),
                 unit_diagonal = (std::is_same_v<Flag, tn::UnitDiagonal> || ...);
  INFO(N << " of " << sizeof(T) << ": " << upper << trans << unit_diagonal);
  tn::Tensor<T, N, N> t = tn::cast<T>(random_tensor<T, N, N>(N) * T(0.25));
  for (std::size_t i = 0; i < N; ++i) t(i, i) = T(1.5) + t(i, i);
  Matrix full = matrix(t, N, N);
  for (std::size_t i = 0; i < N; ++i)
    for (std::size_t j = 0; j < N; ++j)
      if (i == j ? unit_diagonal : (j > i) != upper) full(i, j) = i == j ? 1 : 0;
  if (trans) full = transposed(full);
  auto const b = random_tensor<T, N, 4>(7);
  auto const v = random_tensor<T, N>(8);
  tn::Tensor<T, N, 4> const x = tn::triangular_solve(t, b, flag...);
  tn::Tensor<T, N> const y = tn::triangular_solve(t, v, flag...);
  check_residual<T>(full, matrix(x, N, 4), matrix(b, N, 4));
  check_residual<T>(full, matrix(y, N, 1), matrix(v, N, 1));
}
template <class T, std::size_t N>
void substitutes_all() {
  substitutes<T, N>();
  substitutes<T, N>(tn::upper);
  substitutes<T, N>(tn::transposed);
  substitutes<T, N>(tn::upper, tn::transposed);
  substitutes<T, N>(tn::unit_diagonal);
  substitutes<T, N>(tn::unit_diagonal, tn::upper, tn::transposed);
}

}  // namespace

TEST_CASE("solve: residuals of every size") {
  solves<float, 1>();
  solves<double, 2>();
  solves<float, 3>();
  solves<float, 4>();
  solves<double, 5>();
  solves<float, 6>();
  solves<float, 7>();
  solves<double, 8>();
  solves<float, 16>();
  solves<double, 33>();
}

TEST_CASE("solve: batches broadcast, one matrix serves many right sides") {
  auto const a = random_tensor<double, 3, 3>(1);
  auto const b = random_tensor<double, 4, 3, 2>(2);
  tn::Tensor<double, 4, 3, 2> const x = tn::solve(a, b);
  auto const as = random_tensor<double, 2, 1, 9, 9>(3);
  auto const bs = random_tensor<double, 3, 9, 1>(4);
  tn::Tensor<double, 2, 3, 9, 1> const y = tn::solve(as, bs);
  auto const last = random_tensor<double, 3, 9, 9>(5);
  auto const many = random_tensor<double, 2, 3, 9, 2>(6);
  tn::Tensor<double, 2, 3, 9, 2> const z = tn::solve(last, many);
  for (std::size_t i = 0; i < 4; ++i) check_residual<double>(matrix(a, 3, 3), matrix(x, 3, 2, i), matrix(b, 3, 2, i));
  for (std::size_t i = 0; i < 6; ++i) {
    check_residual<double>(matrix(as, 9, 9, i / 3), matrix(y, 9, 1, i), matrix(bs, 9, 1, i % 3));
    check_residual<double>(matrix(last, 9, 9, i % 3), matrix(z, 9, 2, i), matrix(many, 9, 2, i));
  }
  tn::Tensor<float, 0, 3, 2> const none = tn::solve(tn::Tensor<float, 0, 3, 3>{}, tn::Tensor<float, 3, 2>{});
  CHECK(none.size == 0);
}

TEST_CASE("solve: a zero pivot is exchanged, a singular matrix gives NaN and its neighbours stay") {
  tn::Tensor<float, 2, 2> const swap{{0, 2}, {4, 0}};
  tn::Tensor<float, 2> const x = tn::solve(swap, tn::Tensor<float, 2>{6, 8});
  CHECK((x(0) == 2 && x(1) == 3));
  tn::Tensor<double, 3, 2, 2> const a{{{2, 0}, {0, 4}}, {{1, 2}, {2, 4}}, {{1, 0}, {0, 1}}};
  tn::Tensor<double, 3, 2> const y = tn::squeeze<2>(tn::solve(a, tn::Tensor<double, 2, 1>{{2}, {4}}));
  CHECK((y(0, 0) == 1 && y(0, 1) == 1 && y(2, 0) == 2 && y(2, 1) == 4));
  CHECK(all_nan(y.data() + 2, 2));
  tn::Tensor<double, 3, 3, 3> three = random_tensor<double, 3, 3, 3>(9);
  for (std::size_t i = 0; i < 3; ++i) three(0, i, 2) = three(1, 1, i) = three(2, i, 0) = 0;
  tn::Tensor<double, 3, 3, 1> const none = tn::solve(three, random_tensor<double, 3, 3, 1>(10));
  CHECK(all_nan(none.data(), 9));
  tn::Tensor<double, 9, 9> large = random_tensor<double, 9, 9>(4);
  for (std::size_t i = 0; i < 9; ++i) large(i, 4) = 0;
  tn::Tensor<double, 9> const z = tn::solve(large, random_tensor<double, 9>(5));
  CHECK(all_nan(z.data(), 9));
  tn::Tensor<double, 2, 2> const bad{{std::numeric_limits<double>::quiet_NaN(), 0}, {0, 1}};
  tn::Tensor<double, 2> const w = tn::solve(bad, tn::Tensor<double, 2>{1, 1});
  CHECK(w(0) != w(0));
}

TEST_CASE("triangular_solve: residuals of every kind") {
  substitutes_all<double, 1>();
  substitutes_all<float, 2>();
  substitutes_all<double, 5>();
  substitutes_all<float, 16>();
  substitutes_all<double, 33>();
}

TEST_CASE("triangular_solve: a zero on the diagonal gives NaN, but not on a unit diagonal") {
  tn::Tensor<float, 2, 2> const t{{1, 7}, {2, 0}};
  tn::Tensor<float, 2> const b{1, 5}, x = tn::triangular_solve(t, b), y = tn::triangular_solve(t, b, tn::unit_diagonal);
  CHECK(all_nan(x.data(), 2));
  CHECK((y(0) == 1 && y(1) == 3));
}

TEST_CASE("solve: eager, traced and constant evaluation agree") {
  constexpr auto solve = [](auto const& a, auto const& b) { return tn::solve(a * 2, b + 1); };
  same_everywhere(solve, random_tensor<float, 3, 4, 4>(1), random_tensor<float, 3, 4, 5>(2));
  same_everywhere(solve, random_tensor<float, 11, 11>(3), random_tensor<float, 11>(4));
  same_everywhere([](auto const& t, auto const& b) { return tn::triangular_solve(t, b, tn::upper, tn::transposed); },
                  random_tensor<double, 2, 5, 5>(5), random_tensor<double, 5, 2>(6));
  constexpr tn::Tensor<double, 2, 2> a{{0, 2}, {4, 0}};
  constexpr tn::Tensor<double, 2> b{6, 8}, ones{1, 1};
  constexpr tn::Tensor<double, 2> x = tn::solve(a, b), y = tn::triangular_solve(tn::transpose(a), ones, tn::unit_diagonal);
  static_assert(x(0) == 2 && x(1) == 3 && y(0) == 1 && y(1) == -1);
  constexpr tn::Tensor<double, 2> none = tn::solve(tn::Tensor<double, 2, 2>{{1, 1}, {1, 1}}, b);
  static_assert(none(0) != none(0));
}

TEST_CASE("solve: gradients of both sides, shared or not") {
  constexpr auto solve = [](auto const& a, auto const& b) { return tn::solve(a, b); };
  constexpr auto turned = [](auto const& b, auto const& a) { return tn::solve(a, b); };
  auto const a = random_tensor<double, 2, 3, 3>(3);
  auto const one = random_tensor<double, 3, 3>(4);
  auto const b = random_tensor<double, 2, 3, 2>(5);
  auto const v = random_tensor<double, 3>(6);
  gradient_is_right(solve, a, b);
  gradient_is_right(turned, b, a);
  gradient_is_right(solve, one, b);
  gradient_is_right(turned, b, one);
  gradient_is_right(solve, one, v);
  gradient_is_right(turned, v, a);
  gradient_is_right(solve, random_tensor<double, 9, 9>(7), random_tensor<double, 2, 9, 1>(8));
}

TEST_CASE("triangular_solve: gradients") {
  auto const t = random_tensor<double, 3, 3>(3);
  auto const b = random_tensor<double, 2, 3, 2>(4);
  gradient_is_right([](auto const& x, auto const& y) { return tn::triangular_solve(x, y); }, t, b);
  gradient_is_right([](auto const& x, auto const& y) { return tn::triangular_solve(x, y, tn::upper); }, t, b);
  gradient_is_right([](auto const& x, auto const& y) { return tn::triangular_solve(x, y, tn::transposed); }, t, b);
  gradient_is_right([](auto const& x, auto const& y) { return tn::triangular_solve(x, y, tn::unit_diagonal, tn::upper); }, t, b);
  gradient_is_right([](auto const& y, auto const& x) { return tn::triangular_solve(x, y, tn::upper, tn::transposed); }, b, t);
}
