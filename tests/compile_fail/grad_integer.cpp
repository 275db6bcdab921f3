// SPDX-License-Identifier: MIT
// EXPECT: floating
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

constexpr auto f = [](auto const& x, auto const& n) { return tn::sum(x * tn::cast<float>(n)); };
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x, tn::Tensor<int, 3> const& n) {
#ifdef BROKEN
  return std::get<0>(tn::grad(f)(x, n));
#else
  return tn::grad<0>(f)(x, n);
#endif
}
