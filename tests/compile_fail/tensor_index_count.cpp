// SPDX-License-Identifier: MIT
// EXPECT: index: one run-time integer for each axis
// EXPECT: Shape<2, 3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Matrix = tn::Tensor<float, 2, 3>;
#else
using Matrix = tn::Tensor<float, 6>;
#endif
void write(Matrix& x, int i) { x(i) = 1; }
