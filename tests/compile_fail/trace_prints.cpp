// SPDX-License-Identifier: MIT
// EXPECT: a traced function runs in the compiler: it cannot print, count, read a clock or call what is not constexpr
// MAX_LINES: 12
#include <tenon/embedded.hpp>

#include <cstdio>
namespace tn = tenon;

constexpr auto f = tn::function([](auto const& x) {
#ifdef BROKEN
  std::puts("tracing");
#endif
  return x * 2;
});
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) { return f(x); }
