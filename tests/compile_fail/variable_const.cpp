// SPDX-License-Identifier: MIT
// EXPECT: assign: the variable is const here, or a temporary
// EXPECT: Shape<3>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
void run(tn::Variable<float, 3> const& v) { v.assign_add(1); }
#else
void run(tn::Variable<float, 3>& v) { v.assign_add(1); }
#endif
