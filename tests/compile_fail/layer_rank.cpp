// SPDX-License-Identifier: MIT
// A layer for images behind one that gives vectors.
// EXPECT: Sequential: a layer does not take the shape that the one before it gives
// EXPECT: layer<1, tenon::nn::MaxPooling2D<
// EXPECT: axes_without_the_batch<1, 3>
// MAX_LINES: 12
#include <tenon/model.hpp>
#include <tenon/nn/layers.hpp>
namespace tn = tenon;
using namespace tn::nn;

#ifdef BROKEN
using First = Flatten;
#else
using First = Identity;
#endif
struct Net : Sequential<tn::Shape<8, 8, 1>, First, MaxPooling2D<Size<2>>, Flatten> {};
inline constexpr auto parameters = tn::parameter_count<Net>;
