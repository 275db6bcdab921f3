// SPDX-License-Identifier: MIT
// EXPECT: slice: index out of range
// EXPECT: got<3>
// EXPECT: expected_from_to<-3, 2>
// EXPECT: Shape<2, 3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int column_index = 3;
#else
constexpr int column_index = 2;
#endif
tn::Tensor<float, 2> column(tn::Tensor<float, 2, 3> const& x) { return x(tn::all, tn::at<column_index>); }
