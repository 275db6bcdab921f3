// SPDX-License-Identifier: MIT
// An option that the layer does not have.
// EXPECT: layer: it has no such option
// EXPECT: layer_has_option<tenon::nn::Dense<4, tenon::nn::Relu, tenon::nn::Gamma<tenon::nn::Ones>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;
using namespace tn::nn;

#ifdef BROKEN
using Option = Gamma<Ones>;
#else
using Option = Bias<Ones>;
#endif
struct Net : Sequential<tn::Shape<8>, Dense<4, Relu, Option>, Dense<1>> {};
tn::Tensor<float, 2, 1> run(Net const& net, tn::Tensor<float, 2, 8> const& x) { return net(x); }
