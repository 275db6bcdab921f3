// SPDX-License-Identifier: MIT
// A smaller limit than the compilers' own, for a smaller graph.
// FLAGS_GCC: -fconstexpr-ops-limit=1200000
// FLAGS_CLANG: -fconstexpr-steps=60000
// EXPECT: this graph is larger than the compiler plans in the number of steps it allows itself
// EXPECT_GCC: -fconstexpr-ops-limit
// EXPECT_CLANG: -fconstexpr-steps
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int layers = 120;
#else
constexpr int layers = 2;
#endif
constexpr auto f = tn::function([](auto const& x) {
  auto y = x * 1;
  for (int i = 0; i < layers; ++i) y = tn::tanh(tn::matmul(y, x));
  return y;
});
using M = tn::Tensor<float, 2, 2>;
M run(M const& x) { return f(x); }
