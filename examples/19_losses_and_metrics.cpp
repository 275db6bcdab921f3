// SPDX-License-Identifier: MIT
// Losses and metrics: those that are there, those of one's own, and metrics outside of a training.
#include <tenon/tenon.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

namespace tn = tenon;
namespace nn = tenon::nn;

// [function]
// A loss is a function of labels and predictions.
inline constexpr auto huber_fn = [](auto const& y_true, auto const& y_pred) {
  auto const e = y_true - y_pred;
  return tn::where(tn::abs(e) < 1, tn::square(e) / 2, tn::abs(e) - 0.5F);
};
// [end]

// [factory]
// A loss with a threshold that is set at run time and saved with the training.
constexpr auto create_huber(float threshold) {
  return nn::loss(
      [](auto const& y_true, auto const& y_pred, auto const& limit) {
        auto const e = tn::abs(y_true - y_pred);
        return tn::where(e < limit, tn::square(e) / 2, limit * e - tn::square(limit) / 2);
      },
      threshold);
}
// [end]

// [metric]
// A metric with a state of its own: the weighted mean of Huber's loss.
struct HuberMetric {
  tn::Tensor<float> threshold{1.F};
  tn::Variable<float> total{0.F}, count{0.F};
  TENON_MODULE(HuberMetric, threshold, total, count);
  static constexpr char name[] = "huber_metric";

  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    auto const losses = nn::mean_per_sample(nn::huber(tn::expand<-1>(y_true), tn::expand<-1>(y_pred), threshold));
    context.assign(total, total + tn::sum(losses * weights));
    context.assign(count, count + tn::sum(weights));
  }
  constexpr auto result() const { return total / count; }
};
// [end]

struct Line : nn::Sequential<tn::Shape<1>, nn::Dense<1>> {};
struct Classifier : nn::Sequential<tn::Shape<2>, nn::Dense<16, nn::Relu>, nn::Dense<3>> {};

namespace {

bool near(double a, double b) { return std::abs(a - b) < 1e-5; }

bool streaming() {
  // [streaming]
  nn::Precision<> precision;
  tn::Tensor<float, 8> const y1{0, 1, 1, 1, 0, 1, 0, 1}, p1{1, 1, 0, 1, 0, 1, 0, 1};
  tn::Tensor<float, 8> const y2{0, 1, 0, 0, 1, 0, 1, 1}, p2{1, 0, 1, 1, 0, 0, 0, 0};
  nn::update_state(precision, y1, p1);
  float const first = nn::result(precision);  // 0.8
  nn::update_state(precision, y2, p2);
  float const both = nn::result(precision);  // 0.5: 4 of 8
  nn::reset_state(precision);
  // [end]
  // [weights]
  HuberMetric huber{.threshold{2.F}};
  nn::update_state(huber, tn::Tensor<float, 1, 1>{{2}}, tn::Tensor<float, 1, 1>{{10}});
  float const fourteen = nn::result(huber);
  nn::update_state(huber, tn::Tensor<float, 2, 1>{{0}, {5}}, tn::Tensor<float, 2, 1>{{1}, {9.25F}}, tn::Tensor<float, 2>{1, 0});
  // [end]
  return near(first, 0.8) && near(both, 0.5) && near(nn::result(precision), 0) && near(fourteen, 14) &&
         near(nn::result(huber), 14.5 / 2);
}

bool functions() {
  // [plain]
  tn::Tensor<float, 2, 3> const y{{0, 1, 0}, {0, 0, 1}}, p{{0.05F, 0.95F, 0}, {0.1F, 0.8F, 0.1F}};
  tn::Tensor<float, 2> const each = nn::categorical_crossentropy(y, p);  // 0.0513, 2.303
  tn::Tensor<int, 2> const numbers{1, 2};
  tn::Tensor<float, 2> const same = tn::call(nn::SparseCategoricalCrossentropy<>{}, numbers, p);
  tn::Tensor<float> const total = nn::reduce_loss<nn::Reduction::sum>(each, tn::Tensor<float, 2>{1, 0.5F});
  // [end]
  return near(each(0), -std::log(0.95)) && near(same(1), std::log(10)) && near(total.item(), each(0) + each(1) / 2);
}

bool training() {
  tn::data::Rows<float, 1> x(50), y(50);
  for (std::size_t i = 0; i < 50; ++i) {
    x.row(i)[0] = static_cast<float>(i) / 50;
    y.row(i)[0] = 2 * x.row(i)[0] - 1;
  }
  Line line;
  tn::initialize(line, 1);
  // [train]
  // Losses and functions among the metrics are their means.
  auto trainer = nn::compile<16>(line, create_huber(2.F), nn::Adam{}, nn::MeanAbsoluteError{}, huber_fn, HuberMetric{});
  trainer.loss().parameter = 1.5F;
  auto const history = trainer.fit(x, y, {.epochs = 20, .verbose = nn::Verbose::silent});
  double const before = history["loss"].front(), after = history["loss"].back();
  // [end]
  return after < before;
}

bool classes() {
  tn::data::Rows<float, 2> x(60);
  tn::data::Rows<int> y(60);
  for (std::size_t i = 0; i < 60; ++i) {
    x.row(i)[0] = static_cast<float>(i % 3) - 1;
    x.row(i)[1] = static_cast<float>(i % 7) / 7;
    y.row(i)[0] = static_cast<int>(i % 3);
  }
  Classifier net;
  tn::initialize(net, 1);
  // [classes]
  nn::Adam adam;
  adam.learning_rate = 0.05F;
  auto trainer =
      nn::compile<16>(net, nn::SparseCategoricalCrossentropy<nn::from_logits>{}, adam, nn::SparseCategoricalAccuracy{});
  auto const history = trainer.fit(x, y, {.epochs = 20, .verbose = nn::Verbose::silent});
  double const accuracy = history["sparse_categorical_accuracy"].back();
  // [end]
  // [report]
  auto const matrix = nn::confusion_matrix<3>(y, trainer.predict(x));  // matrix.count[true class][predicted class]
  std::array<std::string_view, 3> const names{"left", "middle", "right"};
  std::printf("%s", nn::class_report(matrix, names).c_str());  // precision, recall, F1 and rows of each
  // [end]
  return accuracy > 0.95 && matrix.accuracy() > 0.95 && matrix.rows() == 60;
}

}  // namespace

int main() {
  bool const ok = streaming() && functions() && training() && classes();
  std::puts(ok ? "ok" : "wrong");
  return ok ? 0 : 1;
}
