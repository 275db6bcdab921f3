// SPDX-License-Identifier: MIT
// EXPECT: pad: negative, or more than the axis has to reflect
// EXPECT: Shape<2, 3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int columns = -1;
#else
constexpr int columns = 0;
#endif
tn::Tensor<float, 2, std::size_t(3 + columns)> run(tn::Tensor<float, 2, 3> const& x) { return tn::pad<0, 0, columns, 0>(x); }
