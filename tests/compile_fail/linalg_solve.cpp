// SPDX-License-Identifier: MIT
// EXPECT: solve: the matrix has as many columns as the right side rows
// EXPECT: Shape<3, 3>
// EXPECT: Shape<4, 2>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Right = tn::Tensor<float, 4, 2>;
#else
using Right = tn::Tensor<float, 3, 2>;
#endif
Right solution(tn::Tensor<float, 3, 3> const& a, Right const& b) { return tn::solve(a, b); }
