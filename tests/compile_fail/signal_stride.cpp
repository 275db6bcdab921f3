// SPDX-License-Identifier: MIT
// EXPECT: window: a stride must be at least 1
// EXPECT: got<0>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr auto stride = tn::stride<0>;
#else
constexpr auto stride = tn::stride<1>;
#endif
tn::Tensor<float, 1, 6, 2> run(tn::Tensor<float, 1, 8, 3> const& x, tn::Tensor<float, 3, 3, 2> const& kernel) {
  return tn::conv1d(x, kernel, stride);
}
