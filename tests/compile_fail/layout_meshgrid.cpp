// SPDX-License-Identifier: MIT
// EXPECT: meshgrid: every operand must have one axis
// EXPECT: Shape<2, 3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Second = tn::Tensor<float, 2, 3>;
#else
using Second = tn::Tensor<float, 2>;
#endif
auto run(tn::Tensor<float, 3> const& x, Second const& y) { return tn::meshgrid(x, y); }
