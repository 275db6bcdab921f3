// SPDX-License-Identifier: MIT
// A loss function that takes the mean over the batch itself.
// EXPECT: compile: a loss function gives values for each sample, not one number for all of them
// EXPECT: loss_keeps_the_batch<
// MAX_LINES: 12
#include <tenon/tenon.hpp>
namespace tn = tenon;
namespace nn = tenon::nn;

struct Net : nn::Sequential<tn::Shape<4>, nn::Dense<1>> {};

constexpr auto my_mse = [](auto const& y_true, auto const& y_pred) {
#ifdef BROKEN
  return tn::mean(tn::square(y_true - y_pred));
#else
  return tn::square(y_true - y_pred);
#endif
};

void train(Net& net, tn::data::Rows<float, 4> const& x, tn::data::Rows<float, 1> const& y) {
  auto trainer = nn::compile<8>(net, my_mse, nn::SGD{});
  trainer.fit(x, y);
}
