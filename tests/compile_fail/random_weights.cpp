// SPDX-License-Identifier: MIT
// EXPECT: choice: one weight for each element of the axis
// EXPECT: Shape<3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t n = 3;
#else
constexpr std::size_t n = 4;
#endif
tn::Tensor<float, 2> run(tn::random::Key const& key, tn::Tensor<float, 4> const& x, tn::Tensor<float, n> const& weights) {
  return tn::random::choice<2>(key, x, weights);
}
