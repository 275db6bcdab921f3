// SPDX-License-Identifier: MIT
// EXPECT: reduction: axis out of range
// EXPECT: got<2>
// EXPECT: expected_from_to<-2, 1>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int axis = 2;
#else
constexpr int axis = 1;
#endif
tn::Tensor<float, 2> run(tn::Tensor<float, 2, 3> const& x) { return tn::quantile<axis>(x, 0.5); }
