// SPDX-License-Identifier: MIT
#include "support/metric_vectors.hpp"

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

using S4 = tn::Shape<4>;
using S7 = tn::Shape<7>;
using S42 = tn::Shape<4, 2>;
using S10 = tn::Shape<10>;
using S12 = tn::Shape<12>;
using S10x3 = tn::Shape<10, 3>;
using S12x3 = tn::Shape<12, 3>;

}  // namespace

TEST_CASE("keras: areas under curves", "[metric][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  using nn::AUC, nn::Curve, nn::Summation;
  constexpr auto line = Summation::interpolation;
  constexpr auto probabilities = nn::from_probabilities, logits = nn::from_logits;
  check_metric<S4, S4>(AUC<>{}, {"metrics.confusion.AUC.01"});
  check_metric<S4, S4>(AUC<3, Curve::roc, line, logits>{}, {"metrics.confusion.AUC.03"});
  check_metric<S4, S4, S4>(AUC<3>{}, {"metrics.confusion.AUC.05"});
  check_metric<S4, S4, S4>(AUC<3, Curve::roc, Summation::minoring>{}, {"metrics.confusion.AUC.07"});
  check_metric<S4, S4, S4>(AUC<3, Curve::pr, Summation::minoring>{}, {"metrics.confusion.AUC.09"});
  check_metric<S4, S4, S4>(AUC<3, Curve::pr>{}, {"metrics.confusion.AUC.11"});
  check_metric<S4, S4, S4>(AUC<3, Curve::pr_gain, Summation::minoring>{}, {"metrics.confusion.AUC.13"});
  check_metric<S10, S10>(AUC<3, Curve::pr_gain>{}, {"metrics.confusion.AUC.15"});
  check_metric<S42, S42>(AUC<>{}, {"metrics.confusion.AUC.17"});
  check_metric<S42, S42>(AUC<5, Curve::roc, line, logits, 2>{}, {"metrics.confusion.AUC.19"});
  check_metric<S42, S42, S42>(AUC<5>{}, {"metrics.confusion.AUC.21"});
  check_metric<S42, S42>(AUC<5, Curve::roc, line, probabilities, 2, false>{}, {"metrics.confusion.AUC.23"});
  check_metric<S42, S42>(AUC<5, Curve::roc, line, logits>{}, {"metrics.confusion.AUC.25"});
  check_metric<S42, S42, S4>(AUC<5, Curve::roc, line, probabilities, 2>{}, {"metrics.confusion.AUC.27"});
  check_metric<S42, S42>(AUC<5, Curve::pr, line, probabilities, 2>{}, {"metrics.confusion.AUC.29"});
}

TEST_CASE("keras: the best of many thresholds", "[metric][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check_metric<S10, S10>(nn::PrecisionAtRecall<>{}, {"metrics.confusion.PrecisionAtRecall.02"});
  check_metric<S10x3, S10x3>(nn::PrecisionAtRecall<200, 2>{}, {"metrics.confusion.PrecisionAtRecall.04"});
  check_metric<S10, S10, S10>(nn::PrecisionAtRecall<>{}, {"metrics.confusion.PrecisionAtRecall.06"});
  check_metric<S12, S12>(nn::RecallAtPrecision<>{}, {"metrics.confusion.RecallAtPrecision.02"});
  check_metric<S12x3, S12x3>(nn::RecallAtPrecision<200, 2>{}, {"metrics.confusion.RecallAtPrecision.04"});
  check_metric<S7, S7, S7>(nn::RecallAtPrecision<>{}, {"metrics.confusion.RecallAtPrecision.06"});
  check_metric<S4, S4>(nn::RecallAtPrecision<>{}, {"metrics.confusion.RecallAtPrecision.08"});
  check_metric<S10, S10>(nn::SensitivityAtSpecificity<>{}, {"metrics.confusion.SensitivityAtSpecificity.02"});
  check_metric<S10, S10, S10>(nn::SensitivityAtSpecificity<>{},
                              {"metrics.confusion.SensitivityAtSpecificity.04", "metrics.confusion.SensitivityAtSpecificity.06"});
  check_metric<tn::Shape<100>, tn::Shape<100>>(nn::SpecificityAtSensitivity<>{},
                                               {"metrics.confusion.SpecificityAtSensitivity.02"});
  check_metric<S10, S10>(nn::SpecificityAtSensitivity<>{}, {"metrics.confusion.SpecificityAtSensitivity.04"});
  check_metric<S10, S10, S10>(nn::SpecificityAtSensitivity<>{}, {"metrics.confusion.SpecificityAtSensitivity.06"});
}
