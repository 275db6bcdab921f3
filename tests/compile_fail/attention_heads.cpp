// SPDX-License-Identifier: MIT
// Query heads that the heads of keys and values do not divide.
// EXPECT: GroupQueryAttention: the number of query heads must be a multiple of that of key and value heads
// EXPECT: <6, 4>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t heads = 4;
#else
constexpr std::size_t heads = 3;
#endif
struct Net : tn::nn::Sequential<tn::Shape<5, 8>, tn::nn::GroupQueryAttention<4, 6, heads>> {};
tn::Tensor<float, 2, 5, 8> run(Net const& net, tn::Tensor<float, 2, 5, 8> const& x) { return net(x); }
