// SPDX-License-Identifier: MIT
// EXPECT: Sequential: this type is no layer: it has no call(x)
// EXPECT: 1, Scale
// MAX_LINES: 12
#include <tenon/embedded.hpp>
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
tn::Tensor<float, 4, 30> run(tn::Tensor<float, 4, 8> const& x) {
  Net net;
  return net(x);
}
