// SPDX-License-Identifier: MIT
// EXPECT: slice: index out of range
// EXPECT: got<-4>
// EXPECT: expected_from_to<-3, 2>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int column_index = -4;
#else
constexpr int column_index = -3;
#endif
void clear(tn::Tensor<float, 2, 3>& x) { x(tn::all, tn::at<column_index>) = 0; }
