// SPDX-License-Identifier: MIT
// EXPECT: pool: the padding must be smaller than the window
// EXPECT: got<2>
// EXPECT: expected_from_to<0, 1>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr auto padding = tn::padding<2, 0>;
#else
constexpr auto padding = tn::padding<1, 1>;
#endif
tn::Tensor<float, 1, 5, 4> run(tn::Tensor<float, 1, 8, 4> const& x) { return tn::avg_pool1d<2>(x, padding); }
