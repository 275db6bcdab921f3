// SPDX-License-Identifier: MIT
// EXPECT: an axis is named twice
// EXPECT: Shape<2, 3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int axis = -1;
#else
constexpr int axis = 0;
#endif
tn::Tensor<float> sums(tn::Tensor<float, 2, 3> const& x) { return tn::sum<1, axis>(x); }
