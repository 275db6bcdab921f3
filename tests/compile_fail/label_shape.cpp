// SPDX-License-Identifier: MIT
// EXPECT: labels
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Net : tn::nn::Sequential<tn::Shape<8>, tn::nn::Dense<30, tn::nn::Relu>, tn::nn::Dense<1>> {};
#ifdef BROKEN
using Labels = tn::Shape<2>;
#else
using Labels = tn::Shape<1>;
#endif

using Step = tn::TrainStep<Net, tn::nn::MeanSquaredError, tn::nn::Adam, tn::Batch<32>, tn::Metrics<>, tn::Shape<8>, Labels>;
void train(Net& net, float const* x, float const* y) {
  static Step step;
  step(net, x, y);
}
