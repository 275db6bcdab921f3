// SPDX-License-Identifier: MIT
// An LSTM has two states.
// EXPECT: recurrent layer: the initial state must be the cell's
// EXPECT: Shape<4, 6>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;
using Layer = tn::nn::LSTM<6>::build<tn::Shape<5, 2>>;

#ifdef BROKEN
using State = tn::Tensor<float, 4, 6>;
#else
using State = std::tuple<tn::Tensor<float, 4, 6>, tn::Tensor<float, 4, 6>>;
#endif
tn::Tensor<float, 4, 6> run(Layer const& layer, tn::Tensor<float, 4, 5, 2> const& x, State const& s) {
  return tn::call(layer, x, s);
}
