// SPDX-License-Identifier: MIT
// How parameters move: options of layers, optimizers and what changes them, schedules, an optimizer for each part of a model,
// frozen layers, an optimizer of your own.
#include <tenon/tenon.hpp>

#include <cmath>
#include <cstdio>

namespace tn = tenon;
namespace nn = tenon::nn;

// [options]
// What a layer is made of, in any order. What stands alone is the kernel's.
using Plain = nn::Dense<30, nn::Relu>;
using Careful = nn::Dense<30, nn::Relu, nn::Kernel<nn::HeNormal, nn::L2<1e-4>, nn::MaxNorm<2>>, nn::Bias<nn::Ones>>;
using Short = nn::Dense<30, nn::Relu, nn::HeNormal, nn::L2<1e-4>, nn::NoBias>;
// [end]

// [own_options]
// One's own: structs without fields. What each is follows from what it has and gives.
struct Softplus {
  constexpr auto operator()(auto const& z) const { return tn::log(tn::exp(z) + 1.F); }
};
struct GlorotInitializer {
  static double value(tn::Philox const& random, std::uint64_t i, std::uint64_t stream, nn::Fans fans) {
    return nn::draw_normal(random, i, stream) * std::sqrt(2 / (fans.in + fans.out));
  }
};
struct L1Regularizer {
  constexpr auto operator()(auto const& w) const { return tn::sum(tn::abs(0.01F * w)); }
};
struct PositiveWeights {
  constexpr auto operator()(auto const& w) const { return tn::where(w < 0.F, 0.F, w); }
};
using Custom = nn::Dense<1, Softplus, nn::Kernel<GlorotInitializer, L1Regularizer, PositiveWeights>>;
// [end]

// A wide part that sees the features themselves, and a deep one.
struct WideAndDeep {
  nn::DenseLayer<6, 1> wide;
  nn::DenseLayer<6, 16, nn::Tanh> hidden;
  nn::DenseLayer<16, 1> head;
  TENON_MODULE(WideAndDeep, wide, hidden, head);
  using input_shape = tn::Shape<6>;
  using output_shape = tn::Shape<1>;
  constexpr auto call(auto const& x) const { return wide.call(x) + head.call(hidden.call(x)); }
};

// [own]
// Heavy ball with a rate that falls: what each parameter keeps, what a step begins with, what a parameter becomes.
struct HeavyBall {
  tn::Tensor<float> learning_rate{0.02F}, momentum{0.9F};
  TENON_MODULE(HeavyBall, learning_rate, momentum);

  template <class V>
  struct Slots {
    V velocity;
    TENON_MODULE(Slots, velocity);
  };
  constexpr auto begin(auto&) const { return learning_rate; }
  constexpr auto update(auto const& p, auto const& g, auto const& slots, auto const& rate, auto& context) const {
    context.assign(slots.velocity, momentum * slots.velocity - rate * g);
    return p + slots.velocity;
  }
};
// [end]

// [own_schedule]
struct Halving {
  tn::Tensor<float> first{0.02F}, steps{200.F};
  TENON_MODULE(Halving, first, steps);
  constexpr auto call(auto const& step) const { return first * tn::exp2(-step / steps); }
};
// [end]

struct Rows {
  tn::data::Rows<float, 6> x{2000};
  tn::data::Rows<float, 1> y{2000};
  Rows() {
    tn::Philox const random(1);
    for (std::size_t i = 0; i < x.rows(); ++i) {
      for (std::size_t c = 0; c < 6; ++c) x.row(i)[c] = 2 * random.uniform(6 * i + c) - 1;
      y.row(i)[0] = x.row(i)[0] - 2 * x.row(i)[1] + std::sin(3 * x.row(i)[2]);
    }
  }
};

/// The loss before and after ten epochs with an optimizer.
template <class Optimizer>
double trained(char const* name, Rows const& data, Optimizer const& optimizer) {
  WideAndDeep net;
  tn::initialize(net, 1);
  auto trainer = nn::compile<50>(net, nn::MeanSquaredError{}, optimizer);
  auto const history = trainer.fit(data.x, data.y, {.epochs = 10, .verbose = nn::Verbose::silent});
  std::printf("%-28s %.4f -> %.4f\n", name, history["loss"].front(), history["loss"].back());
  return history["loss"].back();
}

int main() {
  Rows const data;
  bool ok = true;

  // [wrap]
  // A wrapper is an optimizer with more fields, whatever wraps what. What is not named takes no byte and no instruction.
  nn::Ema<nn::ClipGlobalNorm<nn::AdamW>> adam;
  adam.learning_rate = 0.01F;
  adam.weight_decay = 1e-3F;
  adam.global_clipnorm = 5.F;
  adam.ema_momentum = 0.95F;
  // [end]

  // [schedule]
  // The rate is a function of the number of the step, inside of the program of a step.
  nn::Scheduled<nn::Nadam, nn::CosineDecayWithWarmup> warm;
  warm.schedule.warmup_target = 0.02F;
  warm.schedule.warmup_steps = 40.F;
  warm.schedule.decay_steps = 360.F;
  ok &= trained("Nadam, cosine with warm-up", data, warm) < 0.15;
  // [end]

  // [per_layer]
  // Wide with FTRL, deep with Adam; the biases of all layers without momentum.
  nn::PerLayer<nn::Adam, nn::On<"wide.kernel", nn::Ftrl>, nn::On<"*.bias", nn::SGD>> parts;
  parts.rest().learning_rate = 0.01F;
  parts.on<"wide.kernel">().learning_rate = 0.5F;
  parts.on<"wide.kernel">().l1_regularization_strength = 0.01F;
  parts.on<"*.bias">().learning_rate = 0.05F;
  ok &= trained("one optimizer a part", data, parts) < 0.1;
  // [end]

  // Both of one's own: wrappers take any optimizer that has a learning_rate, schedules are modules with call(step).
  ok &= trained("both of one's own", data, nn::Scheduled<HeavyBall, Halving>{}) < 0.25;

  // [freeze]
  // A frozen part has no gradient and no state: here the optimizer keeps two numbers for each of head's 17.
  using Tune = nn::PerLayer<nn::Freeze, nn::On<"head", nn::Adam>>;
  using Step = tn::TrainStep<WideAndDeep, nn::MeanSquaredError, Tune, tn::Batch<50>>;
  static_assert(Step::slot_bytes == 2 * 17 * sizeof(float));
  // [end]

  // [averages]
  WideAndDeep net;
  tn::initialize(net, 1);
  auto trainer = nn::compile<50>(net, nn::MeanSquaredError{}, adam);
  trainer.fit(data.x, data.y, {.epochs = 10, .verbose = nn::Verbose::silent});
  double const last = trainer.evaluate(data.x, data.y)["loss"];
  nn::swap_averages(trainer);  // now the model has the averages; once more brings the last weights back
  double const average = trainer.evaluate(data.x, data.y)["loss"];
  std::printf("last weights %.4f, averages %.4f\n", last, average);
  // [end]
  ok &= average < 0.1;

  // The options at the top make models that can be drawn and used.
  struct Checked : nn::Sequential<tn::Shape<6>, Plain, Careful, Short, Custom> {};
  Checked checked;
  tn::initialize(checked, 1);
  tn::Tensor<float, 1, 1> const y = checked(tn::ones<float, 1, 6>());
  ok &= y(0, 0) > 0;  // a softplus
  return ok ? 0 : 1;
}
