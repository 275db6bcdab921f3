// SPDX-License-Identifier: MIT
// Labels whose rows are longer than the model's output.
// EXPECT: rows of y: not the shape of the labels that the loss takes
// EXPECT: rows_have_the_shape<tenon::Shape<3>, tenon::Shape<1>
// MAX_LINES: 12
#include <tenon/tenon.hpp>

#ifdef BROKEN
constexpr std::size_t labels = 3;
#else
constexpr std::size_t labels = 1;
#endif

struct Net : tenon::nn::Sequential<tenon::Shape<4>, tenon::nn::Dense<1>> {};

void train(Net& net, tenon::data::Rows<float, 4> const& x, tenon::data::Rows<float, labels> const& y) {
  auto trainer = tenon::nn::compile<8>(net, tenon::nn::MeanSquaredError{}, tenon::nn::SGD{});
  trainer.fit(x, y);
}
