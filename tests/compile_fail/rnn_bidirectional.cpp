// SPDX-License-Identifier: MIT
// Two layers that go the same way.
// EXPECT: Bidirectional: two recurrent layers, one of them GoBackwards
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;
namespace nn = tn::nn;

#ifdef BROKEN
using Back = nn::GRU<3>;
#else
using Back = nn::GRU<3, nn::GoBackwards>;
#endif
using Layer = nn::Bidirectional<nn::GRU<3>, nn::Merge::sum, Back>::build<tn::Shape<5, 2>>;
tn::Tensor<float, 4, 3> run(Layer const& layer, tn::Tensor<float, 4, 5, 2> const& x) { return tn::call(layer, x); }
