// SPDX-License-Identifier: MIT
// EXPECT: where
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

constexpr auto absolute = tn::function([](auto const& x) {
#ifdef BROKEN
  if (x > 0) return x * 1;
#endif
  return tn::where(x > 0, x, -x);
});
tn::Tensor<float> run(float x) { return absolute(x); }
