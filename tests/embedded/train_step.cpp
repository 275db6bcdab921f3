// SPDX-License-Identifier: MIT
// Twenty steps of training and a prediction, on the host and on a Cortex-M4F without a heap: what both print is compared.
#include "board.hpp"

#include <tenon/embedded.hpp>

namespace tn = tenon;
using namespace tn::nn;

#if defined(ADAM) || defined(BUDGET)
using Loss = MeanSquaredError;
using Optimizer = Adam;
#else
using Loss = Huber;
using Optimizer = Nadam;
#endif

#if defined(BUDGET)
// Values that do not fit are computed again.
struct Net : Sequential<tn::Shape<8>, Dense<16, Tanh>, Dense<16, Tanh>, Dense<16, Tanh>, Dense<16, Tanh>, Dense<1>> {};
using Whole = tn::TrainStep<Net, Loss, Optimizer, tn::Batch<32>>;
using Step = tn::Within<Whole, 8 * 1024>;
static_assert(Whole::workspace_bytes > 11 * 1024 && Step::workspace_bytes <= 8 * 1024);
constexpr std::int64_t most_bytes = 21 * 1024;
#else
struct Net : Sequential<tn::Shape<8>, Dense<30, Selu, LecunNormal>, Dense<1>> {};
using Step = tn::TrainStep<Net, Loss, Optimizer, tn::Batch<32>>;
constexpr std::int64_t most_bytes = 16 * 1024;
#endif
using Predict = tn::PredictStep<Net, tn::Batch<32>>;

// Every byte of the step is a constant of its type. The bound allows for alignment and the mask of rows.
constexpr tn::Cost cost = tn::cost<Step>;
constexpr auto step_bytes = static_cast<std::size_t>(cost.state_bytes + cost.hyper_bytes + cost.workspace_bytes);
static_assert(sizeof(Net) >= std::size_t(cost.parameter_bytes) && sizeof(Net) < std::size_t(cost.parameter_bytes) + 4 * 64);
static_assert(sizeof(Step) >= step_bytes && sizeof(Step) < step_bytes + 8 * 64);
static_assert(cost.peak_bytes < most_bytes);

// The compiler draws the initial weights: they lie in flash, and no double arithmetic reaches the target.
constexpr Net initial = [] {
  Net net;
  tn::initialize(net, 42);
  return net;
}();

Net net = initial;
Step train;
Predict predict;
alignas(64) float x[32 * 8], y[32], prediction[32];

int main() {
  tn::Philox const random(1);
  for (int i = 0; i < 32 * 8; ++i) x[i] = 2 * random.uniform(static_cast<std::uint64_t>(i)) - 1;
  for (int i = 0; i < 32; ++i) y[i] = 2 * x[8 * i] - x[8 * i + 1] * x[8 * i + 3] + 0.5f;
  train.state.optimizer.learning_rate = 0.01f;

  board::print("# net_bytes_promised ", static_cast<std::uint32_t>(cost.parameter_bytes));
  board::print("# train_bytes_promised ", static_cast<std::uint32_t>(step_bytes));
  board::print("# predict_bytes_promised ", static_cast<std::uint32_t>(tn::cost<Predict>.workspace_bytes));
  for (std::uint32_t i = 1; i <= 20; ++i) {
    std::size_t const rows = i % 5 == 0 ? 17 : 32;  // an odd batch now and then
    board::instructions();
    float const loss = train(net, x, y, rows);
    std::uint32_t const instructions = board::instructions();
    board::print("loss ", i, " ", loss);
    if (i == 2) board::print("# instructions_per_step ", instructions);
  }
  predict(net, x, prediction);
  std::uint32_t const instructions = board::instructions();
  for (std::uint32_t i = 0; i < 32; ++i) board::print("prediction ", i, " ", prediction[i]);
  board::print("# instructions_per_predict ", instructions);
  board::print("# stack_bytes ", board::stack_bytes());
}
