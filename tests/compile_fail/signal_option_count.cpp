// SPDX-License-Identifier: MIT
// EXPECT: window: an option has neither one number for all spatial axes nor one for each
// EXPECT: got<3>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr auto stride = tn::stride<1, 1, 1>;
#else
constexpr auto stride = tn::stride<1, 1>;
#endif
tn::Tensor<float, 1, 6, 6, 2> run(tn::Tensor<float, 1, 8, 8, 3> const& x, tn::Tensor<float, 3, 3, 3, 2> const& kernel) {
  return tn::conv2d(x, kernel, stride);
}
