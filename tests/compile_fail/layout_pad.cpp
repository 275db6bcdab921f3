// SPDX-License-Identifier: MIT
// EXPECT: pad: negative, or more than the axis has to reflect
// EXPECT: Shape<2, 3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int columns = 3;
#else
constexpr int columns = 2;
#endif
auto run(tn::Tensor<float, 2, 3> const& x) {
  return tn::Tensor<float, 2, std::size_t(3 + columns)>(tn::pad<tn::PadMode::reflect, 0, 0, columns, 0>(x));
}
