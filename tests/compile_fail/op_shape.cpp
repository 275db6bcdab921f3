// SPDX-License-Identifier: MIT
// ch12-044-x1: [2, 3] and [3, 2] do not broadcast.
// EXPECT: the shapes do not broadcast
// EXPECT: Shape<2, 3>
// EXPECT: Shape<3, 2>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Row = tn::Tensor<float, 3, 2>;
#else
using Row = tn::Tensor<float, 3>;
#endif
tn::Tensor<float, 2, 3> add(tn::Tensor<float, 2, 3> const& x, Row const& row) { return x + row; }
