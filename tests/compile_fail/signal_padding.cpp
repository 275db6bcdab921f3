// SPDX-License-Identifier: MIT
// EXPECT: window: negative padding
// EXPECT: got<-1>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr auto padding = tn::padding<0, -1>;
#else
constexpr auto padding = tn::padding<0, 1>;
#endif
tn::Tensor<float, 1, 7, 2> run(tn::Tensor<float, 1, 8, 3> const& x, tn::Tensor<float, 3, 3, 2> const& kernel) {
  return tn::conv1d(x, kernel, padding);
}
