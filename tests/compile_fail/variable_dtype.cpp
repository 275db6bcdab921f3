// SPDX-License-Identifier: MIT
// EXPECT: assign: the dtypes differ
// EXPECT: int
// EXPECT: float
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

void run(tn::Variable<float, 3>& v, tn::Tensor<int, 3> const& x) {
#ifdef BROKEN
  v.assign(x);
#else
  v.assign(tn::cast<float>(x));
#endif
}
