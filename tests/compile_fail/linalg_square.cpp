// SPDX-License-Identifier: MIT
// EXPECT: linear algebra: the matrix must be square
// EXPECT: Invert
// EXPECT: Shape<2, 3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Matrix = tn::Tensor<float, 2, 3>;
#else
using Matrix = tn::Tensor<float, 3, 3>;
#endif
Matrix inverse(Matrix const& a) { return tn::inv(a); }
