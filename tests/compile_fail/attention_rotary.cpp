// SPDX-License-Identifier: MIT
// An odd number of features cannot be rotated in pairs.
// EXPECT: rotary positions: the features are rotated in pairs
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t dim = 3;
#else
constexpr std::size_t dim = 4;
#endif
struct Net : tn::nn::Sequential<tn::Shape<5, 8>, tn::nn::MultiHeadAttention<2, dim, tn::nn::Rotary<>>> {};
tn::Tensor<float, 2, 5, 8> run(Net const& net, tn::Tensor<float, 2, 5, 8> const& x) { return net(x); }
