// SPDX-License-Identifier: MIT
// EXPECT: choice, shuffle: axis out of range
// EXPECT: got<2>
// EXPECT: expected_from_to<-2, 1>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int axis = 2;
#else
constexpr int axis = 1;
#endif
tn::Tensor<float, 2, 3> run(tn::random::Key const& key, tn::Tensor<float, 2, 3> const& x) {
  return tn::random::shuffle<axis>(key, x);
}
