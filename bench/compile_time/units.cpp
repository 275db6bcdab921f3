// SPDX-License-Identifier: MIT
// A unit that runs a dense network of three layers, -DPROGRAM=1, and one that trains it, -DPROGRAM=2: their compile time, the
// compiler's memory and the size of what it writes are targets. With -DHEADERS only what they include.
#include <tenon/embedded.hpp>

namespace tn = tenon;
namespace nn = tn::nn;

#ifndef HEADERS
struct Net : nn::Sequential<tn::Shape<8>, nn::Dense<30, nn::Relu>, nn::Dense<30, nn::Relu>, nn::Dense<1>> {};
#if PROGRAM == 1
void predict(Net const& net, float const* x, float* y) {
  tn::PredictStep<Net, tn::Batch<1>> step;
  step(net, x, y);
}
#else
using Step = tn::TrainStep<Net, nn::MeanSquaredError, nn::Adam, tn::Batch<32>>;
float train(Step& step, Net& net, float const* x, float const* y) { return step(net, x, y); }
#endif
#endif
