// SPDX-License-Identifier: MIT
// The snippets of docs/linear_algebra.md.
#include "support/catch.hpp"

#include <tenon/embedded.hpp>

#include <cmath>

namespace tn = tenon;
using tenon_test::Approx;

TEST_CASE("linear algebra: the snippets of docs/linear_algebra.md") {
  // [solve]
  tn::Tensor<double, 2, 2> const a{{4, 1}, {1, 3}};
  tn::Tensor<double, 2> const b{1, 2};
  tn::Tensor<double, 2> const x = tn::solve(a, b);
  tn::Tensor<double, 5, 2, 3> const many = tn::solve(a, tn::ones<double, 5, 2, 3>());  // one factorisation for all
  auto const [sign, logabsdet] = tn::slogdet(a);
  tn::Tensor<double, 2, 2> const l = tn::cholesky(a);
  tn::Tensor<double, 2> const y = tn::triangular_solve(l, b);
  // [end]
  CHECK(x(0) == Approx(1.0 / 11));
  CHECK(x(1) == Approx(7.0 / 11));
  CHECK(many(4, 0, 2) == Approx(2.0 / 11));
  CHECK(sign.item() == 1);
  CHECK(logabsdet.item() == Approx(std::log(11.0)));
  CHECK(y(0) == Approx(0.5));

  // [products]
  tn::Tensor<double, 2, 3, 4> const t = tn::ones<double, 2, 3, 4>();
  tn::Tensor<double, 3, 3> const pairs = tn::tensordot<tn::Axes<0, -1>, tn::Axes<0, 2>>(t, t);  // over the axes of 2 and 4
  auto const [p, lower, u] = tn::lu(a);
  // [end]
  CHECK(pairs(2, 1) == 8);
  tn::Tensor<double, 2, 2> const back = tn::matmul(p, tn::matmul(lower, u));
  CHECK(back(1, 1) == Approx(3));

  // [status]
  tn::Tensor<double, 2, 2, 2> const two{{{4, 1}, {1, 3}}, {{1, 2}, {2, 4}}};
  auto const [solutions, status] = tn::solve_status(two, b);
  tn::Tensor<std::int32_t, 2> const failed = status;  // {0, 2}: the second matrix is singular
  // [end]
  tn::Tensor<double, 2, 2> const found = solutions;
  CHECK((failed(0) == 0 && failed(1) == 2 && found(0, 1) == Approx(x(1)) && found(1, 0) != found(1, 0)));

  // [gradient]
  // The logarithm of a normal density but for a constant, and its slope in the covariance.
  constexpr auto log_density = [](auto const& covariance, auto const& residual) {
    auto const [s, log] = tn::slogdet(covariance);
    return -(tn::dot(residual, tn::solve(covariance, residual)) + log) * 0.5;
  };
  tn::Tensor<double, 2, 2> const slope = tn::grad<0>(log_density)(a, b);
  // [end]
  CHECK(slope(0, 0) == Approx(0.5 * (x(0) * x(0) - 3.0 / 11)));
  CHECK(slope(0, 1) == Approx(0.5 * (x(0) * x(1) + 1.0 / 11)));
}
