// SPDX-License-Identifier: MIT
// EXPECT: random: a parameter does not stretch to the shape that is drawn
// EXPECT: Shape<4>
// EXPECT: Shape<2, 3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t n = 4;
#else
constexpr std::size_t n = 3;
#endif
tn::Tensor<float, 2, 3> run(tn::random::Key const& key, tn::Tensor<float, n> const& scale) {
  return tn::random::exponential<float, 2, 3>(key, scale);
}
