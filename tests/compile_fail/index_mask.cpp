// SPDX-License-Identifier: MIT
// EXPECT: x[mask]: the mask must have the first axes of what it masks
// EXPECT: Shape<4, 2>
// EXPECT: Shape<2>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Mask = tn::Tensor<bool, 2>;
#else
using Mask = tn::Tensor<bool, 4>;
#endif
void run(tn::Tensor<float, 4, 2>& x, Mask const& mask) { x[mask] = 0; }
