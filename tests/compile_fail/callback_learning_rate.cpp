// SPDX-License-Identifier: MIT
// A callback that sets the rate of an optimizer whose schedule would write over it.
// EXPECT: callback: this optimizer has no learning_rate that can be set
// EXPECT: has_a_learning_rate_to_set<
// MAX_LINES: 12
#include <tenon/nn/callback/learning_rate.hpp>
#include <tenon/tensor/tensor.hpp>

struct Rates {};
struct Optimizer {
  tenon::Tensor<float> learning_rate{0.1f};
#ifdef BROKEN
  Rates schedule;
#endif
};
struct Trainer {
  Optimizer parts;
  Optimizer& optimizer() { return parts; }
};

void train(Trainer& trainer) {
  auto halve = [](std::uint64_t, double rate) { return rate / 2; };
  tenon::nn::LearningRateScheduler callback(halve);
  callback.on_epoch_begin(trainer, 0);
}
