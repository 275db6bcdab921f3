// SPDX-License-Identifier: MIT
#include "support/metric_vectors.hpp"

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

using S1 = tn::Shape<1>;
using S2 = tn::Shape<2>;
using S4 = tn::Shape<4>;
using S5 = tn::Shape<5>;
using S6 = tn::Shape<6>;
using S22 = tn::Shape<2, 2>;
using S33 = tn::Shape<3, 3>;
using S43 = tn::Shape<4, 3>;
using S53 = tn::Shape<5, 3>;
using S63 = tn::Shape<6, 3>;

}  // namespace

TEST_CASE("keras: F scores", "[metric][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  using nn::Averaging, nn::FBetaScore;
  check_metric<S33, S33>(FBetaScore<3, Averaging::micro, true>{},
                         {"metrics.fscore.FBetaScore.01", "metrics.fscore.FBetaScore.03", "metrics.fscore.FBetaScore.11",
                          "metrics.fscore.FBetaScore.23"});
  check_metric<S33, S33>(FBetaScore<3, Averaging::macro, true>{},
                         {"metrics.fscore.FBetaScore.05", "metrics.fscore.FBetaScore.13", "metrics.fscore.FBetaScore.15",
                          "metrics.fscore.FBetaScore.25", "metrics.fscore.FBetaScore.27"});
  check_metric<S33, S33>(FBetaScore<3, Averaging::weighted, true>{},
                         {"metrics.fscore.FBetaScore.07", "metrics.fscore.FBetaScore.09", "metrics.fscore.FBetaScore.17",
                          "metrics.fscore.FBetaScore.29"});
  check_metric<S33, S33>(FBetaScore<3, Averaging::none, true>{},
                         {"metrics.fscore.FBetaScore.19", "metrics.fscore.FBetaScore.21"});
  check_metric<S63, S63>(FBetaScore<3>{}, {"metrics.fscore.FBetaScore.31", "metrics.fscore.FBetaScore.33"});
  check_metric<S63, S63>(FBetaScore<3, Averaging::micro>{}, {"metrics.fscore.FBetaScore.35"});
  check_metric<S63, S63>(FBetaScore<3, Averaging::macro>{}, {"metrics.fscore.FBetaScore.37", "metrics.fscore.FBetaScore.39"});
  check_metric<S63, S63>(FBetaScore<3, Averaging::weighted>{}, {"metrics.fscore.FBetaScore.41"});
  check_metric<S63, S63, S6>(FBetaScore<3>{},
                             {"metrics.fscore.FBetaScore.43", "metrics.fscore.FBetaScore.45", "metrics.fscore.FBetaScore.47",
                              "metrics.fscore.FBetaScore.49", "metrics.fscore.FBetaScore.51"});
  check_metric<S63, S63, S6>(FBetaScore<3, Averaging::micro>{}, {"metrics.fscore.FBetaScore.53", "metrics.fscore.FBetaScore.55",
                                                                 "metrics.fscore.FBetaScore.57", "metrics.fscore.FBetaScore.59"});
  check_metric<S63, S63, S6>(FBetaScore<3, Averaging::macro>{},
                             {"metrics.fscore.FBetaScore.61", "metrics.fscore.FBetaScore.63", "metrics.fscore.FBetaScore.65",
                              "metrics.fscore.FBetaScore.67", "metrics.fscore.FBetaScore.69"});
  check_metric<S63, S63, S6>(FBetaScore<3, Averaging::weighted>{},
                             {"metrics.fscore.FBetaScore.71", "metrics.fscore.FBetaScore.73", "metrics.fscore.FBetaScore.75",
                              "metrics.fscore.FBetaScore.77"});
  check_metric<S22, S22, S2>(FBetaScore<2, Averaging::none, true>{}, {"metrics.fscore.FBetaScore.79"});
}

TEST_CASE("keras: intersections over unions", "[metric][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  using nn::ClassIds, nn::IoU;
  check_metric<S4, S4, S4>(nn::BinaryIoU<>{}, {"metrics.iou.BinaryIoU.01"});
  check_metric<S4, S4>(nn::BinaryIoU<>{}, {"metrics.iou.BinaryIoU.03"});
  check_metric<S22, S22, S22>(nn::BinaryIoU<>{}, {"metrics.iou.BinaryIoU.05"});
  check_metric<S1, S1>(nn::BinaryIoU<>{}, {"metrics.iou.BinaryIoU.07"});
  check_metric<S4, S4, S4>(IoU<2, ClassIds<1, 0>>{}, {"metrics.iou.IoU.02"});
  check_metric<S2, S2, NoWeights, int, int>(IoU<2, ClassIds<0, 1>>{},
                                            {"metrics.iou.IoU.04", "metrics.iou.IoU.06", "metrics.iou.IoU.08"});
  check_metric<S4, S4, NoWeights, int, int>(IoU<4, ClassIds<0, 1, 2, 3>>{}, {"metrics.iou.IoU.10"});
  check_metric<S4, S4, NoWeights, int, int>(nn::MeanIoU<3, 255>{}, {"metrics.iou.MeanIoU.02"});
  check_metric<S4, S4, S4>(nn::MeanIoU<2>{}, {"metrics.iou.MeanIoU.04"});
  check_metric<S22, S22, S22>(nn::MeanIoU<2>{}, {"metrics.iou.MeanIoU.06"});
  check_metric<S1, S1>(nn::MeanIoU<2>{}, {"metrics.iou.MeanIoU.08"});
  check_metric<S2, S2, NoWeights, int, int>(nn::MeanIoU<2>{}, {"metrics.iou.MeanIoU.10"});
  check_metric<S43, S43>(nn::OneHotIoU<3, ClassIds<0, 2>>{}, {"metrics.iou.OneHotIoU.01"});
  check_metric<S43, S43>(nn::OneHotMeanIoU<3>{}, {"metrics.iou.OneHotMeanIoU.01"});
  check_metric<S53, S53, S5>(nn::OneHotMeanIoU<3>{}, {"metrics.iou.OneHotMeanIoU.03"});
}
