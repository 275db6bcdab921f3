// SPDX-License-Identifier: MIT
// EXPECT: not defined for this dtype
// EXPECT: Tanh, int
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Element = int;
#else
using Element = float;
#endif
tn::Tensor<Element, 3> f(tn::Tensor<Element, 3> const& x) { return tn::tanh(x); }
