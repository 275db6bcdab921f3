// SPDX-License-Identifier: MIT
// Inputs that are no multiple of four.
// EXPECT: Sequential: a layer does not take the shape that the one before it gives
// EXPECT: layer<0, tenon::nn::TwoOfFourDense<3>, tenon::Shape<10>
// MAX_LINES: 13
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t inputs = 10;
#else
constexpr std::size_t inputs = 12;
#endif
struct Net : tn::nn::Sequential<tn::Shape<inputs>, tn::nn::TwoOfFourDense<3>> {};
tn::Tensor<float, 2, 3> run(Net const& net, tn::Tensor<float, 2, inputs> const& x) { return net(x); }
