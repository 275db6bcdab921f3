// SPDX-License-Identifier: MIT
// EXPECT: assignment: the shape does not fit the view
// EXPECT: Shape<4>
// EXPECT: Shape<2, 3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Row = tn::Tensor<float, 4>;
#else
using Row = tn::Tensor<float, 3>;
#endif
void run(tn::Tensor<float, 5, 3>& y, Row const& x) { y(tn::to<2>) = x; }
