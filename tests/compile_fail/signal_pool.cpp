// SPDX-License-Identifier: MIT
// EXPECT: window: it is larger than the input with its padding
// EXPECT: Shape<3, 3>
// EXPECT: Shape<1, 8, 2, 4>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t columns = 2;
#else
constexpr std::size_t columns = 3;
#endif
tn::Tensor<float, 1, 2, 1, 4> run(tn::Tensor<float, 1, 8, columns, 4> const& x) { return tn::max_pool2d<3>(x); }
