// SPDX-License-Identifier: MIT
// Metrics that Keras' vectors leave out, against their definitions.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <cmath>

namespace tn = tenon;
namespace nn = tenon::nn;
using tenon_test::Approx;

TEST_CASE("F1Score is FBetaScore of beta 1", "[metric]") {
  tn::Tensor<float, 3, 3> const y{{1, 1, 1}, {1, 0, 0}, {1, 1, 0}}, p{{0.2F, 0.6F, 0.7F}, {0.2F, 0.6F, 0.6F}, {0.6F, 0.8F, 0}};
  nn::F1Score<3, nn::Averaging::none, true> f1;
  nn::FBetaScore<3, nn::Averaging::none, true> fbeta;
  f1.score.threshold = 0.5F;
  fbeta.threshold = 0.5F;
  nn::update_state(f1, y, p);
  nn::update_state(fbeta, y, p);
  auto const got = nn::result(f1), same = nn::result(fbeta);
  // Of each class: hits, others that were predicted, others that were missed.
  double const hits[] = {1, 2, 1}, wrong[] = {0, 1, 1}, missed[] = {2, 0, 0};
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(got(c) == Approx(2 * hits[c] / (2 * hits[c] + wrong[c] + missed[c])).epsilon(1e-5));
    CHECK(got(c) == same(c));
  }
}

TEST_CASE("MeanRelativeError: by a normalizer, 0 where that is 0", "[metric]") {
  nn::MeanRelativeError<4> metric;
  metric.normalizer = tn::Tensor<float, 4>{1, 3, 2, 0};
  tn::Tensor<float, 1, 4> const y{{1, 3, 2, 3}}, p{{2, 4, 6, 8}};
  nn::update_state(metric, y, p);
  CHECK(nn::result(metric) == Approx((1 + 1.0 / 3 + 2 + 0) / 4).epsilon(1e-6));
}

TEST_CASE("PearsonCorrelation: of each row, their mean", "[metric]") {
  tn::Tensor<float, 2, 3> const y{{0, 1, 0.5F}, {1, 1, 0.2F}}, p{{0.1F, 0.9F, 0.5F}, {1, 0.9F, 0.2F}};
  auto correlation = [&](std::size_t row) {
    double my = 0, mp = 0, yp = 0, yy = 0, pp = 0;
    for (std::size_t i = 0; i < 3; ++i) my += double(y(row, i)) / 3, mp += double(p(row, i)) / 3;
    for (std::size_t i = 0; i < 3; ++i) {
      double const a = double(y(row, i)) - my, b = double(p(row, i)) - mp;
      yp += a * b, yy += a * a, pp += b * b;
    }
    return yp / std::sqrt(yy * pp);
  };
  nn::PearsonCorrelation<> metric;
  nn::update_state(metric, y, p);
  CHECK(nn::result(metric) == Approx((correlation(0) + correlation(1)) / 2).epsilon(1e-5));
  nn::PearsonCorrelation<> weighted;
  nn::update_state(weighted, y, p, tn::Tensor<float, 2>{3, 1});
  CHECK(nn::result(weighted) == Approx((3 * correlation(0) + correlation(1)) / 4).epsilon(1e-5));
}
