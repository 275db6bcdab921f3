// SPDX-License-Identifier: MIT
// EXPECT: compress: one condition for each index of the axis
// EXPECT: Shape<3>
// EXPECT: Shape<4, 2>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Rows = tn::Tensor<bool, 3>;
#else
using Rows = tn::Tensor<bool, 4>;
#endif
auto run(Rows const& rows, tn::Tensor<float, 4, 2> const& x) { return tn::compress(rows, x); }
