// SPDX-License-Identifier: MIT
// EXPECT: random: a parameter has another dtype than what is drawn; convert it with tn::cast<T>(x)
// EXPECT: random::Normal, float, double
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using T = double;
#else
using T = float;
#endif
tn::Tensor<float, 3> run(tn::random::Key const& key, tn::Tensor<T> const& deviation) {
  return tn::random::normal<float, 3>(key, 0, deviation);
}
