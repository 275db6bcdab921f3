// SPDX-License-Identifier: MIT
// EXPECT: convolution: the groups do not divide the filters
// EXPECT: Shape<3, 2, 6>, 4
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int filters = 6;
#else
constexpr int filters = 8;
#endif
tn::Tensor<float, 1, 6, filters> run(tn::Tensor<float, 1, 8, 8> const& x, tn::Tensor<float, 3, 2, filters> const& kernel) {
  return tn::conv1d(x, kernel, tn::groups<4>);
}
