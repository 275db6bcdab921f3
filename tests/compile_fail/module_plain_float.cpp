// SPDX-License-Identifier: MIT
// EXPECT: a field of a module must be a tensor or a module
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Leaky {
#ifdef BROKEN
  float slope = 0.1f;
#else
  tn::Tensor<float> slope{0.1f};
#endif
  TENON_MODULE(Leaky, slope);
  constexpr auto call(auto const& x) const { return tn::where(x > 0, x, x * slope); }
};

using Net = tn::nn::Sequential<tn::Shape<8>, tn::nn::Dense<30>, Leaky>;
using Step = tn::TrainStep<Net, tn::nn::MeanSquaredError, tn::nn::SGD, tn::Batch<4>>;
void train(Net& net, float const* x, float const* y) {
  static Step step;
  step(net, x, y);
}
