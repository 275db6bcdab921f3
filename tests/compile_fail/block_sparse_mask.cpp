// SPDX-License-Identifier: MIT
// A mask that leaves a block of units without inputs.
// EXPECT: Sequential: a layer does not take the shape that the one before it gives
// EXPECT: layer<0, tenon::nn::BlockSparseDense<8, tenon::nn::BlockOf<4, 4>
// MAX_LINES: 13
#include <tenon/embedded.hpp>
namespace tn = tenon;
namespace nn = tenon::nn;

constexpr auto mask = [](std::size_t i, std::size_t j) {
#ifdef BROKEN
  return i == j && j != 1;
#else
  return i == j;
#endif
};
struct Net : nn::Sequential<tn::Shape<8>, nn::BlockSparseDense<8, nn::BlockOf<4, 4>, mask>> {};
tn::Tensor<float, 2, 8> run(Net const& net, tn::Tensor<float, 2, 8> const& x) { return net(x); }
