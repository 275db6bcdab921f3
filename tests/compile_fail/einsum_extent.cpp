// SPDX-License-Identifier: MIT
// EXPECT: einsum: one axis has two extents
// EXPECT: ij,jk->ik
// EXPECT: 4, 3
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Right = tn::Tensor<float, 4, 5>;
#else
using Right = tn::Tensor<float, 3, 5>;
#endif
tn::Tensor<float, 2, 5> run(tn::Tensor<float, 2, 3> const& x, Right const& y) { return tn::einsum<"ij,jk->ik">(x, y); }
