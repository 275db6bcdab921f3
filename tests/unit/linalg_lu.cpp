// SPDX-License-Identifier: MIT
// The factors of LU, and which matrices of a batch have none.
#include "support/matrices.hpp"

#include <tenon/core.hpp>

namespace tn = tenon;
using namespace tenon_test;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

template <class T, std::size_t M, std::size_t N>
void factors() {
  INFO(M << " x " << N << " of " << sizeof(T));
  constexpr std::size_t K = M < N ? M : N;
  auto const a = random_tensor<T, 3, M, N>(M + 10 * N);
  auto const [permutation, lower, upper] = tn::lu(a);
  tn::Tensor<T, 3, M, M> const p = permutation;
  tn::Tensor<T, 3, M, K> const l = lower;
  tn::Tensor<T, 3, K, N> const u = upper;
  tn::Tensor<std::int32_t, 3, M> const indices = std::get<0>(tn::lu(a, tn::as_indices));
  for (std::size_t b = 0; b < 3; ++b) {
    Matrix const ml = matrix(l, M, K, b), mu = matrix(u, K, N, b), mp = matrix(p, M, M, b);
    Matrix const lu = product(ml, mu), want = matrix(a, M, N, b);
    CHECK(distance(product(mp, lu), want) <= static_cast<long double>(4 * K) * unit<T> * size(want));
    for (std::size_t i = 0; i < M; ++i) {
      for (std::size_t j = 0; j < M; ++j) CHECK(p(b, i, j) == (static_cast<std::size_t>(indices(b, i)) == j ? 1 : 0));
      for (std::size_t j = 0; j < K; ++j) {
        CHECK(std::abs(l(b, i, j)) <= 1);  // the pivots are the largest of their columns
        if (j >= i) CHECK(l(b, i, j) == (i == j ? 1 : 0));
      }
    }
    for (std::size_t i = 0; i < K; ++i)
      for (std::size_t j = 0; j < i; ++j) CHECK(u(b, i, j) == 0);
  }
}

}  // namespace

TEST_CASE("lu: of every shape") {
  factors<double, 1, 1>();
  factors<float, 3, 3>();
  factors<double, 4, 4>();
  factors<float, 5, 2>();
  factors<double, 2, 5>();
  factors<double, 9, 9>();
  factors<float, 20, 3>();
}

TEST_CASE("lu: a singular matrix has factors too") {
  tn::Tensor<double, 3, 3> const a{{0, 0, 1}, {0, 0, 2}, {0, 3, 4}};
  auto const [p, l, u] = tn::lu(a);
  tn::Tensor<double, 3, 3> const back = tn::matmul(p, tn::matmul(l, u)), upper = u;
  CHECK(distance(matrix(back, 3, 3), matrix(a, 3, 3)) == 0);
  CHECK(upper(0, 0) == 0);
}

TEST_CASE("lu: eager, traced and constant evaluation agree; gradients") {
  constexpr auto l = [](auto const& t) { return std::get<1>(tn::lu(t)); };
  constexpr auto u = [](auto const& t) { return std::get<2>(tn::lu(t)); };
  auto const square = random_tensor<double, 2, 3, 3>(1);
  auto const tall = random_tensor<double, 4, 2>(2);
  auto const wide = random_tensor<double, 2, 4>(3);
  same_everywhere(l, square);
  same_everywhere(u, wide);
  same_everywhere([](auto const& t) { return std::get<0>(tn::lu(t, tn::as_indices)); }, tall);
  gradient_is_right(l, square);
  gradient_is_right(u, square);
  gradient_is_right(l, tall);
  gradient_is_right(u, tall);
  gradient_is_right(l, wide);
  gradient_is_right(u, wide);
  constexpr tn::Tensor<double, 2, 2> a{{1, 2}, {4, 4}}, upper = std::get<2>(tn::lu(a));
  static_assert(upper(0, 0) == 4 && upper(1, 1) == 1 && upper(1, 0) == 0);
}

TEST_CASE("solve_status, inv_status, cholesky_status: which matrix failed, and where") {
  tn::Tensor<double, 4, 3, 3> const a{{{4, 1, 0}, {1, 3, 0}, {0, 0, 2}},
                                      {{1, 2, 3}, {2, 4, 6}, {0, 0, 1}},
                                      {{0, 0, 0}, {0, 1, 0}, {0, 0, 1}},
                                      {{1, 0, 0}, {0, not_a_number, 0}, {0, 0, 1}}};
  auto const [x, status] = tn::solve_status(a, tn::ones<double, 4, 3, 2>());
  auto const [y, same] = tn::inv_status(a);
  tn::Tensor<std::int32_t, 4> const s = status, t = same;
  tn::Tensor<double, 4, 3, 2> const solution = x;
  tn::Tensor<double, 4, 3, 3> const inverse = y;
  tn::Tensor<double, 3, 3> const first = tn::inv(a(tn::at<0>));
  CHECK((s(0) == 0 && s(1) == 2 && s(2) == 1 && s(3) == 2));
  for (std::size_t b = 0; b < 4; ++b) {
    CHECK(s(b) == t(b));
    CHECK(none_nan(solution.data() + b * 6, 6) == (s(b) == 0));
    CHECK(none_nan(inverse.data() + b * 9, 9) == (s(b) == 0));
  }
  CHECK(distance(matrix(inverse, 3, 3), matrix(first, 3, 3)) < 1e-15L);

  tn::Tensor<float, 3, 2, 2> const c{{{4, 2}, {2, 2}}, {{4, 2}, {2, 1}}, {{-1, 0}, {0, 1}}};
  auto const [factor, which] = tn::cholesky_status(c);
  tn::Tensor<float, 3, 2, 2> const l = factor;
  tn::Tensor<std::int32_t, 3> const w = which;
  CHECK((w(0) == 0 && w(1) == 2 && w(2) == 1));
  CHECK((l(0, 1, 1) == 1 && l(1, 0, 0) == 2 && l(1, 1, 1) != l(1, 1, 1) && l(2, 0, 0) != l(2, 0, 0)));

  constexpr auto solved = [](auto const& m) { return std::get<0>(tn::solve_status(m, m + 1)); };
  same_everywhere(solved, random_tensor<double, 2, 3, 3>(4));
  same_everywhere([](auto const& m) { return std::get<1>(tn::cholesky_status(m)); }, c);
  gradient_is_right(solved, random_tensor<double, 3, 3>(5));
}
