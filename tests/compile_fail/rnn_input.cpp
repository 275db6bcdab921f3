// SPDX-License-Identifier: MIT
// A sequence whose features are not those that the layer was built for.
// EXPECT: recurrent layer: the input must be [batch, time, features...]
// EXPECT: Shape<4, 5, 3>
// REJECT: matmul
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;
using Layer = tn::nn::GRU<6>::build<tn::Shape<5, 2>>;

#ifdef BROKEN
using Input = tn::Tensor<float, 4, 5, 3>;
#else
using Input = tn::Tensor<float, 4, 5, 2>;
#endif
tn::Tensor<float, 4, 6> run(Layer const& layer, Input const& x) { return tn::call(layer, x); }
