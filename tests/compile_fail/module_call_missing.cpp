// SPDX-License-Identifier: MIT
// EXPECT: tn::call: this module has no call(x)
// EXPECT: Scale
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Scale {
  tn::Param<float> factor;
  TENON_MODULE(Scale, factor);
#ifdef BROKEN
  constexpr auto apply(auto const& x) const { return x * factor; }
#else
  constexpr auto call(auto const& x) const { return x * factor; }
#endif
};
tn::Tensor<float, 5> run(Scale const& scale, tn::Tensor<float, 5> const& x) { return tn::call(scale, x); }
