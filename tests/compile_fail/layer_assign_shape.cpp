// SPDX-License-Identifier: MIT
// EXPECT: assign: the shapes differ
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 18
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct RunningMean {
  tn::Variable<float, 3> mean;
  TENON_MODULE(RunningMean, mean);
  constexpr auto call(auto const& x, auto& context) const {
#ifdef BROKEN
    context.assign(mean, tn::mean<1>(x));
#else
    context.assign(mean, tn::mean<0>(x));
#endif
    return x - mean;
  }
};

struct Net : tn::nn::Sequential<tn::Shape<3>, RunningMean, tn::nn::Dense<1>> {};
using Step = tn::TrainStep<Net, tn::nn::MeanSquaredError, tn::nn::SGD, tn::Batch<4>>;
void train(Net& net, float const* x, float const* y) {
  static Step step;
  step(net, x, y);
}
