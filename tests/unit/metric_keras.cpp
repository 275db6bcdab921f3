// SPDX-License-Identifier: MIT
#include "support/metric_vectors.hpp"

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

using S2 = tn::Shape<2>;
using S3 = tn::Shape<3>;
using S4 = tn::Shape<4>;
using S12 = tn::Shape<1, 2>;
using S22 = tn::Shape<2, 2>;
using S23 = tn::Shape<2, 3>;
using S24 = tn::Shape<2, 4>;
using S33 = tn::Shape<3, 3>;
using S45 = tn::Shape<4, 5>;

}  // namespace

TEST_CASE("keras: means, sums and accuracies", "[metric][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check_reduction<S4>(nn::Mean{}, {"metrics.reduction.Mean.01"});
  check_reduction<S4, S4>(nn::Mean{}, {"metrics.reduction.Mean.03"});
  check_reduction<S22, S12>(nn::Mean{}, {"metrics.reduction.Mean.05"});
  check_reduction<S4>(nn::Sum{}, {"metrics.reduction.Sum.01"});
  check_reduction<S22, S22>(nn::Sum{}, {"metrics.reduction.Sum.03"});
  check_metric<S45, S45, S4>(nn::MeanMetric<nn::MeanSquaredError>{}, {"metrics.reduction.MeanMetricWrapper.02"});
  check_metric<S4, S4>(nn::Accuracy{}, {"metrics.accuracy.Accuracy.01"});
  check_metric<S4, S4, S4>(nn::Accuracy{}, {"metrics.accuracy.Accuracy.03"});
  check_metric<S22, S22, S12>(nn::Accuracy{}, {"metrics.accuracy.Accuracy.05"});
  check_metric<S4, S4>(nn::BinaryAccuracy{}, {"metrics.accuracy.BinaryAccuracy.02", "metrics.accuracy.BinaryAccuracy.08"});
  check_metric<S4, S4, S4>(nn::BinaryAccuracy{}, {"metrics.accuracy.BinaryAccuracy.04"});
  check_metric<S22, S22, S12>(nn::BinaryAccuracy{}, {"metrics.accuracy.BinaryAccuracy.06"});
  check_metric<S23, S23, S2>(nn::CategoricalAccuracy{}, {"metrics.accuracy.CategoricalAccuracy.02"});
  check_metric<S2, S23, S2, int>(nn::SparseCategoricalAccuracy{}, {"metrics.accuracy.SparseCategoricalAccuracy.02"});
  check_metric<S2, S22, NoWeights, int>(nn::SparseCategoricalAccuracy{}, {"metrics.accuracy.SparseCategoricalAccuracy.04"});
  check_metric<S3, S33, NoWeights, int>(nn::SparseCategoricalAccuracy{}, {"metrics.accuracy.SparseCategoricalAccuracy.06",
                                                                          "metrics.accuracy.SparseCategoricalAccuracy.08"});
  check_metric<S23, S23, S2>(nn::TopKCategoricalAccuracy<1>{}, {"metrics.accuracy.TopKCategoricalAccuracy.02"});
  check_metric<S2, S23, S2, int>(nn::SparseTopKCategoricalAccuracy<1>{}, {"metrics.accuracy.SparseTopKCategoricalAccuracy.02"});
  check_metric<S2, S23, S2, int, int>(nn::SparseTopKCategoricalAccuracy<1, true>{},
                                      {"metrics.accuracy.SparseTopKCategoricalAccuracy.04"});
}
