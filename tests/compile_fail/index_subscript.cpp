// SPDX-License-Identifier: MIT
// EXPECT: x[i]: the index must be an integer, a tensor of integers, or a compile-time index
// EXPECT: Shape<4>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using At = float;
#else
using At = int;
#endif
float run(tn::Tensor<float, 4> const& x, At at) { return x[at]; }
