// SPDX-License-Identifier: MIT
// EXPECT: argmax, argmin: of no elements there is none
// EXPECT: Shape<2, 0>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Empty = tn::Tensor<float, 2, 0>;
#else
using Empty = tn::Tensor<float, 2, 1>;
#endif
tn::Tensor<tn::Index, 2> run(Empty const& x) { return tn::argmax<1>(x); }
