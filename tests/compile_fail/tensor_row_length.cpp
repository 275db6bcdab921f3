// SPDX-License-Identifier: MIT
// EXPECT: tensor initialiser: the number of values along an axis must be its extent
// EXPECT: 1, 2
// EXPECT: 1, 3
// EXPECT: Shape<2, 3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
tn::Tensor<float, 2, 3> const m{{1, 2, 3}, {4, 5}};
#else
tn::Tensor<float, 2, 3> const m{{1, 2, 3}, {4, 5, 6}};
#endif
