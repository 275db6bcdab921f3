// SPDX-License-Identifier: MIT
// EXPECT: call
// MAX_LINES: 12
#include <tenon/model.hpp>
namespace tn = tenon;

struct Scale {
  tn::Param<float> factor;
  TENON_MODULE(Scale, factor);
#ifdef BROKEN
  constexpr auto forward(auto const& x) const { return x * factor; }
#else
  constexpr auto call(auto const& x) const { return x * factor; }
#endif
};

using Net = tn::nn::Sequential<tn::Shape<8>, tn::nn::Dense<30>, Scale>;
static_assert(tn::parameter_count<Net> == 8 * 30 + 30 + 1);
