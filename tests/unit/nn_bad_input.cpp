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
  CHECK(last_words([&] { both.fit(x, {y, y}, {.class_weight = {{0, 2.F}}}); }) ==
        "tenon: fit: class_weight is for models with one output\n");
}
#endif
