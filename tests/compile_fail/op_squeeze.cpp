// SPDX-License-Identifier: MIT
// EXPECT: squeeze: an axis to drop is not of extent 1
// EXPECT: Shape<1, 3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int axis = 1;
#else
constexpr int axis = 0;
#endif
tn::Tensor<float, 3> squeezed(tn::Tensor<float, 1, 3> const& x) { return tn::squeeze<axis>(x); }
