// SPDX-License-Identifier: MIT
// EXPECT: vmap: in_axes has an axis for every argument
// EXPECT: got<1>
// EXPECT: got<2>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

constexpr auto f = [](auto const& t, auto const& by) { return tn::sum(t) * by; };
tn::Tensor<float, 5> run(tn::Tensor<float, 5, 2> const& x, tn::Tensor<float> const& s) {
#ifdef BROKEN
  return tn::vmap(f, tn::in_axes<0>)(x, s);
#else
  return tn::vmap(f, tn::in_axes<0, tn::unmapped>)(x, s);
#endif
}
