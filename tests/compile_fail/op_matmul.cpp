// SPDX-License-Identifier: MIT
// EXPECT: matmul: the last axis of lhs must equal the last but one axis of rhs
// EXPECT: Shape<2, 3>
// EXPECT: Shape<4, 5>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Right = tn::Tensor<float, 4, 5>;
#else
using Right = tn::Tensor<float, 3, 5>;
#endif
tn::Tensor<float, 2, 5> product(tn::Tensor<float, 2, 3> const& x, Right const& y) { return tn::matmul(x, y); }
