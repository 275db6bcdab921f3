// SPDX-License-Identifier: MIT
// EXPECT: concat: the shapes differ beside the concatenated axis
// EXPECT: Shape<2, 3>
// EXPECT: Shape<4, 2>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Below = tn::Tensor<float, 4, 2>;
#else
using Below = tn::Tensor<float, 4, 3>;
#endif
tn::Tensor<float, 6, 3> stack(tn::Tensor<float, 2, 3> const& x, Below const& y) { return tn::concat<0>(x, y); }
