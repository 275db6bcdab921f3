// SPDX-License-Identifier: MIT
// EXPECT: convolution: the input is [batch, spatial..., channels], or without the batch
// EXPECT: Shape<8, 8>, 2
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using Input = tn::Tensor<float, 8, 8>;
#else
using Input = tn::Tensor<float, 8, 8, 1>;
#endif
tn::Tensor<float, 6, 6, 2> run(Input const& x, tn::Tensor<float, 3, 3, 1, 2> const& kernel) { return tn::conv2d(x, kernel); }
