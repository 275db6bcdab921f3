// SPDX-License-Identifier: MIT
// Gamma deviates of small, middle and large shapes.
#include "support/random_statistics.hpp"
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <cstdint>
#include <limits>

namespace tn = tenon;
namespace rnd = tn::random;
using namespace tenon_test;

namespace {

constexpr rnd::Key key = rnd::key(77);
constexpr std::size_t n = 20000;

/// The distribution function, the regularised incomplete gamma function: a series below alpha + 1, else a continued fraction
/// (Abramowitz and Stegun, Handbook of Mathematical Functions, 6.5.29 and 6.5.31).
double gamma_cdf(double alpha, double x) {
  if (x <= 0) return 0;
  double const front = std::exp(alpha * std::log(x) - x - std::lgamma(alpha));
  if (x < alpha + 1) {
    double term = 1 / alpha, sum = term;
    for (int k = 1; k < 5000 && term > sum * 1e-17; ++k) sum += term *= x / (alpha + k);
    return front * sum;
  }
  double b = x + 1 - alpha, c = 1e300, d = 1 / b, h = d;
  for (int i = 1; i < 5000; ++i) {
    double const a = -i * (i - alpha);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    h *= d * c;
  }
  return 1 - front * h;
}

}  // namespace

TEST_CASE("gamma: the reference knows the exponential and the error function") {
  for (double const x : {0.01, 0.5, 1.9, 2.5, 10.0}) {
    CHECK(std::abs(gamma_cdf(1, x) + std::expm1(-x)) < 1e-13);
    CHECK(std::abs(gamma_cdf(0.5, x) - std::erf(std::sqrt(x))) < 1e-13);
  }
}

TEST_CASE("gamma: shape and moments") {
  for (double const alpha : {0.05, 0.3, 0.999, 1.0, 1.5, 4.0, 30.0, 2000.0}) {
    INFO(alpha);
    tn::Tensor<double, n> const x = rnd::gamma<double, n>(key, alpha);
    check_distribution("distribution", x, [alpha](double v) { return gamma_cdf(alpha, v); });
    check_moments("moments", x, alpha, alpha, 3 * alpha * alpha + 6 * alpha);
  }
  tn::Tensor<float, n> const x = rnd::gamma<float, n>(key, 2.5, 3);
  check_distribution("float, scaled", x, [](double v) { return gamma_cdf(2.5, v / 3); });
}

TEST_CASE("gamma: floats are the doubles of the same key, rounded; element i does not depend on the size") {
  tn::Tensor<double, 100> const wide = rnd::gamma<double, 100>(key, 1.25);
  tn::Tensor<float, 100> const narrow = rnd::gamma<float, 100>(key, 1.25);
  tn::Tensor<float, 7> const few = rnd::gamma<float, 7>(key, 1.25);
  for (std::size_t i = 0; i < 100; ++i) REQUIRE(narrow(i) == static_cast<float>(wide(i)));
  for (std::size_t i = 0; i < 7; ++i) REQUIRE(few(i) == narrow(i));
}

TEST_CASE("gamma: shapes of each element, and where there is none") {
  double const inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  tn::Tensor<double, 2, 5> const x = rnd::gamma<double, 2, 5>(key, tn::Tensor<double, 5>{0, -1, nan, 1e6, 1e-300});
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(x(i, 0) == 0);
    CHECK(x(i, 1) != x(i, 1));
    CHECK(x(i, 2) != x(i, 2));
    CHECK(std::abs(x(i, 3) - 1e6) < 6e3);
    CHECK(x(i, 4) == 0);
  }
  tn::Tensor<float, 3> const each = rnd::gamma<float>(key, tn::Tensor<float, 3>{1, 2, 3});
  tn::Tensor<float, 3> const broadcast = rnd::gamma<float, 3>(key, tn::Tensor<float, 3>{1, 2, 3}, 1);
  for (std::size_t i = 0; i < 3; ++i) CHECK((each(i) == broadcast(i) && each(i) > 0 && double(each(i)) < inf));
}
