// SPDX-License-Identifier: MIT
// EXPECT: split: the parts do not divide the axis
// EXPECT: Shape<6, 2>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t parts = 4;
#else
constexpr std::size_t parts = 3;
#endif
auto run(tn::Tensor<float, 6, 2> const& x) { return tn::split<parts>(x); }
