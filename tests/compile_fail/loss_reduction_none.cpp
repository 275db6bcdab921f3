// SPDX-License-Identifier: MIT
// A training with a loss that is not made one number.
// EXPECT: training: a loss with Reduction::none gives no number to train on
// EXPECT: reduction_gives_a_number<tenon::nn::Reduced<tenon::nn::MeanSquaredError
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;
using namespace tn::nn;

struct Net : Sequential<tn::Shape<8>, Dense<2>> {};
#ifdef BROKEN
using Loss = Reduced<MeanSquaredError, Reduction::none>;
#else
using Loss = Reduced<MeanSquaredError, Reduction::sum>;
#endif
using Step = tn::TrainStep<Net, Loss, Adam, tn::Batch<4>>;
void train(Net& net, float const* x, float const* y) {
  static Step step;
  step(net, x, y);
}
