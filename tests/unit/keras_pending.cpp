// SPDX-License-Identifier: MIT
// Which of Keras' vectors have no test yet. A test names the vectors it takes in its source (support/keras_vectors.hpp);
// each of the others stands here, and none that has a test. Whoever writes the test of one takes its line out.
#include "support/keras_vectors.hpp"

#include <algorithm>
#include <filesystem>

using namespace tenon_test;

namespace {

constexpr std::string_view pending[] = {
    "metrics.accuracy.Accuracy.01",
    "metrics.accuracy.Accuracy.03",
    "metrics.accuracy.Accuracy.05",
    "metrics.accuracy.BinaryAccuracy.02",
    "metrics.accuracy.BinaryAccuracy.04",
    "metrics.accuracy.BinaryAccuracy.06",
    "metrics.accuracy.BinaryAccuracy.08",
    "metrics.accuracy.CategoricalAccuracy.02",
    "metrics.accuracy.SparseCategoricalAccuracy.02",
    "metrics.accuracy.SparseCategoricalAccuracy.04",
    "metrics.accuracy.SparseCategoricalAccuracy.06",
    "metrics.accuracy.SparseCategoricalAccuracy.08",
    "metrics.accuracy.SparseTopKCategoricalAccuracy.02",
    "metrics.accuracy.SparseTopKCategoricalAccuracy.04",
    "metrics.accuracy.TopKCategoricalAccuracy.02",

    "metrics.confusion.AUC.01",
    "metrics.confusion.AUC.03",
    "metrics.confusion.AUC.05",
    "metrics.confusion.AUC.07",
    "metrics.confusion.AUC.09",
    "metrics.confusion.AUC.11",
    "metrics.confusion.AUC.13",
    "metrics.confusion.AUC.15",
    "metrics.confusion.AUC.17",
    "metrics.confusion.AUC.19",
    "metrics.confusion.AUC.21",
    "metrics.confusion.AUC.23",
    "metrics.confusion.AUC.25",
    "metrics.confusion.AUC.27",
    "metrics.confusion.AUC.29",
    "metrics.confusion.FalseNegatives.01",
    "metrics.confusion.FalseNegatives.03",
    "metrics.confusion.FalsePositives.01",
    "metrics.confusion.FalsePositives.03",
    "metrics.confusion.Precision.01",
    "metrics.confusion.Precision.03",
    "metrics.confusion.Precision.05",
    "metrics.confusion.Precision.07",
    "metrics.confusion.Precision.09",
    "metrics.confusion.Precision.11",
    "metrics.confusion.Precision.13",
    "metrics.confusion.Precision.15",
    "metrics.confusion.PrecisionAtRecall.02",
    "metrics.confusion.PrecisionAtRecall.04",
    "metrics.confusion.PrecisionAtRecall.06",
    "metrics.confusion.Recall.01",
    "metrics.confusion.Recall.03",
    "metrics.confusion.Recall.05",
    "metrics.confusion.Recall.07",
    "metrics.confusion.Recall.09",
    "metrics.confusion.Recall.11",
    "metrics.confusion.Recall.13",
    "metrics.confusion.Recall.15",
    "metrics.confusion.RecallAtPrecision.02",
    "metrics.confusion.RecallAtPrecision.04",
    "metrics.confusion.RecallAtPrecision.06",
    "metrics.confusion.RecallAtPrecision.08",
    "metrics.confusion.SensitivityAtSpecificity.02",
    "metrics.confusion.SensitivityAtSpecificity.04",
    "metrics.confusion.SensitivityAtSpecificity.06",
    "metrics.confusion.SpecificityAtSensitivity.02",
    "metrics.confusion.SpecificityAtSensitivity.04",
    "metrics.confusion.SpecificityAtSensitivity.06",
    "metrics.confusion.TrueNegatives.01",
    "metrics.confusion.TrueNegatives.03",
    "metrics.confusion.TruePositives.01",
    "metrics.confusion.TruePositives.03",

    "metrics.correlation.ConcordanceCorrelation.01",
    "metrics.correlation.concordance_correlation.01",

    "metrics.fscore.FBetaScore.01",
    "metrics.fscore.FBetaScore.03",
    "metrics.fscore.FBetaScore.05",
    "metrics.fscore.FBetaScore.07",
    "metrics.fscore.FBetaScore.09",
    "metrics.fscore.FBetaScore.11",
    "metrics.fscore.FBetaScore.13",
    "metrics.fscore.FBetaScore.15",
    "metrics.fscore.FBetaScore.17",
    "metrics.fscore.FBetaScore.19",
    "metrics.fscore.FBetaScore.21",
    "metrics.fscore.FBetaScore.23",
    "metrics.fscore.FBetaScore.25",
    "metrics.fscore.FBetaScore.27",
    "metrics.fscore.FBetaScore.29",
    "metrics.fscore.FBetaScore.31",
    "metrics.fscore.FBetaScore.33",
    "metrics.fscore.FBetaScore.35",
    "metrics.fscore.FBetaScore.37",
    "metrics.fscore.FBetaScore.39",
    "metrics.fscore.FBetaScore.41",
    "metrics.fscore.FBetaScore.43",
    "metrics.fscore.FBetaScore.45",
    "metrics.fscore.FBetaScore.47",
    "metrics.fscore.FBetaScore.49",
    "metrics.fscore.FBetaScore.51",
    "metrics.fscore.FBetaScore.53",
    "metrics.fscore.FBetaScore.55",
    "metrics.fscore.FBetaScore.57",
    "metrics.fscore.FBetaScore.59",
    "metrics.fscore.FBetaScore.61",
    "metrics.fscore.FBetaScore.63",
    "metrics.fscore.FBetaScore.65",
    "metrics.fscore.FBetaScore.67",
    "metrics.fscore.FBetaScore.69",
    "metrics.fscore.FBetaScore.71",
    "metrics.fscore.FBetaScore.73",
    "metrics.fscore.FBetaScore.75",
    "metrics.fscore.FBetaScore.77",
    "metrics.fscore.FBetaScore.79",

    "metrics.hinge.CategoricalHinge.01",
    "metrics.hinge.Hinge.01",
    "metrics.hinge.SquaredHinge.01",

    "metrics.iou.BinaryIoU.01",
    "metrics.iou.BinaryIoU.03",
    "metrics.iou.BinaryIoU.05",
    "metrics.iou.BinaryIoU.07",
    "metrics.iou.IoU.02",
    "metrics.iou.IoU.04",
    "metrics.iou.IoU.06",
    "metrics.iou.IoU.08",
    "metrics.iou.IoU.10",
    "metrics.iou.MeanIoU.02",
    "metrics.iou.MeanIoU.04",
    "metrics.iou.MeanIoU.06",
    "metrics.iou.MeanIoU.08",
    "metrics.iou.MeanIoU.10",
    "metrics.iou.OneHotIoU.01",
    "metrics.iou.OneHotMeanIoU.01",
    "metrics.iou.OneHotMeanIoU.03",

    "c.metrics.probabilistic.KLDivergence.01",
    "c.metrics.probabilistic.Poisson.01",
    "metrics.probabilistic.BinaryCrossentropy.01",
    "metrics.probabilistic.BinaryCrossentropy.03",
    "metrics.probabilistic.BinaryCrossentropy.05",
    "metrics.probabilistic.CategoricalCrossentropy.02",
    "metrics.probabilistic.CategoricalCrossentropy.04",
    "metrics.probabilistic.SparseCategoricalCrossentropy.01",
    "metrics.probabilistic.SparseCategoricalCrossentropy.03",
    "metrics.probabilistic.SparseCategoricalCrossentropy.05",
    "metrics.probabilistic.SparseCategoricalCrossentropy.07",

    "metrics.reduction.Mean.01",
    "metrics.reduction.Mean.03",
    "metrics.reduction.Mean.05",
    "metrics.reduction.MeanMetricWrapper.02",
    "metrics.reduction.Sum.01",
    "metrics.reduction.Sum.03",

    "c.metrics.regression.CosineSimilarity.01",
    "c.metrics.regression.CosineSimilarity.03",
    "c.metrics.regression.LogCoshError.02",
    "metrics.regression.MeanAbsoluteError.01",
    "metrics.regression.MeanAbsolutePercentageError.01",
    "metrics.regression.MeanSquaredError.01",
    "metrics.regression.MeanSquaredLogarithmicError.01",
    "metrics.regression.R2Score.01",
    "metrics.regression.R2Score.03",
    "metrics.regression.R2Score.05",
    "metrics.regression.R2Score.07",
    "metrics.regression.R2Score.09",
    "metrics.regression.R2Score.11",
    "metrics.regression.R2Score.13",
    "metrics.regression.RootMeanSquaredError.02",

    "training.evaluate.01",
    "training.fit_flow.01",
    "training.loss_weights.02",
    "training.two_inputs.01",

    "training.compile.compile_loss.01",
    "training.compile.compile_loss.03",
    "training.compile.compile_loss.05",
    "training.compile.compile_metrics.02",
};

/// All unit tests but this one.
std::string sources() {
  std::string all;
  for (auto const& file : std::filesystem::directory_iterator(TENON_SOURCE_DIR "/tests/unit"))
    if (file.path().filename() != "keras_pending.cpp") {
      std::ifstream in(file.path());
      all.append(std::istreambuf_iterator<char>(in), {});
    }
  return all;
}

}  // namespace

TEST_CASE("keras: the vectors without a test", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  std::string const text = sources();
  auto named = [&](std::string const& words) { return text.find(words) != std::string::npos; };
  std::size_t found = 0;
  for (KerasVector const& v : keras_vectors()) {
    std::string const of_group = "keras_vectors_of(\"" + v.group() + "\"";
    bool const tested = named('"' + v.id() + '"') || named(of_group + ")") || named(of_group + ", \"" + v.name() + "\")");
    bool const listed = std::find(std::begin(pending), std::end(pending), v.id()) != std::end(pending);
    INFO(v.id() << (tested ? " has a test: take it out of the list" : " has no test and is not in the list"));
    CHECK(tested != listed);
    found += listed;
  }
  CHECK(found == std::size(pending));  // no other names in the list
}
