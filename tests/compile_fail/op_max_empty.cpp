// SPDX-License-Identifier: MIT
// EXPECT: max, min and mean of no elements have no value
// EXPECT: Shape<2, 0>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Empty = tn::Tensor<float, 2, 0>;
#else
using Empty = tn::Tensor<float, 2, 1>;
#endif
tn::Tensor<float, 2> largest(Empty const& x) { return tn::max<1>(x); }
