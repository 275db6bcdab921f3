// SPDX-License-Identifier: MIT
// Metrics outside of a training, run by kernels: the cases of the book's chapter 12.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <cmath>
#include <limits>

namespace tn = tenon;
using namespace tn::nn;
using Numbers = tn::Tensor<float, 8>;

TEST_CASE("ch12-132, ch12-134: precision, update by update", "[metric][ch12]") {
  tn::nn::Precision<> precision;
  update_state(precision, Numbers{0, 1, 1, 1, 0, 1, 0, 1}, Numbers{1, 1, 0, 1, 0, 1, 0, 1});
  CHECK(result(precision) == 0.8f);
  update_state(precision, Numbers{0, 1, 0, 0, 1, 0, 1, 1}, Numbers{1, 0, 1, 1, 0, 0, 0, 0});
  CHECK(result(precision) == 0.5f);
  static_assert(std::is_same_v<decltype(precision.true_positives)::shape_type, tn::Shape<1>>);
  CHECK((precision.true_positives(0) == 4 && precision.false_positives(0) == 4));
  reset_state(precision);
  CHECK((precision.true_positives(0) == 0 && precision.false_positives(0) == 0 && result(precision) == 0));
}

TEST_CASE("ch12-138, ch12-140: a streaming Huber metric", "[metric][ch12]") {
  MeanMetric<Huber> metric{{2.f}, {}};
  update_state(metric, tn::Tensor<float, 1, 1>{{2}}, tn::Tensor<float, 1, 1>{{10}});
  CHECK(result(metric) == 14);
  update_state(metric, tn::Tensor<float, 2, 1>{{0}, {5}}, tn::Tensor<float, 2, 1>{{1}, {9.25f}});
  CHECK((metric.mean.total.item() == 21 && metric.mean.count.item() == 3));
  CHECK(result(metric) == 7);
  reset_state(metric);
  CHECK((metric.mean.total.item() == 0 && metric.loss.delta.item() == 2));  // the threshold stays
}

TEST_CASE("weights, values, and what has weight 0", "[metric]") {
  Mean mean;
  update_state(mean, tn::Tensor<float, 3>{1, 2, 6});
  CHECK(result(mean) == 3);
  Sum sum;
  tn::Tensor<float, 2> const values{1, std::numeric_limits<float>::quiet_NaN()};
  update_state(sum, values, values, tn::Tensor<float, 2>{3, 0});
  CHECK(result(sum) == 3);
  AUC<> auc;
  tn::Tensor<float, 4> const y{0, 0, 1, 1}, p{0.1f, std::numeric_limits<float>::quiet_NaN(), 0.35f, 0.8f};
  update_state(auc, y, p, tn::Tensor<float, 4>{1, 0, 1, 1});
  CHECK(result(auc) == 1);
  tn::nn::Recall<2> two;
  two.thresholds = tn::Tensor<float, 2>{0.3f, 0.5f};
  update_state(two, y, p);
  CHECK((result(two)(0) == 1 && result(two)(1) == 0.5f));
}
