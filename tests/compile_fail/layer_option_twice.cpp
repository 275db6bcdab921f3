// SPDX-License-Identifier: MIT
// Two options of one kind.
// EXPECT: options: two of one kind
// EXPECT: tenon::nn::Relu, tenon::nn::HeNormal, tenon::nn::Ones
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;
using namespace tn::nn;

#ifdef BROKEN
using Net = Sequential<tn::Shape<8>, Dense<4, Relu, HeNormal, Ones>>;
#else
using Net = Sequential<tn::Shape<8>, Dense<4, Relu, HeNormal, Bias<Ones>>>;
#endif
tn::Tensor<float, 2, 4> run(Net const& net, tn::Tensor<float, 2, 8> const& x) { return net(x); }
