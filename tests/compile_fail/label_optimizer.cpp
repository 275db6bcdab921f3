// SPDX-License-Identifier: MIT
// Arguments of a training in the wrong order.
// EXPECT: training: this type is no optimizer
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;
using namespace tn::nn;

struct Net : Sequential<tn::Shape<8>, Dense<2>> {};
#ifdef BROKEN
using Optimizer = Huber;
#else
using Optimizer = Nadam;
#endif
using Step = tn::TrainStep<Net, MeanSquaredError, Optimizer, tn::Batch<4>>;
void train(Net& net, float const* x, float const* y) {
  static Step step;
  step(net, x, y);
}
