// SPDX-License-Identifier: MIT
// An output without a loss in front of one that has one.
// EXPECT: losses: at least one loss, and outputs without one (NoLoss) last
// EXPECT: losses_come_first<
// MAX_LINES: 12
#include <tenon/tenon.hpp>
namespace tn = tenon;
namespace nn = tenon::nn;

struct Net {
  using input_shape = tn::Shape<4>;
  nn::Build<nn::Dense<1>, input_shape> first, second;
  TENON_MODULE(Net, first, second);
  constexpr auto call(auto const& x) const { return std::tuple{first.call(x), second.call(x)}; }
};

void train(Net& net, tn::data::Rows<float, 4> const& x, tn::data::Rows<float, 1> const& y) {
#ifdef BROKEN
  auto trainer = nn::compile<8>(net, nn::losses(nn::NoLoss{}, nn::MeanSquaredError{}), nn::SGD{});
#else
  auto trainer = nn::compile<8>(net, nn::losses(nn::MeanSquaredError{}, nn::NoLoss{}), nn::SGD{});
#endif
  trainer.fit(x, y);
}
