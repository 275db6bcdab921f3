// SPDX-License-Identifier: MIT
// EXPECT: the condition must be a tensor of bool
// EXPECT: bool, float
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Condition = tn::Tensor<float, 3>;
#else
using Condition = tn::Tensor<bool, 3>;
#endif
tn::Tensor<float, 3> choose(Condition const& c, tn::Tensor<float, 3> const& x) { return tn::where(c, x, -x); }
