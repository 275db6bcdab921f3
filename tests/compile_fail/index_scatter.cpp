// SPDX-License-Identifier: MIT
// EXPECT: scatter: the values have another shape than the places
// EXPECT: Shape<2>
// EXPECT: Shape<2, 4>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Values = tn::Tensor<float, 2>;
#else
using Values = tn::Tensor<float, 2, 4>;
#endif
tn::Tensor<float, 3, 4> run(tn::Tensor<float, 3, 4> const& x, tn::Tensor<int, 2, 1> const& i, Values const& v) {
  return tn::scatter_nd_add(x, i, v);
}
