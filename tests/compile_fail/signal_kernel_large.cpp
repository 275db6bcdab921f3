// SPDX-License-Identifier: MIT
// EXPECT: window: it is larger than the input with its padding
// EXPECT: got<9>
// EXPECT: expected_from_to<1, 8>
// EXPECT: Shape<1, 8, 3>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr auto taps = tn::dilation<4>;
#else
constexpr auto taps = tn::dilation<3>;
#endif
tn::Tensor<float, 1, 2, 2> run(tn::Tensor<float, 1, 8, 3> const& x, tn::Tensor<float, 3, 3, 2> const& kernel) {
  return tn::conv1d(x, kernel, taps);
}
