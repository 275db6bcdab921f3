// SPDX-License-Identifier: MIT
// A value of other features than the layer was built for.
// EXPECT: attention: query [batch, queries, features], value and key
// EXPECT: Shape<2, 7, 6>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;
using Layer = tn::nn::MultiHeadAttention<2, 4>::build<tn::Shape<5, 8>>;

#ifdef BROKEN
using Value = tn::Tensor<float, 2, 7, 6>;
#else
using Value = tn::Tensor<float, 2, 7, 8>;
#endif
tn::Tensor<float, 2, 5, 8> run(Layer const& layer, tn::Tensor<float, 2, 5, 8> const& x, Value const& v) {
  return tn::call(layer, x, v);
}
