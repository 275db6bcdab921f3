// SPDX-License-Identifier: MIT
// What holds for all losses: gradients, samples on their own, rows of weight 0; and what holds for some.
#include "support/interpret.hpp"
#include "support/laws/gradient_laws.hpp"

#include <tenon/nn/losses.hpp>
#include <tenon/nn/metrics.hpp>

#include <limits>

namespace tn = tenon;
using namespace tn::nn;
using namespace tenon_test;

namespace {

using Batch = tn::Tensor<float, 3, 4>;

struct Call {
  template <class L>
  constexpr auto operator()(L const& loss, auto const& y, auto const& p) const {
    return loss.call(y, p);
  }
};
/// One value a sample, each that sample's own; the gradient with respect to predictions; weight 0 hides a NaN.
template <class L, int Lowest = 0, class Y>
void laws(Y const& y, Batch const& p, bool independent = true) {
  auto const losses = interpret(Call{}, L{}, y, p);
  REQUIRE(losses.size() == 3);
  Batch changed = p;
  changed.data()[4] *= 0.9f;  // of sample 1, the true class
  auto const others = interpret(Call{}, L{}, y, changed);
  for (std::size_t i = 0; i < 3; ++i)
    if (independent) CHECK((others[i] == losses[i]) == (i != 1));
  // With respect to the predictions: two labels, which do not change with them.
  gradient_laws([](auto const& q) { return tn::sum(L{}.call(tn::cast<float>(q > 0.22f) + Lowest, q)); }, p);

  Batch broken = p;
  for (std::size_t e = 4; e < 8; ++e) broken.data()[e] = std::numeric_limits<float>::quiet_NaN();
  tn::Tensor<float, 3> const weights{1, 0, 2};
  if (independent) {
    auto const weighted =
        interpret([](auto const& t, auto const& q, auto const& w) { return reduce_loss(L{}.call(t, q), w); }, y, broken, weights);
    CHECK(weighted[0] == Approx((losses[0] + 2 * losses[2]) / 3).epsilon(1e-6));
    MeanMetric<L> metric;
    interpret(detail::UpdateState{}, metric, y, broken, weights);
    CHECK(interpret(detail::ResultOf{}, metric)[0] == Approx((losses[0] + 2 * losses[2]) / 3).epsilon(1e-6));
  }
}

Batch const one_hot{{0, 1, 0, 0}, {1, 0, 0, 0}, {0, 0, 0, 1}};
Batch const probabilities{{0.1f, 0.6f, 0.2f, 0.1f}, {0.3f, 0.25f, 0.25f, 0.2f}, {0.05f, 0.15f, 0.2f, 0.6f}};
Batch const scores{{0.3f, -1.2f, 2.1f, 0.6f}, {-0.7f, 1.4f, 0.9f, -2.2f}, {1.3f, 0.8f, -0.4f, 1.9f}};

}  // namespace

TEST_CASE("losses of errors: gradients, samples, weights", "[loss]") {
  laws<MeanAbsoluteError>(one_hot, scores);
  laws<MeanAbsolutePercentageError, 1>(probabilities, scores);
  laws<MeanSquaredLogarithmicError>(one_hot, probabilities);
  laws<LogCosh>(one_hot, scores);
  laws<Poisson>(one_hot, probabilities);
  laws<KLDivergence>(one_hot, probabilities);
  laws<CosineSimilarity<>>(probabilities, scores);
}
TEST_CASE("losses of margins and overlaps: gradients, samples, weights", "[loss]") {
  laws<Hinge>(one_hot, scores);
  laws<SquaredHinge>(one_hot, scores);
  laws<CategoricalHinge>(one_hot, scores);
  laws<Dice<1>>(one_hot, probabilities);
  laws<Tversky<1>>(one_hot, probabilities);
}
TEST_CASE("losses that are 0 where the prediction is right", "[loss]") {
  auto zero = [](auto const& loss, auto const& y, auto const& p) {
    for (double const l : interpret(Call{}, loss, y, p)) CHECK(l == Approx(0).margin(2e-6));
  };
  zero(MeanAbsoluteError{}, scores, scores);
  zero(MeanAbsolutePercentageError{}, scores, scores);
  zero(MeanSquaredLogarithmicError{}, probabilities, probabilities);
  zero(KLDivergence{}, probabilities, probabilities);
  zero(Dice<1>{}, one_hot, one_hot);
  zero(Tversky<1>{}, one_hot, one_hot);
  for (double const l : interpret(Call{}, LogCosh{}, scores, scores)) CHECK(l == 0);
  for (double const l : interpret(Call{}, CosineSimilarity<>{}, scores, scores)) CHECK(l == Approx(-1));
}
