// SPDX-License-Identifier: MIT
// EXPECT: index: one run-time integer for each axis, or compile-time indices only
// EXPECT: Shape<2, 3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr auto columns = tn::all;
#else
constexpr int columns = 1;
#endif
float read(tn::Tensor<float, 2, 3> const& x, int row) { return x(row, columns); }
