// SPDX-License-Identifier: MIT
// Recurrent layers are layers: rows are independent, gradients are those of finite differences.
#include "support/laws/layer_laws.hpp"

#include <tenon/nn/layers.hpp>

using namespace tenon_test;
namespace nn = tn::nn;

namespace {
template <class Spec, class In>
using Built = typename Spec::template build<In>;
}  // namespace

TEST_CASE("rnn: GRU is a layer", "[layer]") {
  layer_laws<Built<nn::GRU<3, nn::ReturnSequences>, tn::Shape<4, 2>>, tn::Shape<4, 2>, tn::Shape<4, 3>>();
}
TEST_CASE("rnn: LSTM is a layer", "[layer]") { layer_laws<Built<nn::LSTM<3>, tn::Shape<4, 2>>, tn::Shape<4, 2>, tn::Shape<3>>(); }

TEST_CASE("rnn: both directions are a layer", "[layer]") {
  layer_laws<Built<nn::Bidirectional<nn::SimpleRNN<2, nn::ReturnSequences>, nn::Merge::sum>, tn::Shape<3, 2>>, tn::Shape<3, 2>,
             tn::Shape<3, 2>>();
}
