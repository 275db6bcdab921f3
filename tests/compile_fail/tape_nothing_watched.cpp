// SPDX-License-Identifier: MIT
// EXPECT: tape: nothing is watched
// EXPECT: tn::watch(x)
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

constexpr auto f = [](auto const& x) { return tn::sum(x * x); };
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) {
#ifdef BROKEN
  return tn::tape(f, x).gradient();
#else
  return tn::tape(f, tn::watch(x)).gradient();
#endif
}
