// SPDX-License-Identifier: MIT
// A kernel that is larger than the image that is left.
// EXPECT: Sequential: a layer does not take the shape that the one before it gives
// EXPECT: window_is_larger_than_its_input<0, 5, 4>
// MAX_LINES: 12
#include <tenon/model.hpp>
#include <tenon/nn/layers.hpp>
namespace tn = tenon;
using namespace tn::nn;

#ifdef BROKEN
using Taps = Size<5>;
#else
using Taps = Size<3>;
#endif
struct Net : Sequential<tn::Shape<8, 8, 1>, Conv2D<4, Size<3>, Same>, MaxPooling2D<>, Conv2D<8, Taps, Relu>, Flatten> {};
inline constexpr auto parameters = tn::parameter_count<Net>;
