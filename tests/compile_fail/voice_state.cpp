// SPDX-License-Identifier: MIT
// The state of another model.
// EXPECT: step: the state must be nn::StateOf<Model, B>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;
namespace nn = tn::nn;
struct Net : nn::Sequential<tn::Shape<1, 1>, nn::GRU<4, nn::ReturnSequences>, nn::Dense<1>> {};
struct Other : nn::Sequential<tn::Shape<1, 1>, nn::LSTM<4, nn::ReturnSequences>, nn::Dense<1>> {};

#ifdef BROKEN
using State = nn::StateOf<Other>;
#else
using State = nn::StateOf<Net>;
#endif
auto run(Net const& net, State& state) { return nn::step(net, tn::Tensor<float, 1>{1.f}, state); }
