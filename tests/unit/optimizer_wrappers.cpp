// SPDX-License-Identifier: MIT
// What changes an optimizer: clipping, accumulation, averages, loss scales, schedules, alone and together.
#include "support/laws/optimizer_laws.hpp"

#include <tenon/nn/optimizers.hpp>

#include <limits>

namespace tn = tenon;
using namespace tn::nn;
using namespace tenon_test;

namespace {

std::vector<float> gradients(float a, float b, float c) {
  std::vector<float> g(trained, b);
  for (std::size_t i = 0; i < 5; ++i) g[i] = a;
  g.back() = c;
  return g;
}
/// What a step of rate 1 takes away, which is the gradient that arrives.
template <class Optimizer>
std::vector<double> arriving(Optimizer o, std::vector<float> const& g) {
  o.learning_rate.fill(1);
  Trained net;
  tn::detail::for_each_param(net, [](auto& p) { p.fill(0); });
  OptimizerProgram<Optimizer>(o).step(net, g);
  std::vector<double> r;
  for (float const p : parameters_of(net)) r.push_back(-double(p));
  return r;
}

struct Halves {  // a schedule of one's own
  tn::Tensor<float> first{1.f};
  TENON_MODULE(Halves, first);
  constexpr auto call(auto const& step) const { return first * tn::exp2(-step); }
};

}  // namespace

TEST_CASE("clipped by norm, parameter by parameter and all together", "[optimizer]") {
  auto const each = arriving(ClipNorm<SGD, 2>{}, gradients(3, 0.1f, -5));
  CHECK(each[0] == Approx(3 * 2 / std::sqrt(45.0)));  // a norm of sqrt(5 9)
  CHECK(each[5] == Approx(0.1));                      // below: as it is
  CHECK(each[11] == Approx(-2));
  auto const all = arriving(ClipGlobalNorm<SGD, 2>{}, gradients(3, 0.1f, -5));
  double const norm = std::sqrt(45 + 6 * 0.01 + 25);
  CHECK(all[0] == Approx(3 * 2 / norm));
  CHECK(all[5] == Approx(0.1 * 2 / norm));
  CHECK(all[11] == Approx(-5 * 2 / norm));
  auto const small = arriving(ClipGlobalNorm<SGD, 2>{}, gradients(0.1f, 0.1f, 0.2f));
  CHECK(small[0] == Approx(0.1));
  auto const nothing = arriving(ClipNorm<SGD>{}, gradients(0, 0, 0));
  CHECK(nothing[0] == 0);
  auto const broken = arriving(ClipGlobalNorm<SGD>{}, gradients(1, 1, std::numeric_limits<float>::infinity()));
  CHECK(std::isnan(broken[0]));
}

TEST_CASE("accumulation: the inner optimizer sees the mean, and nothing in between", "[optimizer]") {
  using Some = Accumulate<ClipGlobalNorm<Adam, 100>, 3>;
  Trained net = some_trained(), same = some_trained();
  OptimizerProgram<Some> program{Some{}};
  OptimizerProgram<Adam> inner{Adam{}};
  for (std::size_t step = 0; step < 9; ++step) {
    auto const before = parameters_of(net);
    program.step(net, some_gradients(step));
    if (step % 3 != 2) {
      CHECK(parameters_of(net) == before);
      continue;
    }
    std::vector<float> mean(trained);
    for (std::size_t i = 0; i < trained; ++i)
      mean[i] = (some_gradients(step - 2)[i] + some_gradients(step - 1)[i] + some_gradients(step)[i]) / 3;
    inner.step(same, mean);
    auto const got = parameters_of(net), want = parameters_of(same);
    for (std::size_t i = 0; i < trained; ++i) CHECK(got[i] == Approx(want[i]).epsilon(1e-4));
    CHECK(program.optimizer.beta_1_power.item() == Approx(inner.optimizer.beta_1_power.item()));
  }
}

TEST_CASE("averages follow the parameters", "[optimizer]") {
  using Some = Ema<SGD>;
  Some o;
  o.ema_momentum.fill(0.75f);
  Trained net = some_trained();
  OptimizerProgram<Some> program(o);
  std::vector<double> average;
  for (std::size_t step = 0; step < 6; ++step) {
    program.step(net, some_gradients(step));
    auto const p = parameters_of(net);
    if (step == 0) average.assign(p.begin(), p.end());
    for (std::size_t i = 0; i < trained; ++i) average[i] = 0.75 * average[i] + 0.25 * double(p[i]);
  }
  auto const last = parameters_of(net);
  swap_averages(net, program.slots);
  auto const shown = parameters_of(net);
  for (std::size_t i = 0; i < trained; ++i) CHECK(shown[i] == Approx(average[i]).epsilon(1e-5));
  swap_averages(net, program.slots);
  CHECK(parameters_of(net) == last);

  // The parameters become their average every second step.
  Trained often = some_trained();
  OptimizerProgram<Ema<SGD, 2>> overwriting{Ema<SGD, 2>{}};
  overwriting.step(often, some_gradients(0));
  auto const first = parameters_of(often);
  overwriting.step(often, some_gradients(1));
  CHECK(parameters_of(often)[0] ==
        Approx(0.99 * double(first[0]) + 0.01 * (double(first[0]) - 0.01 * double(some_gradients(1)[0]))));
}

TEST_CASE("a loss scale halves on overflow, grows after quiet, and skips the step", "[optimizer]") {
  using Some = LossScale<MomentumSGD<>>;
  Some o;
  o.dynamic_growth_steps.fill(2);
  Trained net = some_trained(), same = some_trained();
  OptimizerProgram<Some> program(o);
  OptimizerProgram<MomentumSGD<>> plain{MomentumSGD<>{}};
  auto scaled = [&](std::size_t step) {
    auto g = some_gradients(step);
    for (float& x : g) x *= program.optimizer.dynamic_scale.item();
    return g;
  };
  for (std::size_t step = 0; step < 2; ++step) {
    program.step(net, scaled(step));
    plain.step(same, some_gradients(step));
  }
  CHECK(program.optimizer.dynamic_scale.item() == 65536);
  CHECK(program.optimizer.step_counter.item() == 0);
  auto const before = parameters_of(net);
  auto overflow = some_gradients(2);
  overflow[7] = std::numeric_limits<float>::infinity();
  program.step(net, overflow);
  CHECK(parameters_of(net) == before);
  CHECK(program.optimizer.dynamic_scale.item() == 32768);
  program.step(net, scaled(3));
  plain.step(same, some_gradients(3));
  auto const got = parameters_of(net), want = parameters_of(same);
  for (std::size_t i = 0; i < trained; ++i) CHECK(got[i] == Approx(want[i]).epsilon(1e-5));
}

TEST_CASE("a schedule of one's own, and a multiplier", "[optimizer]") {
  using Some = RateMultiplier<Scheduled<SGD, Halves>, 4>;
  Trained net = some_trained();
  OptimizerProgram<Some> program{Some{}};
  std::vector<float> const ones(trained, 1.f);
  double p = double(net.c.item());
  for (int step = 0; step < 4; ++step) {
    program.step(net, ones);
    p -= 4 * std::exp2(-step);
    CHECK(net.c.item() == Approx(p));
    CHECK(program.optimizer.learning_rate.item() == Approx(std::exp2(-step)));  // what this step used
  }
  CHECK(program.optimizer.iterations.item() == 4);
}

TEST_CASE("all of them at once", "[optimizer]") {
  using Some = Ema<LossScale<Accumulate<ClipGlobalNorm<WeightDecay<Scheduled<Adam, Halves>>>>>>;
  static_assert(tn::Optimizer<Some>);
  Some o;
  o.learning_rate.fill(0.5f);  // fields of all, whatever wraps what
  o.weight_decay.fill(0.1f);
  Trained net = some_trained();
  auto const start = parameters_of(net);
  OptimizerProgram<Some> program(o);
  program.step(net, some_gradients(0));
  CHECK(parameters_of(net) == start);
  program.step(net, some_gradients(1));
  auto const moved = parameters_of(net);
  for (std::size_t i = 0; i < trained; ++i) CHECK(moved[i] != start[i]);
  // Momentum and velocity, the sum of gradients, the average: four values for each parameter.
  CHECK(slots_of<Some>() == 4 * trained);
}
