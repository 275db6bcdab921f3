// SPDX-License-Identifier: MIT
// EXPECT: assignment: the dtypes differ
// EXPECT: use tn::cast<T>(x)
// EXPECT: float, double
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Result = tn::Tensor<double, 2, 3>;
#else
using Result = tn::Tensor<float, 2, 3>;
#endif
void run(Result& y, tn::Tensor<float, 2, 3> const& x) { y = x + 1; }
