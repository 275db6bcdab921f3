// SPDX-License-Identifier: MIT
// EXPECT: assign: the shapes differ
// EXPECT: Shape<4>
// EXPECT: Shape<3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using X = tn::Tensor<float, 4>;
#else
using X = tn::Tensor<float, 3>;
#endif
void run(tn::Variable<float, 3>& v, X const& x) { v.assign(2 * x); }
