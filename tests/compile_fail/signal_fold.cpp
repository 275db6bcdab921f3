// SPDX-License-Identifier: MIT
// EXPECT: fold: an input of these extents has other patches
// EXPECT: Shape<1, 6, 3, 2>
// EXPECT: Shape<1, 5, 3, 2>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t extent = 7;
#else
constexpr std::size_t extent = 8;
#endif
tn::Tensor<float, 1, extent, 2> run(tn::Tensor<float, 1, 6, 3, 2> const& patches) { return tn::fold<extent>(patches); }
