// SPDX-License-Identifier: MIT
// EXPECT: jvp, hvp: after the arguments come the tangents of those to differentiate
// EXPECT: got<3>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

using V = tn::Tensor<float, 3>;
constexpr auto f = [](auto const& x, auto const& y) { return x * y; };
V run(V const& x, V const& y) {
#ifdef BROKEN
  auto const [value, tangent] = tn::jvp(f)(x, y, x);
#else
  auto const [value, tangent] = tn::jvp(f)(x, y, x, y);
#endif
  return tangent;
}
