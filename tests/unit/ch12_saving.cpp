// SPDX-License-Identifier: MIT
// Acceptance cases of chapter 12: losses and metrics that are structs with a threshold, in files and after them.
#include "support/housing.hpp"
#include "support/oracle.hpp"

#include <tenon/nn/save.hpp>

#include <cmath>
#include <vector>

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

constexpr auto huber(auto const& y_true, auto const& y_pred, auto const& threshold) {
  auto const error = tn::abs(y_true - y_pred);
  return tn::where(error < threshold, tn::square(error) / 2.f, threshold * error - tn::square(threshold) / 2.f);
}
struct HuberLoss {
  tn::Tensor<float> threshold{1.f};
  TENON_MODULE(HuberLoss, threshold);
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return nn::mean_per_sample(huber(y_true, y_pred, threshold));
  }
};
struct HuberMetric {
  tn::Tensor<float> threshold{1.f};
  nn::Mean mean;
  TENON_MODULE(HuberMetric, threshold, mean);
  static constexpr char name[] = "huber_metric";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(huber(y_true, y_pred, threshold), weights, context);
  }
  constexpr auto result() const { return mean.result(); }
};

/// With thresholds that are not those of the files.
auto compile(HousingNet& net, float threshold = 0.5f) {
  return nn::compile<32>(net, HuberLoss{threshold}, nn::Nadam{}, nn::MeanAbsoluteError{}, HuberMetric{threshold, {}});
}
auto compile_weighted(HousingNet& net, float threshold = 0.5f) {
  return nn::compile<32>(net, HuberLoss{threshold}, nn::Nadam{}, nn::weighted(HuberMetric{threshold, {}}));
}

/// The trainings of the chapter: two epochs, a file, two epochs more.
struct Story {
  nn::History reloaded, weighted, reloaded_weighted;
  float loss_threshold, metric_threshold;
  double mean_weight;

  static Story const& told() {
    static Story const story;
    return story;
  }

 private:
  Story() {
    Housing const h;
    TemporaryDirectory const directory;
    auto const file = directory.file("model.safetensors");
    auto two_epochs = [&h](auto& trainer, nn::SampleWeight const& weights = {}) {
      return trainer.fit(h.x_train, h.y_train,
                         {.epochs = 2,
                          .sample_weight = weights,
                          .validation = {h.x_validation, h.y_validation},
                          .verbose = nn::Verbose::silent});
    };
    {
      HousingNet net, loaded_net;
      tn::initialize(net, 42);
      auto trainer = compile(net, 2.f);
      two_epochs(trainer);
      nn::save(file, trainer);
      auto loaded = compile(loaded_net);
      nn::load(file, loaded);
      loss_threshold = loaded.loss().threshold.item();
      metric_threshold = std::get<1>(loaded.metrics()).threshold.item();
      reloaded = two_epochs(loaded);
    }
    std::vector<float> weights(h.y_train.rows());
    mean_weight = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      weights[i] = tn::Philox(7).uniform(i);
      mean_weight += double(weights[i]) / double(weights.size());
    }
    HousingNet net, loaded_net;
    tn::initialize(net, 42);
    auto trainer = compile_weighted(net, 2.f);
    weighted = two_epochs(trainer, weights);
    nn::save(file, trainer);
    auto loaded = compile_weighted(loaded_net);
    nn::load(file, loaded);
    reloaded_weighted = two_epochs(loaded);
  }
};

}  // namespace

TEST_CASE("ch12-102: a model with a loss of one's own is loaded and trained on", "[ch12]") {
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  check_loss_and_mae("ch12-102", Story::told().reloaded);
}

TEST_CASE("ch12-103: the threshold of the loss is in the file", "[ch12]") {
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  CHECK(Story::told().loss_threshold == 2.f);
}

TEST_CASE("ch12-149: a model with a metric of one's own is loaded and trained on", "[ch12]") {
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  check_bands("ch12-149", "loss", Story::told().reloaded, "loss");
  check_bands("ch12-149", "huber_metric", Story::told().reloaded, "huber_metric");
}

TEST_CASE("ch12-151: the threshold of the metric is in the file", "[ch12]") {
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  CHECK(Story::told().metric_threshold == 2.f);
}

TEST_CASE("ch12-162: a weighted metric, and after a file no weights", "[ch12]") {
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  // With weights the loss is divided by the rows and the metric by their weights; without, both are one.
  auto const& [reloaded, first, second, loss_threshold, metric_threshold, mean_weight] = Story::told();
  for (std::size_t const epoch : {0U, 1U}) {
    CHECK(first["loss"][epoch] == Approx(first["huber_metric"][epoch] * mean_weight).epsilon(1e-4));
    CHECK(second["loss"][epoch] == Approx(second["huber_metric"][epoch]).epsilon(1e-5));
  }
  check_bands("ch12-162", "loss", second, "loss");
  check_bands("ch12-162", "HuberMetric", second, "huber_metric");
}
