// SPDX-License-Identifier: MIT
// Data that a training cannot use: its words, and that nothing is trained.
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/tenon.hpp>

#include <limits>
#include <string>

namespace tn = tenon;
namespace nn = tenon::nn;
using tenon_test::Approx;
using tenon_test::last_words;

namespace {

struct Net : nn::Sequential<tn::Shape<2>, nn::Dense<1>> {};
struct Twins {
  using input_shape = tn::Shape<2>;
  nn::Build<nn::Dense<1>, tn::Shape<2>> left, right;
  TENON_MODULE(Twins, left, right);
  constexpr auto call(auto const& x) const { return std::tuple{left.call(x), right.call(x)}; }
};
constexpr nn::Verbose quiet = nn::Verbose::silent;

}  // namespace

TEST_CASE("fit: NaN in the data is told with the step and the names of what is no number", "[nn]") {
  tn::data::Rows<float, 2> x(10);
  tn::data::Rows<float, 1> y(10);
  Net net;
  tn::initialize(net, 1);
  auto trainer = nn::compile<4>(net, nn::MeanSquaredError{}, nn::SGD{}, nn::MeanAbsoluteError{});
  x.row(9)[1] = std::numeric_limits<float>::infinity();
  auto const history = trainer.fit(x, y, {.shuffle = false, .verbose = quiet});
  REQUIRE(history.not_finite);
  CHECK(history.not_finite->text() == "loss, mean_absolute_error: not finite at step 3 (epoch 0, batch 2)");
}

TEST_CASE("fit: fewer rows than a batch are one batch that is not full", "[nn]") {
  tn::data::Rows<float, 2> x(3);
  tn::data::Rows<float, 1> y(3);
  for (std::size_t i = 0; i < 3; ++i) {
    x.row(i)[0] = static_cast<float>(i);
    y.row(i)[0] = 1;
  }
  Net wide, narrow;
  wide.layer<0>().kernel(0, 0) = narrow.layer<0>().kernel(0, 0) = 0.5F;
  auto of_32 = nn::compile<32>(wide, nn::MeanSquaredError{}, nn::SGD{});
  auto of_3 = nn::compile<3>(narrow, nn::MeanSquaredError{}, nn::SGD{});
  auto const a = of_32.fit(x, y, {.epochs = 2, .verbose = quiet}), b = of_3.fit(x, y, {.epochs = 2, .verbose = quiet});
  CHECK(a["loss"].front() == Approx((1 + 0.25 + 0) / 3).epsilon(1e-5));
  CHECK(a["loss"].back() == Approx(b["loss"].back()).epsilon(1e-5));
  CHECK(wide.layer<0>().kernel(0, 0) == Approx(narrow.layer<0>().kernel(0, 0)));
}

#if TENON_HAS_FORK
TEST_CASE("fit: splits and weights that do not fit", "[nn]") {
  tn::data::Rows<float, 2> const x(4);
  tn::data::Rows<float, 1> const y(4);
  Net net;
  auto trainer = nn::compile<2>(net, nn::MeanSquaredError{}, nn::SGD{});
  CHECK(last_words([&] { trainer.fit(x, y, {.validation_split = 0.99}); }) ==
        "tenon: fit: validation_split leaves no rows to train on\n");
  CHECK(last_words([&] { trainer.fit(x, y, {.validation_split = 1e-17}); }) ==
        "tenon: fit: validation_split leaves no rows to validate on\n");
  CHECK(last_words([&] { trainer.fit(x, y, {.class_weight = {{2, 1.F}}}); }) ==
        "tenon: fit: class_weight has a class that the labels do not have: 2\n");
  CHECK(last_words([&] { trainer.fit(x, y, {.sample_weight = std::vector<float>(3)}); }) ==
        "tenon: fit: weights, as many as x has rows: expected 4, found 3\n");

  Twins twins;
  auto both = nn::compile<2>(twins, nn::losses(nn::MeanSquaredError{}, nn::MeanSquaredError{}), nn::SGD{});
  CHECK(last_words([&] { both.fit(x, {y, y}, {.class_weight = {{0, 2.F, 2}}}); }) ==
        "tenon: fit: class_weight: the number of an output, at most: expected 1, found 2\n");
  CHECK(last_words([&] { both.fit(x, {y, y}, {.class_weight = {{3, 2.F, 1}}}); }) ==
        "tenon: fit: class_weight has a class that the labels do not have: 3\n");
  CHECK(last_words([&] { both.fit(x, {y, y}, {.sample_weight = tn::data::Rows<float, 3>(4)}); }) ==
        "tenon: fit, evaluate: one weight a row, or one for each output: expected 2, found 3\n");
}
#endif

TEST_CASE("fit: weights of classes and rows for each output", "[nn]") {
  constexpr std::size_t rows = 6;
  tn::data::Rows<float, 2> x(rows), of_rows(rows), by_hand(rows);
  tn::data::Rows<float, 1> left(rows), right(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    x.row(i)[0] = static_cast<float>(i) * 0.25F;
    x.row(i)[1] = 1;
    left.row(i)[0] = static_cast<float>(i % 2);
    right.row(i)[0] = static_cast<float>(i % 3);
    of_rows.row(i)[0] = 1 + 0.5F * static_cast<float>(i);
    of_rows.row(i)[1] = 2;
    by_hand.row(i)[0] = of_rows.row(i)[0] * (i % 2 == 1 ? 5.F : 1.F);
    by_hand.row(i)[1] = of_rows.row(i)[1] * (i % 3 == 2 ? 3.F : 1.F);
  }
  Twins twins, other;
  auto make = [](Twins& net) {
    return nn::compile<4>(net, nn::losses(nn::MeanSquaredError{}, nn::MeanSquaredError{}), nn::SGD{},
                          nn::of<1>(nn::weighted(nn::MeanSquaredError{})));
  };
  auto a = make(twins), b = make(other);
  // The model gives 0: the losses are the weighted squares of the labels.
  auto const scores = a.evaluate(x, {left, right}, by_hand);
  double first = 0, second = 0, weight = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    first += static_cast<double>(by_hand.row(i)[0] * left.row(i)[0] * left.row(i)[0]) / rows;
    second += static_cast<double>(by_hand.row(i)[1] * right.row(i)[0] * right.row(i)[0]) / rows;
    weight += static_cast<double>(by_hand.row(i)[1]) / rows;
  }
  CHECK(scores["output_1_loss"] == Approx(first).epsilon(1e-5));
  CHECK(scores["output_2_loss"] == Approx(second).epsilon(1e-5));
  CHECK(scores["loss"] == Approx(first + second).epsilon(1e-5));
  CHECK(scores["output_2_mean_squared_error"] == Approx(second / weight).epsilon(1e-5));

  a.fit(x, {left, right}, {.epochs = 2, .sample_weight = of_rows, .class_weight = {{1, 5.F, 0}, {2, 3.F, 1}}, .verbose = quiet});
  b.fit(x, {left, right}, {.epochs = 2, .sample_weight = by_hand, .verbose = quiet});
  CHECK(twins.left.kernel(0, 0) == other.left.kernel(0, 0));
  CHECK(twins.right.bias(0) == other.right.bias(0));
  CHECK(twins.right.bias(0) != 0);
}
