// SPDX-License-Identifier: MIT
// EXPECT: tensor initialiser: this number does not fit the dtype
// EXPECT: int, double
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
tn::Tensor<int, 3> const v{1, 2.5, 3};
#else
tn::Tensor<int, 3> const v{1, 2, 3};
#endif
