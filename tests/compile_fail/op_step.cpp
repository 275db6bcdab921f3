// SPDX-License-Identifier: MIT
// EXPECT: slice: bound out of range
// EXPECT: got<4>
// EXPECT: expected_from_to<-4, 3>
// EXPECT: Shape<4>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int first = 4;
#else
constexpr int first = 3;
#endif
tn::Tensor<float, first> backwards(tn::Tensor<float, 4> const& x) { return x(tn::range<first, 0, -1>); }
