// SPDX-License-Identifier: MIT
// A rule for a layer that the model does not have: the message lists the parameters.
// EXPECT: PerLayer: the model has no trained parameter at this path
// EXPECT: FieldPath<2>{"2"}
// EXPECT: FieldPath<9>{"0.kernel"}
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;
using namespace tn::nn;

struct Net : Sequential<tn::Shape<8>, Dense<4, Relu>, Dense<1>> {};
#ifdef BROKEN
using Optimizer = PerLayer<Adam, On<"2", SGD>>;
#else
using Optimizer = PerLayer<Adam, On<"1", SGD>>;
#endif
using Step = tn::TrainStep<Net, MeanSquaredError, Optimizer, tn::Batch<4>>;
void train(Net& net, float const* x, float const* y) {
  static Step step;
  step(net, x, y);
}
