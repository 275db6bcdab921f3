// SPDX-License-Identifier: MIT
// EXPECT: assign: a traced value is immutable
// EXPECT: grad, vmap and the other transforms assign no arguments
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr auto f = [](auto& v) {
  v.assign(v * 2);
  return v * v;
};
#else
constexpr auto f = [](auto const& v) {
  auto w = v * 2;
  w = w * w;
  return w;
};
#endif
auto run(tn::Variable<float> const& v) { return tn::grad(f)(v); }
