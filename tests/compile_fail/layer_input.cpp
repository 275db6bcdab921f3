// SPDX-License-Identifier: MIT
// Built layers that do not chain: the message names the layer and its input.
// EXPECT: Sequential: a layer does not take the shape that the one before it gives
// EXPECT: layer<1, tenon::nn::DenseLayer<20, 1
// EXPECT: tenon::Shape<30>
// REJECT: matmul
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;
using namespace tn::nn;

#ifdef BROKEN
constexpr std::size_t inputs = 20;
#else
constexpr std::size_t inputs = 30;
#endif
struct Net : Sequential<tn::Shape<8>, Dense<30, Relu>, DenseLayer<inputs, 1>> {};

using Step = tn::TrainStep<Net, MeanSquaredError, Adam, tn::Batch<32>>;
void train(Net& net, float const* x, float const* y) {
  static Step step;
  step(net, x, y);
}
