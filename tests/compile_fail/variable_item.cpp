// SPDX-License-Identifier: MIT
// ch12-069: a row of a variable is assigned by its name.
// EXPECT: item assignment is not for parameters and variables
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

void run(tn::Variable<float, 2, 3>& v) {
#ifdef BROKEN
  v[1] = {7.F, 8.F, 9.F};
#else
  v[1].assign({7.F, 8.F, 9.F});
#endif
}
