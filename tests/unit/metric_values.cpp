// SPDX-License-Identifier: MIT
// Metrics that give several values, in a training.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <vector>

namespace tn = tenon;
namespace nn = tn::nn;
using tenon_test::Approx;

namespace {

constexpr std::size_t classes = 3, rows = 7;
struct Net : nn::Sequential<tn::Shape<classes>, nn::Dense<classes>> {};
struct Twins {
  using input_shape = tn::Shape<classes>;
  static constexpr char const* output_names[] = {"left", "right"};
  nn::Build<nn::Dense<classes>, input_shape> dense;
  TENON_MODULE(Twins, dense);
  constexpr auto call(auto const& x) const { return std::tuple{dense.call(x), dense.call(x) * 2}; }
};

/// How often class i was true where j was predicted.
struct Matrix {
  tn::Variable<float, classes, classes> counts;
  TENON_MODULE(Matrix, counts);
  static constexpr char name[] = "matrix";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    auto const found = tn::cast<float>(y_pred >= tn::max<-1>(y_pred, tn::keepdims));
    context.assign(counts, counts + tn::matmul(tn::transpose(y_true * tn::expand<1>(weights)), found));
  }
  constexpr auto result() const { return counts * 1; }
};

float const scores[rows][classes] = {{3, 1, 0}, {0, 2, 1}, {1, 0, 5}, {4, 3, 0}, {0, 1, 2}, {1, 3, 0}, {2, 0, 1}};
int const truth[rows] = {0, 1, 2, 1, 2, 0, 0};

}  // namespace

TEST_CASE("a metric with a value for each class has a name for each in a training", "[metric][nn]") {
  tn::data::Rows<float, classes> x(rows), y(rows);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < classes; ++c) {
      x.row(r)[c] = scores[r][c];
      y.row(r)[c] = truth[r] == int(c) ? 1.F : 0.F;
    }
  Net net;
  for (std::size_t c = 0; c < classes; ++c) net.layer<0>().kernel(c, c) = 1;

  // [values]
  auto trainer =
      nn::compile<4>(net, nn::MeanSquaredError{}, nn::SGD{}, nn::F1Score<classes>{}, Matrix{}, nn::MeanAbsoluteError{});
  auto const found = trainer.evaluate(x, y);
  double const second_class = found["f1_score[1]"], confused = found["matrix[1,0]"];
  // [end]
  CHECK(found.names == std::vector<std::string>{"loss", "f1_score[0]", "f1_score[1]", "f1_score[2]", "matrix[0,0]", "matrix[0,1]",
                                                "matrix[0,2]", "matrix[1,0]", "matrix[1,1]", "matrix[1,2]", "matrix[2,0]",
                                                "matrix[2,1]", "matrix[2,2]", "mean_absolute_error"});
  CHECK(found["f1_score[0]"] == Approx(2 / 3.0).epsilon(1e-5));  // 2 right, 1 missed, 1 too many
  CHECK(second_class == Approx(0.5).epsilon(1e-5));              // 1, 1, 1
  CHECK(found["f1_score[2]"] == Approx(1).epsilon(1e-5));
  CHECK(found["matrix[0,0]"] == 2);
  CHECK(confused == 1);
  CHECK(found["matrix[0,1]"] == 1);
  CHECK(found["matrix[2,2]"] == 2);
  CHECK(found["mean_absolute_error"] == Approx(1.0952381).epsilon(1e-5));

  trainer.optimizer().learning_rate = 0;
  auto const h = trainer.fit(x, y, {.epochs = 2, .validation = {x, y}, .verbose = nn::Verbose::silent});
  for (char const* name : {"f1_score[0]", "f1_score[1]", "matrix[1,0]", "matrix[2,2]", "mean_absolute_error"}) {
    CHECK(h[name].back() == Approx(found[name]));
    CHECK(h[std::string("val_") + name].back() == Approx(found[name]));
  }
}

TEST_CASE("the values of a metric of one output", "[metric][nn]") {
  tn::data::Rows<float, classes> x(1), y(1);
  x.row(0)[1] = y.row(0)[1] = 1;
  Twins net;
  for (std::size_t c = 0; c < classes; ++c) net.dense.kernel(c, c) = 1;
  auto trainer = nn::compile<2>(net, nn::losses(nn::MeanSquaredError{}, nn::MeanSquaredError{}), nn::SGD{},
                                nn::of<1>(nn::weighted(nn::F1Score<classes>{})));
  auto const found = trainer.evaluate(x, {y, y});
  CHECK(found["right_f1_score[1]"] == Approx(1).epsilon(1e-5));
  CHECK(found["right_f1_score[2]"] == 0);
}
