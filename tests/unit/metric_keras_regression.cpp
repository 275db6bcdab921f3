// SPDX-License-Identifier: MIT
#include "support/metric_vectors.hpp"

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

using S2 = tn::Shape<2>;
using S3 = tn::Shape<3>;
using S4 = tn::Shape<4>;
using S22 = tn::Shape<2, 2>;
using S23 = tn::Shape<2, 3>;
using S24 = tn::Shape<2, 4>;
using S33 = tn::Shape<3, 3>;
using S43 = tn::Shape<4, 3>;
using S45 = tn::Shape<4, 5>;

}  // namespace

template <class L>
using Of = nn::MeanMetric<L>;

TEST_CASE("keras: metrics of regression", "[metric][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check_metric<S45, S45>(Of<nn::MeanAbsoluteError>{}, {"metrics.regression.MeanAbsoluteError.01"});
  check_metric<S45, S45>(Of<nn::MeanSquaredError>{}, {"metrics.regression.MeanSquaredError.01"});
  check_metric<S45, S45>(Of<nn::MeanAbsolutePercentageError>{}, {"metrics.regression.MeanAbsolutePercentageError.01"});
  check_metric<S45, S45>(Of<nn::MeanSquaredLogarithmicError>{}, {"metrics.regression.MeanSquaredLogarithmicError.01"});
  check_metric<S4, S4, S4>(nn::RootMeanSquaredError{}, {"metrics.regression.RootMeanSquaredError.02"});
  check_metric<S23, S23>(nn::CosineSimilarityMetric<>{}, {"c.metrics.regression.CosineSimilarity.01"});
  check_metric<S23, S23>(nn::CosineSimilarityMetric<1>{}, {"c.metrics.regression.CosineSimilarity.03"});
  check_metric<S23, S23, S2>(Of<nn::LogCosh>{}, {"c.metrics.regression.LogCoshError.02"});
  using nn::Aggregation;
  check_metric<S33, S33>(nn::R2Score<3, Aggregation::none>{}, {"metrics.regression.R2Score.01"});
  check_metric<S33, S33>(nn::R2Score<3>{}, {"metrics.regression.R2Score.03"});
  check_metric<S33, S33, S3>(nn::R2Score<3, Aggregation::none>{}, {"metrics.regression.R2Score.05"});
  check_metric<S33, S33, S3>(nn::R2Score<3, Aggregation::none, 2>{}, {"metrics.regression.R2Score.07"});
  check_metric<S33, S33, S3>(nn::R2Score<3, Aggregation::uniform_average, 1>{}, {"metrics.regression.R2Score.09"});
  check_metric<S33, S33, S3>(nn::R2Score<3, Aggregation::variance_weighted_average>{}, {"metrics.regression.R2Score.11"});
  check_metric<S33, S33, S3>(nn::R2Score<3, Aggregation::variance_weighted_average, 2>{}, {"metrics.regression.R2Score.13"});
  check_metric<S23, S23>(nn::ConcordanceCorrelation<>{}, {"metrics.correlation.ConcordanceCorrelation.01"});
  KerasVector const& v = keras_vector("metrics.correlation.concordance_correlation.01");
  check_values(v, interpret([](auto const& y, auto const& p) { return nn::concordance_correlation(y, p); },
                            v.input<float, 4, 3>("y_true"), v.input<float, 4, 3>("y_pred")));
}

TEST_CASE("keras: losses as metrics", "[metric][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  using nn::from_logits;
  check_metric<S24, S24>(Of<nn::Hinge>{}, {"metrics.hinge.Hinge.01"});
  check_metric<S24, S24>(Of<nn::SquaredHinge>{}, {"metrics.hinge.SquaredHinge.01"});
  check_metric<S45, S45>(Of<nn::CategoricalHinge>{}, {"metrics.hinge.CategoricalHinge.01"});
  check_metric<S22, S22>(Of<nn::BinaryCrossentropy<>>{}, {"metrics.probabilistic.BinaryCrossentropy.01"});
  check_metric<S22, S22, S2>(Of<nn::BinaryCrossentropy<>>{}, {"metrics.probabilistic.BinaryCrossentropy.03"});
  check_metric<S3, S3>(Of<nn::BinaryCrossentropy<from_logits>>{}, {"metrics.probabilistic.BinaryCrossentropy.05"});
  check_metric<S23, S23>(Of<nn::CategoricalCrossentropy<from_logits>>{}, {"metrics.probabilistic.CategoricalCrossentropy.02"});
  check_metric<S23, S23, S2>(Of<nn::CategoricalCrossentropy<from_logits>>{},
                             {"metrics.probabilistic.CategoricalCrossentropy.04"});
  check_metric<S2, S23, NoWeights, int>(Of<nn::SparseCategoricalCrossentropy<>>{},
                                        {"metrics.probabilistic.SparseCategoricalCrossentropy.01"});
  check_metric<S2, S23, S2, int>(Of<nn::SparseCategoricalCrossentropy<>>{},
                                 {"metrics.probabilistic.SparseCategoricalCrossentropy.03"});
  check_metric<S3, S33, NoWeights, int>(Of<nn::SparseCategoricalCrossentropy<nn::from_probabilities, -1, 0>>{},
                                        {"metrics.probabilistic.SparseCategoricalCrossentropy.05"});
  check_metric<S3, S33, NoWeights, int>(Of<nn::SparseCategoricalCrossentropy<from_logits, -1, 0>>{},
                                        {"metrics.probabilistic.SparseCategoricalCrossentropy.07"});
  check_metric<S23, S23>(Of<nn::KLDivergence>{}, {"c.metrics.probabilistic.KLDivergence.01"});
  check_metric<S23, S23>(Of<nn::Poisson>{}, {"c.metrics.probabilistic.Poisson.01"});
  check_metric<tn::Shape<3, 2>, tn::Shape<3, 2>, S3>(Of<nn::MeanSquaredError>{}, {"training.compile.compile_metrics.02"});
}
