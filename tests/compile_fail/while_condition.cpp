// SPDX-License-Identifier: MIT
// EXPECT: while_loop: the condition must return a boolean scalar
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr auto go_on = [](auto const& x) { return x > 1.f; };
#else
constexpr auto go_on = [](auto const& x) { return tn::max(x) > 1.f; };
#endif
auto run(tn::Tensor<float, 3> const& x) {
  return tn::while_loop(go_on, [](auto const& a) { return a * 0.5f; }, x);
}
