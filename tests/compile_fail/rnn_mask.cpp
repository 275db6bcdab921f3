// SPDX-License-Identifier: MIT
// A mask that is time by batch.
// EXPECT: recurrent layer: a mask must be [batch, time]
// EXPECT: Shape<5, 4>
// EXPECT: Shape<4, 5>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;
using Layer = tn::nn::GRU<6>::build<tn::Shape<5, 2>>;

#ifdef BROKEN
using Mask = tn::Tensor<bool, 5, 4>;
#else
using Mask = tn::Tensor<bool, 4, 5>;
#endif
tn::Tensor<float, 4, 6> run(Layer const& layer, tn::Tensor<float, 4, 5, 2> const& x, Mask const& m) {
  return tn::call(layer, x, m);
}
