// SPDX-License-Identifier: MIT
// EXPECT: linear algebra: the matrix must be square
// EXPECT: Shape<3, 2>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Matrix = tn::Tensor<float, 3, 2>;
#else
using Matrix = tn::Tensor<float, 3, 3>;
#endif
tn::Tensor<float, 3> solution(Matrix const& a, tn::Tensor<float, 3> const& b) { return tn::triangular_solve(a, b); }
