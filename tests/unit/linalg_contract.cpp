// SPDX-License-Identifier: MIT
// Contractions over chosen axes, chains of matrices, vector products.
#include "support/matrices.hpp"

#include <tenon/core.hpp>

namespace tn = tenon;
using namespace tenon_test;

TEST_CASE("tensordot: over listed axes") {
  auto const x = random_tensor<double, 2, 3, 4>(1);
  auto const y = random_tensor<double, 4, 5, 2>(2);
  tn::Tensor<double, 3, 5> const z = tn::tensordot<tn::Axes<0, -1>, tn::Axes<2, 0>>(x, y);
  for (std::size_t j = 0; j < 3; ++j)
    for (std::size_t k = 0; k < 5; ++k) {
      double sum = 0;
      for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t l = 0; l < 4; ++l) sum += x(i, j, l) * y(l, k, i);
      CHECK(z(j, k) == Approx(sum));
    }
  tn::Tensor<double, 2, 4, 2, 4> const kept = tn::tensordot<tn::Axes<1>, tn::Axes<1>>(x, x);
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) sum += x(1, i, 2) * x(0, i, 3);
  CHECK(kept(1, 2, 0, 3) == Approx(sum));
  tn::Tensor<int, 2, 2> const a{{1, 2}, {3, 4}};
  CHECK((tn::tensordot<tn::Axes<0, 1>, tn::Axes<1, 0>>(a, a).item() == 1 + 6 + 6 + 16));
  constexpr auto f = [](auto const& t, auto const& u) { return tn::tensordot<tn::Axes<2, 0>, tn::Axes<0, 2>>(t, u); };
  gradient_is_right(f, x, y);
}

TEST_CASE("multi_dot: in the cheapest order, vectors at both ends") {
  auto const a = random_tensor<double, 2, 7>(1);
  auto const b = random_tensor<double, 7, 3>(2);
  auto const c = random_tensor<double, 3, 5>(3);
  auto const v = random_tensor<double, 5>(4);
  tn::Tensor<double, 2, 5> const abc = tn::multi_dot(a, b, c), want = tn::matmul(tn::matmul(a, b), c);
  tn::Tensor<double, 2> const column = tn::multi_dot(a, b, c, v), as_column = tn::matmul(want, v);
  for (std::size_t i = 0; i < abc.size; ++i) CHECK(abc.data()[i] == Approx(want.data()[i]));
  for (std::size_t i = 0; i < 2; ++i) CHECK(column(i) == Approx(as_column(i)));
  double const number = tn::multi_dot(v, tn::transpose(c), c, v).item();
  double squares = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    double const s = c(i, 0) * v(0) + c(i, 1) * v(1) + c(i, 2) * v(2) + c(i, 3) * v(3) + c(i, 4) * v(4);
    squares += s * s;
  }
  CHECK(number == Approx(squares));
  // From Cormen et al., Introduction to Algorithms, 15.2: 15125 multiply-adds.
  constexpr std::int32_t extent[] = {30, 35, 15, 5, 10, 20, 25};
  static_assert(tn::linalg::Chain::of(extent, 6).cost[0][5] == 15125);
  gradient_is_right([](auto const& t, auto const& u) { return tn::multi_dot(t, u, tn::transpose(t)); }, a,
                    random_tensor<double, 7, 7>(5));
}

TEST_CASE("cross, vdot") {
  tn::Tensor<int, 3> const x{1, 0, 0}, y{0, 1, 0};
  tn::Tensor<int, 2, 3> const both{{0, 1, 0}, {0, 0, 1}};
  tn::Tensor<int, 3> const z = tn::cross(x, y);
  tn::Tensor<int, 2, 3> const many = tn::cross(x, both);
  CHECK((z(0) == 0 && z(1) == 0 && z(2) == 1));
  CHECK((many(0, 2) == 1 && many(1, 1) == -1 && many(1, 2) == 0));
  auto const a = random_tensor<double, 4, 3>(1), b = random_tensor<double, 4, 3>(2);
  tn::Tensor<double, 4> const upright = tn::dot(a, tn::cross(a, b));
  for (double const d : upright) CHECK(std::abs(d) < 1e-15);
  double sum = 0;
  for (std::size_t i = 0; i < 12; ++i) sum += a.data()[i] * b.data()[i];
  CHECK(tn::vdot(a, tn::reshape<2, 6>(b)).item() == Approx(sum));
  gradient_is_right([](auto const& t, auto const& u) { return tn::cross(t, u) * t; }, a, b);
  same_everywhere([](auto const& t, auto const& u) { return tn::cross(t, u); }, a, b);
  constexpr tn::Tensor<int, 3> i{1, 0, 0}, j{0, 1, 0}, k = tn::cross(i, j);
  static_assert(k(2) == 1 && tn::vdot(i, j).item() == 0);
}
