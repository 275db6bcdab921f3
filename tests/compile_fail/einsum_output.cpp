// SPDX-License-Identifier: MIT
// EXPECT: einsum: an axis of the result must be one of an operand, named once
// EXPECT: axis_name<'m'>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
#define PATTERN "ij,jk->im"
#else
#define PATTERN "ij,jk->ik"
#endif
tn::Tensor<float, 2, 5> run(tn::Tensor<float, 2, 3> const& x, tn::Tensor<float, 3, 5> const& y) {
  return tn::einsum<PATTERN>(x, y);
}
