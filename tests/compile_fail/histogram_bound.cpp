// SPDX-License-Identifier: MIT
// EXPECT: histogram: a bound must be a number, or a tensor of one element
// EXPECT: Shape<2>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Bound = tn::Tensor<float, 2>;
#else
using Bound = tn::Tensor<float>;
#endif
auto run(tn::Tensor<float, 9> const& x, Bound const& high) { return tn::histogram<4>(x, 0, high); }
