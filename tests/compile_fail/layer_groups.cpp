// SPDX-License-Identifier: MIT
// Groups that do not divide the channels.
// EXPECT: groups_do_not_divide<6, 8, 4>
// MAX_LINES: 12
#include <tenon/model.hpp>
#include <tenon/nn/layers.hpp>
namespace tn = tenon;
using namespace tn::nn;

#ifdef BROKEN
using In = tn::Shape<8, 8, 6>;
#else
using In = tn::Shape<8, 8, 8>;
#endif
struct Net : Sequential<In, Conv2D<8, Size<3>, Groups<4>>, Flatten> {};
inline constexpr auto parameters = tn::parameter_count<Net>;
