// SPDX-License-Identifier: MIT
// A fold over rows that were cut off the batch cannot know which are real.
// EXPECT: batch: rows were cut off, joined or reordered before this fold
// EXPECT: Shape<3, 8>
// MAX_LINES: 20
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Differences {
  TENON_MODULE(Differences);
#ifdef BROKEN
  constexpr auto call(auto const& x) const { return x - tn::mean<0>(x(tn::from<1>) - x(tn::to<3>), tn::keepdims); }
#else
  constexpr auto call(auto const& x) const { return x - tn::mean<0>(x, tn::keepdims); }
#endif
};
struct Net : tn::nn::Sequential<tn::Shape<8>, Differences, tn::nn::Dense<2>> {};
using Step = tn::TrainStep<Net, tn::nn::MeanSquaredError, tn::nn::SGD, tn::Batch<4>>;
void train(Net& net, float const* x, float const* y) {
  static Step step;
  step(net, x, y);
}
