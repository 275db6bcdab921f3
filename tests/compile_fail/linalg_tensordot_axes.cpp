// SPDX-License-Identifier: MIT
// EXPECT: product: axes that are not there or come twice
// EXPECT: Shape<2, 3, 4>
// EXPECT: Shape<4, 3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Left = tn::Axes<1, 3>;
#else
using Left = tn::Axes<1, 2>;
#endif
tn::Tensor<float, 2> contracted(tn::Tensor<float, 2, 3, 4> const& x, tn::Tensor<float, 4, 3> const& y) {
  return tn::tensordot<Left, tn::Axes<1, 0>>(x, y);
}
