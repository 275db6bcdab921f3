// SPDX-License-Identifier: MIT
// Acceptance cases of chapter 12: a metric that is a function, in a training with sample weights.
#include "support/housing.hpp"

#include <vector>

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

auto create_huber(float threshold) {
  return nn::loss(
      [](auto const& y_true, auto const& y_pred, auto const& limit) {
        auto const error = tn::abs(y_true - y_pred);
        return tn::where(error < limit, tn::square(error) / 2.f, limit * error - tn::square(limit) / 2.f);
      },
      threshold);
}

struct Story {
  nn::History weighted;
  double mean_weight = 0;

  static Story const& told() {
    static Story const story;
    return story;
  }

 private:
  Story() {
    Housing const h;
    HousingNet net;
    tn::initialize(net, 42);
    auto before = nn::compile<32>(net, nn::MeanSquaredError{}, nn::Nadam{}, create_huber(2.f));
    before.fit(h.x_train, h.y_train, {.epochs = 2, .verbose = nn::Verbose::silent});

    std::vector<float> weights(h.y_train.rows());
    for (std::size_t i = 0; i < weights.size(); ++i) {
      weights[i] = tn::Philox(7).uniform(i);
      mean_weight += double(weights[i]) / double(weights.size());
    }
    auto trainer = nn::compile<32>(net, create_huber(2.f), nn::Nadam{}, create_huber(2.f));
    weighted = trainer.fit(h.x_train, h.y_train, {.epochs = 2, .sample_weight = weights, .verbose = nn::Verbose::silent});
  }
};

}  // namespace

TEST_CASE("ch12-128: weights in the loss, a metric without them", "[ch12]") {
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  nn::History const& h = Story::told().weighted;
  REQUIRE(h.names.size() == 2);
  check_bands("ch12-128", "loss", h, "loss");
  check_bands("ch12-128", "huber_fn", h, h.names[1].c_str());
}

TEST_CASE("ch12-129: the weighted loss is the metric times the mean weight", "[ch12]") {
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  auto const& [h, mean_weight] = Story::told();
  for (std::size_t const epoch : {0U, 1U}) {
    double const ratio = h["loss"][epoch] / (h[h.names[1]][epoch] * mean_weight);
    CHECK(ratio > 0.97);
    CHECK(ratio < 1.03);
  }
}
