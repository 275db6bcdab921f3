// SPDX-License-Identifier: MIT
// EXPECT: place: the mask must have the first axes of what it masks, the values one axis and those that follow
// EXPECT: Shape<2, 3>
// EXPECT: Shape<4, 2>
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Rows = tn::Tensor<float, 2, 3>;
#else
using Rows = tn::Tensor<float, 3, 2>;
#endif
tn::Tensor<float, 4, 2> run(tn::Tensor<float, 4, 2> const& x, tn::Tensor<bool, 4> const& mask, Rows const& values) {
  return tn::place(x, mask, values);
}
