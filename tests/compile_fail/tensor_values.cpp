// SPDX-License-Identifier: MIT
// EXPECT: tensor initialiser: the number of values along an axis must be its extent
// EXPECT: 0, 4
// EXPECT: 0, 3
// EXPECT: Shape<3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
tn::Tensor<int, 3> const v{1, 2, 3, 4};
#else
tn::Tensor<int, 3> const v{1, 2, 3};
#endif
