// SPDX-License-Identifier: MIT
// Acceptance case of chapter 12: an activation, an initializer, a regularizer and a constraint of one's own, together.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

namespace tn = tenon;
namespace nn = tenon::nn;
using tenon_test::Approx;

namespace {

std::string const file = TENON_SHARED_DIR "/data/california_housing.csv";

struct MySoftplus {
  constexpr auto operator()(auto const& z) const { return tn::log(tn::exp(z) + 1.f); }
};
struct MyGlorotInitializer {
  static double value(tn::Philox const& random, std::uint64_t i, std::uint64_t stream, nn::Fans fans) {
    return nn::draw_normal(random, i, stream) * std::sqrt(2 / (fans.in + fans.out));
  }
};
struct MyL1Regularizer {
  constexpr auto operator()(auto const& weights) const { return tn::sum(tn::abs(0.01f * weights)); }
};
struct MyPositiveWeights {
  constexpr auto operator()(auto const& weights) const { return tn::where(weights < 0.f, 0.f, weights); }
};
struct Net : nn::Sequential<tn::Shape<8>, nn::Dense<30, nn::Selu, nn::LecunNormal>,
                            nn::Dense<1, MySoftplus, nn::Kernel<MyGlorotInitializer, MyL1Regularizer, MyPositiveWeights>>> {};

}  // namespace

TEST_CASE("ch12-111: custom activation, initializer, regularizer and constraint", "[ch12]") {
  if (!std::ifstream(file)) TENON_SKIP("no " + file);
  auto const table = tn::io::read_csv(file);
  auto const x = table.rows<float, 8>(tn::io::columns(0, 8));
  auto const y = table.rows<float, 1>({"medv"});
  auto const parts = tn::data::train_validation_test(x.rows(), 42);
  auto x_train = x.take(parts.train), x_validation = x.take(parts.validation);
  auto const y_train = y.take(parts.train), y_validation = y.take(parts.validation);
  tn::data::StandardScaler<float, 8> scaler;
  scaler.fit(x_train);
  scaler.transform_in_place(x_train);
  scaler.transform_in_place(x_validation);

  Net net;
  tn::initialize(net, 42);
  auto const& kernel = net.layer<1>().kernel;
  auto trainer = nn::compile<32>(net, nn::MeanSquaredError{}, nn::Nadam{}, nn::MeanAbsoluteError{});
  bool positive = true;
  auto const history = trainer.fit(
      x_train, y_train, {.epochs = 2, .validation = {x_validation, y_validation}, .verbose = nn::Verbose::silent},
      [&](nn::History const&) { positive &= std::all_of(kernel.begin(), kernel.end(), [](float w) { return w >= 0; }); });
  // Means of whole epochs, as simulated runs have them: 1.49 to 2.75 and 0.54 to 1.12, mae 0.87 to 1.01 and 0.50 to 0.55. The
  // bands are those of the case, which hold the recorded means of running means too.
  CHECK(history["loss"][0] > 1.488 * 0.8);
  CHECK(history["loss"][0] < 4.485);
  CHECK(history["loss"][1] > 0.4321);
  CHECK(history["loss"][1] < 1.115 * 1.25);
  CHECK(history["mean_absolute_error"][0] > 0.8737 * 0.8);
  CHECK(history["mean_absolute_error"][0] < 1.585);
  CHECK(history["mean_absolute_error"][1] > 0.4048);
  CHECK(history["mean_absolute_error"][1] < 0.7009);
  CHECK(history["val_mean_absolute_error"][1] > 0.3893);
  CHECK(history["val_mean_absolute_error"][1] < 0.8384);
  CHECK(positive);

  // The loss includes 0.01 sum |w|.
  auto const scores = trainer.evaluate(x_validation, y_validation);
  auto const p = trainer.predict(x_validation);
  double squares = 0, penalty = 0;
  for (std::size_t i = 0; i < p.rows(); ++i) squares += std::pow(double(p.row(i)[0]) - double(y_validation.row(i)[0]), 2);
  for (float const w : kernel) penalty += 0.01 * std::abs(double(w));
  CHECK(penalty > 0);
  CHECK(scores["loss"] == Approx(squares / double(p.rows()) + penalty).epsilon(1e-4));
}
