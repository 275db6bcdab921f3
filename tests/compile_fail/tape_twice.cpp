// SPDX-License-Identifier: MIT
// ch12-216: a tape that is not persistent is used once.
// Only clang follows what becomes of a tape; g++ must be told with a tape that is constant.
// FLAGS_CLANG: -Wconsumed -Werror=consumed
// EXPECT_CLANG: invalid invocation of method 'gradient' on a temporary object while it is in the 'consumed' state
// EXPECT_GCC: gradient, pullback: a tape is used once
// MAX_LINES: 12
#include <tenon/embedded.hpp>

#include <utility>
namespace tn = tenon;

constexpr auto f = [](auto const& x) { return tn::sum(x * x); };
tn::Tensor<float, 3> run(tn::Param<float, 3> const& x) {
#if defined(__clang__) || !defined(BROKEN)
  auto tape = tn::tape(f, x);
#else
  auto const tape = tn::tape(f, x);
#endif
  tn::Tensor<float, 3> once = std::move(tape).gradient();
#ifdef BROKEN
  once += std::move(tape).gradient();
#endif
  return once;
}
