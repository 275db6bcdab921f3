// SPDX-License-Identifier: MIT
// A name given to a model by deriving from it adds no field.
// EXPECT: a type derived from a module has fields of its own
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Net : tn::nn::Sequential<tn::Shape<8>, tn::nn::Dense<2>> {
#ifdef BROKEN
  tn::Param<float> temperature;
#endif
};
using Step = tn::TrainStep<Net, tn::nn::MeanSquaredError, tn::nn::SGD, tn::Batch<4>>;
void train(Net& net, float const* x, float const* y) {
  static Step step;
  step(net, x, y);
}
