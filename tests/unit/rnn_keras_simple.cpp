// SPDX-License-Identifier: MIT
// Keras' own tests of SimpleRNN.
#include "support/recurrent.hpp"

#include <tenon/nn/layer/simple_rnn.hpp>

using namespace tenon_test;

TEST_CASE("keras: SimpleRNN", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  {
    KerasVector const v = keras_vector("layers.recurrent.SimpleRNN.01");
    check_expected(v, tn::call(recurrent_layer<nn::SimpleRNN<4>, 4>(v), v.input<float, 2, 3, 4>("x")));
  }
  {
    KerasVector const v = keras_vector("layers.recurrent.SimpleRNN.03");
    auto layer = recurrent_layer<nn::SimpleRNN<4, nn::Stateful<2>>, 4>(v);
    auto const x = v.input<float, 2, 3, 4>("x");
    nn::call_keeping_state(layer, x);
    check_expected(v, nn::call_keeping_state(layer, x));
  }
  {
    KerasVector const v = keras_vector("layers.recurrent.SimpleRNN.05"), w = keras_vector("layers.recurrent.SimpleRNN.11");
    auto const layer = recurrent_layer<nn::SimpleRNN<4, nn::GoBackwards>, 3>(v);
    check_expected(v, tn::call(layer, v.input<float, 2, 4, 3>("x"), v.input<float, 2, 4>("initial_state")));
    check_expected(w, tn::call(layer, w.input<float, 2, 4, 3>("x"), w.input<bool, 2, 4>("mask")));
  }
}

TEST_CASE("keras: SimpleRNN with a mask", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  {
    KerasVector const v = keras_vector("layers.recurrent.SimpleRNN.07");
    auto const layer = recurrent_layer<nn::SimpleRNN<2, nn::ReturnSequences>, 3>(v);
    check_expected(v, row(tn::call(layer, v.input<float, 2, 4, 3>("x"), v.input<bool, 2, 4>("mask")), 0));
  }
  {
    KerasVector const v = keras_vector("layers.recurrent.SimpleRNN.09");
    auto const layer = recurrent_layer<nn::SimpleRNN<2, nn::ReturnSequences, nn::ZeroOutputForMask>, 3>(v);
    check_expected(v, row(tn::call(layer, v.input<float, 2, 4, 3>("x"), v.input<bool, 2, 4>("mask")), 0));
  }
}
