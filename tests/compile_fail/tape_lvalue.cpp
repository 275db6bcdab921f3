// SPDX-License-Identifier: MIT
// EXPECT: gradient, pullback: a tape is used once: std::move(tape).gradient()
// EXPECT: tn::tape(tn::persistent, f, ...)
// MAX_LINES: 12
#include <tenon/embedded.hpp>

#include <utility>
namespace tn = tenon;

constexpr auto f = [](auto const& x) { return tn::sum(x * x); };
tn::Tensor<float, 3> run(tn::Param<float, 3> const& x) {
  auto tape = tn::tape(f, x);
#ifdef BROKEN
  return tape.gradient();
#else
  return std::move(tape).gradient();
#endif
}
