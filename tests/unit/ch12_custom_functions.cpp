// SPDX-License-Identifier: MIT
// Acceptance case of chapter 12: an activation, an initializer, a regularizer and a constraint of one's own, together.
#include "support/housing.hpp"

#include <algorithm>
#include <cmath>

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

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
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  Housing const h;
  Net net;
  tn::initialize(net, 42);
  auto const& kernel = net.layer<1>().kernel;
  auto trainer = nn::compile<32>(net, nn::MeanSquaredError{}, nn::Nadam{}, nn::MeanAbsoluteError{});
  bool positive = true;
  auto const history = trainer.fit(
      h.x_train, h.y_train, {.epochs = 2, .validation = {h.x_validation, h.y_validation}, .verbose = nn::Verbose::silent},
      [&](nn::History const&) { positive &= std::all_of(kernel.begin(), kernel.end(), [](float w) { return w >= 0; }); });
  // The loss of the validation is that of a few outliers, in the book too.
  check_bands("ch12-111", "loss", history, "loss");
  check_bands("ch12-111", "mae", history, "mean_absolute_error");
  check_bands("ch12-111", "val_mae", history, "val_mean_absolute_error");
  CHECK(positive);

  // The loss includes 0.01 sum |w|.
  auto const scores = trainer.evaluate(h.x_validation, h.y_validation);
  auto const p = trainer.predict(h.x_validation);
  double squares = 0, penalty = 0;
  for (std::size_t i = 0; i < p.rows(); ++i) squares += std::pow(double(p.row(i)[0]) - double(h.y_validation.row(i)[0]), 2);
  for (float const w : kernel) penalty += 0.01 * std::abs(double(w));
  CHECK(penalty > 0);
  CHECK(scores["loss"] == Approx(squares / double(p.rows()) + penalty).epsilon(1e-4));
}
