// SPDX-License-Identifier: MIT
// EXPECT: gradient: reverse mode of a while_loop needs a bound: tn::while_loop<Most>(...)
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::int32_t most = 0;
#else
constexpr std::int32_t most = 20;
#endif
constexpr auto root = [](auto const& x) {
  return tn::while_loop<most>([](auto const& r, auto const& y) { return tn::abs(r * r - y) > 1e-4f; },
                              [](auto const& r, auto const& y) { return (r + y / r) * 0.5f; }, x, x);
};
auto run(float x) { return tn::grad(root)(x); }
