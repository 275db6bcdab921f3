// SPDX-License-Identifier: MIT
#include "support/metric_vectors.hpp"

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

using S4 = tn::Shape<4>;
using S15 = tn::Shape<1, 5>;
using S22 = tn::Shape<2, 2>;
using S24 = tn::Shape<2, 4>;
using S44 = tn::Shape<4, 4>;
using S45 = tn::Shape<4, 5>;
using S53 = tn::Shape<5, 3>;

}  // namespace

TEST_CASE("keras: counts of decisions, precision and recall", "[metric][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check_metric<S45, S45>(nn::FalseNegatives<>{}, {"metrics.confusion.FalseNegatives.01"});
  check_metric<S45, S45>(nn::FalsePositives<>{}, {"metrics.confusion.FalsePositives.01"});
  check_metric<S45, S45>(nn::TrueNegatives<>{}, {"metrics.confusion.TrueNegatives.01"});
  check_metric<S45, S45>(nn::TruePositives<>{}, {"metrics.confusion.TruePositives.01"});
  check_metric<S44, S44>(nn::FalseNegatives<3>{}, {"metrics.confusion.FalseNegatives.03"});
  check_metric<S44, S44>(nn::FalsePositives<3>{}, {"metrics.confusion.FalsePositives.03"});
  check_metric<S44, S44>(nn::TrueNegatives<3>{}, {"metrics.confusion.TrueNegatives.03"});
  check_metric<S44, S44>(nn::TruePositives<3>{}, {"metrics.confusion.TruePositives.03"});
  check_metric<S4, S4>(nn::Precision<>{}, {"metrics.confusion.Precision.01"});
  check_metric<S24, S24, S24>(nn::Precision<>{}, {"metrics.confusion.Precision.03"});
  check_metric<S4, S4>(nn::Precision<2>{}, {"metrics.confusion.Precision.05"});
  check_metric<S22, S22, S22>(nn::Precision<2>{}, {"metrics.confusion.Precision.07"});
  check_metric<S15, S15, S15>(nn::Precision<1, 3>{}, {"metrics.confusion.Precision.09"});
  check_metric<S53, S53>(nn::Precision<1, 0, 1>{}, {"metrics.confusion.Precision.11"});
  check_metric<S15, S15>(nn::Precision<1, 2>{}, {"metrics.confusion.Precision.13", "metrics.confusion.Precision.15"});
  check_metric<S4, S4>(nn::Recall<>{}, {"metrics.confusion.Recall.01"});
  check_metric<S24, S24, S24>(nn::Recall<>{}, {"metrics.confusion.Recall.03"});
  check_metric<S4, S4>(nn::Recall<2>{}, {"metrics.confusion.Recall.05"});
  check_metric<S22, S22, S22>(nn::Recall<2>{}, {"metrics.confusion.Recall.07"});
  check_metric<S15, S15, S15>(nn::Recall<1, 3>{}, {"metrics.confusion.Recall.09"});
  check_metric<S53, S53>(nn::Recall<1, 0, 1>{}, {"metrics.confusion.Recall.11"});
  check_metric<S15, S15>(nn::Recall<1, 2>{}, {"metrics.confusion.Recall.13", "metrics.confusion.Recall.15"});
}
