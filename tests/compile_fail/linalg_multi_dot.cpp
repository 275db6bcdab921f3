// SPDX-License-Identifier: MIT
// EXPECT: multi_dot: a factor is no matrix of as many rows as the one before it has columns
// EXPECT: factor<2>
// EXPECT: Shape<6, 5>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Last = tn::Tensor<float, 6, 5>;
#else
using Last = tn::Tensor<float, 4, 5>;
#endif
tn::Tensor<float, 2, 5> chain(tn::Tensor<float, 2, 3> const& a, tn::Tensor<float, 3, 4> const& b, Last const& c) {
  return tn::multi_dot(a, b, c);
}
