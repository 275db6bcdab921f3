// SPDX-License-Identifier: MIT
// EXPECT: PackedConv2DLayer: for 3 x 3 taps, stride and dilation 1, one group, Same or no padding, channels last
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace nn = tenon::nn;

#ifdef BROKEN
using Option = nn::Stride<2>;
#else
using Option = nn::Same;
#endif
static_assert(sizeof(nn::PackedConv2DLayer<16, 16, nn::Size<3>, Option>) > 0);
