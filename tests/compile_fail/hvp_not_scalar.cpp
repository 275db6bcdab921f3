// SPDX-License-Identifier: MIT
// EXPECT: grad: the function must return a floating-point scalar; use sum or mean
// EXPECT: Shape<3>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

using V = tn::Tensor<float, 3>;
V run(V const& x, V const& dx) {
#ifdef BROKEN
  return tn::hvp([](auto const& t) { return tn::square(t); })(x, dx);
#else
  return tn::hvp([](auto const& t) { return tn::sum(tn::square(t)); })(x, dx);
#endif
}
