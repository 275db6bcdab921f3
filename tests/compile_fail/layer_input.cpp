// SPDX-License-Identifier: MIT
// Built layers that do not chain: the message names the layer's index and its input.
// EXPECT: Sequential: layer 1
// MAX_LINES: 12
#include <tenon/model.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t inputs = 20;
#else
constexpr std::size_t inputs = 30;
#endif

using Net = tn::nn::Sequential<tn::Shape<8>, tn::nn::Dense<30, tn::nn::Relu>, tn::nn::DenseLayer<inputs, 1>>;
static_assert(tn::parameter_count<Net> == 8 * 30 + 30 + 30 + 1);
