// SPDX-License-Identifier: MIT
// Acceptance cases of chapter 12: metrics that are fed batch by batch.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <array>
#include <string>
#include <type_traits>

namespace tn = tenon;
namespace nn = tenon::nn;
using tenon_test::Approx;

namespace {

using Eight = tn::Tensor<float, 8>;

nn::Precision<> after_two_batches() {
  nn::Precision<> precision;
  nn::update_state(precision, Eight{0, 1, 1, 1, 0, 1, 0, 1}, Eight{1, 1, 0, 1, 0, 1, 0, 1});
  CHECK(nn::result(precision) == Approx(0.8));
  nn::update_state(precision, Eight{0, 1, 0, 0, 1, 0, 1, 1}, Eight{1, 0, 1, 1, 0, 0, 0, 0});
  return precision;
}

/// The metric of the chapter: a mean of Huber losses, with its threshold as a hyper-parameter.
struct HuberMetric {
  tn::Tensor<float> threshold{1.f};
  nn::Mean mean;
  TENON_MODULE(HuberMetric, threshold, mean);

  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    auto const error = tn::abs(y_true - y_pred);
    mean.add(tn::where(error < threshold, tn::square(error) / 2.f, threshold * error - tn::square(threshold) / 2.f), weights,
             context);
  }
  constexpr auto result() const { return mean.result(); }
};

}  // namespace

TEST_CASE("ch12-132: Precision, fed update by update", "[ch12]") {
  CHECK(nn::result(after_two_batches()) == Approx(0.5).epsilon(1e-6));
}

TEST_CASE("ch12-134: the state of Precision", "[ch12]") {
  auto precision = after_two_batches();
  static_assert(std::is_same_v<decltype(precision.true_positives), tn::Variable<float, 1>>);
  static_assert(std::is_same_v<decltype(precision.false_positives), tn::Variable<float, 1>>);
  CHECK(precision.true_positives(0) == 4);
  CHECK(precision.false_positives(0) == 4);
  nn::reset_state(precision);
  CHECK(precision.true_positives(0) == 0);
  CHECK(precision.thresholds(0) == 0.5f);
}

TEST_CASE("ch12-138: a streaming metric of one's own", "[ch12]") {
  HuberMetric m{2.f, {}};
  nn::update_state(m, tn::Tensor<float, 1, 1>{{2}}, tn::Tensor<float, 1, 1>{{10}});
  CHECK(nn::result(m) == 14);
}

TEST_CASE("ch12-140: its state", "[ch12]") {
  HuberMetric m{2.f, {}};
  nn::update_state(m, tn::Tensor<float, 1, 1>{{2}}, tn::Tensor<float, 1, 1>{{10}});
  nn::update_state(m, tn::Tensor<float, 2, 1>{{0}, {5}}, tn::Tensor<float, 2, 1>{{1}, {9.25f}});
  static_assert(std::is_same_v<decltype(m.mean.total), tn::Variable<float>>);
  CHECK(m.mean.total.item() == 21);
  CHECK(m.mean.count.item() == 3);
  CHECK(nn::result(m) == 7);
}

TEST_CASE("ch12-243: the progress bar", "[ch12]") { CHECK(nn::progress_bar(3500, 10000, 6) == " 3500/10000 [=>....]"); }

TEST_CASE("ch12-245: a status bar of metrics", "[ch12]") {
  nn::Mean loss, mean_square;
  std::array<std::string, 2> const names{"loss", "mean_square"};
  std::string line;
  for (std::size_t step = 1; step <= 50; ++step) {
    auto const i = static_cast<float>(step);
    nn::update_state(loss, tn::Tensor<float, 1>{1 / i});
    nn::update_state(mean_square, tn::Tensor<float, 1>{i * i});
    std::array<double, 2> const values{double(nn::result(loss)), double(nn::result(mean_square))};
    line = nn::progress_line(step, 50, names, values);
  }
  CHECK(line == "50/50 [==============================] - loss: 0.0900 - mean_square: 858.5000");
}
