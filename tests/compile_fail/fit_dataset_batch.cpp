// SPDX-License-Identifier: MIT
// Batches of another size than those that the trainer was compiled for.
// EXPECT: fit, evaluate: the batches of the data set have another size than those of the trainer (given, trainer's follow)
// EXPECT: batches_have_the_size<16, 8>
// MAX_LINES: 12
#include <tenon/data/datasets.hpp>
#include <tenon/tenon.hpp>

#ifdef BROKEN
constexpr std::size_t rows = 16;
#else
constexpr std::size_t rows = 8;
#endif

struct Net : tenon::nn::Sequential<tenon::Shape<4>, tenon::nn::Dense<1>> {};

void train(Net& net, tenon::data::Rows<float, 4> const& x, tenon::data::Rows<float, 1> const& y) {
  auto trainer = tenon::nn::compile<8>(net, tenon::nn::MeanSquaredError{}, tenon::nn::SGD{});
  trainer.fit(tenon::data::from_rows(x, y) | tenon::data::batch<rows>());
}
