// SPDX-License-Identifier: MIT
// EXPECT: more than 64 operations
// EXPECT: tn::function
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) {
  auto const a = x + x;
  auto const b = a + a;
  auto const c = b + b;
  auto const d = c + c;
  auto const e = d + d;
#ifdef BROKEN
  return e + e;
#else
  return e;
#endif
}
