// SPDX-License-Identifier: MIT
// EXPECT: one value a sample
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct AbsoluteError {
  TENON_MODULE(AbsoluteError);
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
#ifdef BROKEN
    return tn::abs(y_true - y_pred);
#else
    return tn::mean<1>(tn::abs(y_true - y_pred));
#endif
  }
};

struct Net : tn::nn::Sequential<tn::Shape<8>, tn::nn::Dense<2>> {};
using Step = tn::TrainStep<Net, AbsoluteError, tn::nn::SGD, tn::Batch<4>>;
void train(Net& net, float const* x, float const* y) {
  static Step step;
  step(net, x, y);
}
