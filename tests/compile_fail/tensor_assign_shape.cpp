// SPDX-License-Identifier: MIT
// EXPECT: assignment: the shapes differ
// EXPECT: Shape<2, 3>
// EXPECT: Shape<3, 2>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Result = tn::Tensor<float, 3, 2>;
#else
using Result = tn::Tensor<float, 2, 3>;
#endif
void run(Result& y, tn::Tensor<float, 2, 3> const& x) { y = x * 2; }
