// SPDX-License-Identifier: MIT
// EXPECT: the function captures something
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

tn::Tensor<float, 3> slope(tn::Tensor<float, 3> const& x, [[maybe_unused]] float factor) {
#ifdef BROKEN
  auto f = tn::grad([factor](auto const& t) { return tn::sum(tn::tanh(t) * factor); });
#else
  auto f = tn::grad([](auto const& t) { return tn::sum(tn::tanh(t) * 2); });
#endif
  return f(x);
}
