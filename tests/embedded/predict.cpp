// SPDX-License-Identifier: MIT
// A trained model on a microcontroller: its weights stay in flash, RAM holds one row and its intermediate values.
#include "board.hpp"

#include <tenon/embedded.hpp>

namespace tn = tenon;
using namespace tn::nn;

struct Net : Sequential<tn::Shape<8>, Dense<30, Selu, LecunNormal>, Dense<1>> {};
using Predict = tn::PredictStep<Net, tn::Batch<1>>;

constexpr tn::Cost cost = tn::cost<Predict>;
static_assert(cost.state_bytes == 0 && cost.workspace_bytes <= 128 && sizeof(Predict) < 256);

constexpr Net net = [] {
  Net n;
  tn::initialize(n, 42);
  return n;
}();
Predict predict;

int main() {
  tn::Philox const random(1);
  for (std::uint32_t row = 0; row < 20; ++row) {
    alignas(32) float x[8], prediction[1];
    for (std::uint32_t i = 0; i < 8; ++i) x[i] = 2 * random.uniform(8 * row + i) - 1;
    board::instructions();
    predict(net, x, prediction);
    std::uint32_t const instructions = board::instructions();
    board::print("prediction ", row, " ", prediction[0]);
    if (row == 1) board::print("# instructions_per_predict ", instructions);
  }
  board::print("# predict_bytes_promised ", static_cast<std::uint32_t>(cost.workspace_bytes));
  board::print("# stack_bytes ", board::stack_bytes());
}
