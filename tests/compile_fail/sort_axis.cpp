// SPDX-License-Identifier: MIT
// EXPECT: operation along an axis: axis out of range
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
tn::Tensor<float, 2, 3> run(tn::Tensor<float, 2, 3> const& x) { return tn::sort<axis>(x); }
