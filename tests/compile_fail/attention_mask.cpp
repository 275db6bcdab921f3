// SPDX-License-Identifier: MIT
// A mask of another number of values.
// EXPECT: attention: a mask of three or four axes must broadcast to the scores
// EXPECT: Shape<2, 5, 6>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;
using Layer = tn::nn::MultiHeadAttention<2, 4>::build<tn::Shape<5, 8>>;

#ifdef BROKEN
using Mask = tn::Tensor<bool, 2, 5, 6>;
#else
using Mask = tn::Tensor<bool, 2, 5, 5>;
#endif
tn::Tensor<float, 2, 5, 8> run(Layer const& layer, tn::Tensor<float, 2, 5, 8> const& x, Mask const& m) {
  return tn::call(layer, x, m);
}
