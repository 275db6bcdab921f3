// SPDX-License-Identifier: MIT
// A model that is run on rows of another width.
// EXPECT: model: the input is not [batch, input_shape...]
// EXPECT: Shape<5, 9>
// EXPECT: Shape<8>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Net : tn::nn::Sequential<tn::Shape<8>, tn::nn::Dense<4>, tn::nn::Flatten, tn::nn::Dense<2>> {};
#ifdef BROKEN
using X = tn::Tensor<float, 5, 9>;
#else
using X = tn::Tensor<float, 5, 8>;
#endif
tn::Tensor<float, 5, 2> run(Net const& net, X const& x) { return net(x); }
