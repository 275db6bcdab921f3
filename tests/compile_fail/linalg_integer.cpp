// SPDX-License-Identifier: MIT
// EXPECT: linear algebra: not defined for this dtype
// EXPECT: Cholesky, int
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Matrix = tn::Tensor<int, 3, 3>;
#else
using Matrix = tn::Tensor<float, 3, 3>;
#endif
Matrix factor(Matrix const& a) { return tn::cholesky(a); }
