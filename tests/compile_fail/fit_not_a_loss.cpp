// SPDX-License-Identifier: MIT
// An optimizer where the loss belongs.
// EXPECT: compile: the second argument must be a loss
// EXPECT: is_a_loss<tenon::nn::SGD
// MAX_LINES: 12
#include <tenon/tenon.hpp>

#ifdef BROKEN
using Loss = tenon::nn::SGD;
#else
using Loss = tenon::nn::MeanSquaredError;
#endif

struct Net : tenon::nn::Sequential<tenon::Shape<4>, tenon::nn::Dense<1>> {};

void train(Net& net, tenon::data::Rows<float, 4> const& x, tenon::data::Rows<float, 1> const& y) {
  auto trainer = tenon::nn::compile<8>(net, Loss{}, tenon::nn::SGD{});
  trainer.fit(x, y);
}
