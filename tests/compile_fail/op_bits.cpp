// SPDX-License-Identifier: MIT
// EXPECT: not defined for this dtype
// EXPECT: BitwiseAnd, float
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Bits = tn::Tensor<float, 4>;
#else
using Bits = tn::Tensor<int, 4>;
#endif
Bits run(Bits const& x, Bits const& y) { return x & y; }
