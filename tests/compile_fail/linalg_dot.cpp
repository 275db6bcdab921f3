// SPDX-License-Identifier: MIT
// EXPECT: product: the contracted axes differ
// EXPECT: Shape<5, 3>
// EXPECT: Shape<4>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Right = tn::Tensor<float, 4>;
#else
using Right = tn::Tensor<float, 3>;
#endif
tn::Tensor<float, 5> products(tn::Tensor<float, 5, 3> const& x, Right const& y) { return tn::dot(x, y); }
