// SPDX-License-Identifier: MIT
#include "support/laws/metric_laws.hpp"

namespace tn = tenon;
using namespace tn::nn;
using tenon_test::Approx;
using tenon_test::metric_laws;
using Numbers = std::vector<double>;

namespace {

template <class F>
double mean_of(Numbers const& y, Numbers const& p, F const& f) {
  double s = 0;
  for (std::size_t i = 0; i < y.size(); ++i) s += f(y[i], p[i]);
  return s / static_cast<double>(y.size());
}

}  // namespace

TEST_CASE("the mean of predictions", "[metric]") {
  metric_laws<Mean, tn::Shape<1>>(
      [](Numbers const& y, Numbers const& p) { return mean_of(y, p, [](double, double b) { return b; }); });
}
TEST_CASE("mean absolute error", "[metric]") {
  metric_laws<MeanMetric<MeanAbsoluteError>, tn::Shape<2>>(
      [](Numbers const& y, Numbers const& p) { return mean_of(y, p, [](double a, double b) { return std::abs(a - b); }); });
}
TEST_CASE("mean squared error", "[metric]") {
  metric_laws<MeanMetric<MeanSquaredError>, tn::Shape<>>(
      [](Numbers const& y, Numbers const& p) { return mean_of(y, p, [](double a, double b) { return (a - b) * (a - b); }); });
}

// Expected values are those of Keras' tests.
TEST_CASE("the numbers of Keras' tests", "[metric][keras]") {
  float values[] = {1, 3, 5, 7}, ones[] = {1, 1, 1, 1}, negative[] = {-1, -1, 0, 0}, halves[] = {1, 0, 1, 0};
  auto mean = [&](float* weights) {
    Mean m;
    tenon_test::update<tn::Shape<>, 4>(m, values, values, weights, 0);
    return tenon_test::result_of(m);
  };
  CHECK(mean(ones) == 4);
  CHECK(mean(negative) == 2);
  CHECK(mean(halves) == 3);

  float y[] = {0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1},
        p[] = {0, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1};
  MeanMetric<MeanAbsoluteError> absolute;
  tenon_test::update<tn::Shape<5>, 4>(absolute, y, p, ones, 0);
  CHECK(tenon_test::result_of(absolute) == Approx(0.5).epsilon(1e-6));
  MeanMetric<MeanSquaredError> squared;
  tenon_test::update<tn::Shape<5>, 4>(squared, y, p, ones, 0);
  CHECK(tenon_test::result_of(squared) == Approx(0.5).epsilon(1e-6));
}
