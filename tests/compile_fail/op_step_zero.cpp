// SPDX-License-Identifier: MIT
// EXPECT: slice: step 0
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int step = 0;
#else
constexpr int step = 2;
#endif
tn::Tensor<float, 2> run(tn::Tensor<float, 4> const& x) { return x(tn::range<0, 4, step>); }
