// SPDX-License-Identifier: MIT
// Keras' own tests of LSTM.
#include "support/recurrent.hpp"

#include <tenon/nn/layer/lstm.hpp>

using namespace tenon_test;

TEST_CASE("keras: LSTM", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  {
    KerasVector const v = keras_vector("layers.recurrent.LSTM.02");
    auto layer = recurrent_layer<nn::LSTM<3, nn::GoBackwards>, 4>(v);
    unit_forget_bias(layer.cell);
    check_expected(v, tn::call(layer, v.input<float, 3, 6, 4>("x")));
  }
  {
    KerasVector const v = keras_vector("layers.recurrent.LSTM.04");
    check_expected(v, tn::call(recurrent_layer<nn::LSTM<3, nn::NoBias>, 4>(v), v.input<float, 3, 6, 4>("x")));
  }
  {
    KerasVector const v = keras_vector("layers.recurrent.LSTM.06");
    auto layer = recurrent_layer<nn::LSTM<2>, 3>(v);
    unit_forget_bias(layer.cell);
    Json const& states = v.inputs()["initial_state"];
    std::tuple const initial{tensor_from<float, 2, 2>(states[0]), tensor_from<float, 2, 2>(states[1])};
    check_expected(v, tn::call(layer, v.input<float, 2, 4, 3>("x"), initial));
  }
}

TEST_CASE("keras: LSTM with a mask", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  {
    KerasVector const v = keras_vector("layers.recurrent.LSTM.08");
    auto layer = recurrent_layer<nn::LSTM<2>, 3>(v);
    unit_forget_bias(layer.cell);
    check_expected(v, tn::call(layer, v.input<float, 2, 4, 3>("x"), v.input<bool, 2, 4>("mask")));
  }
  {
    KerasVector const v = keras_vector("layers.recurrent.LSTM.10");
    auto layer = recurrent_layer<nn::LSTM<2, nn::ReturnSequences>, 3>(v);
    unit_forget_bias(layer.cell);
    check_expected(v, row(tn::call(layer, v.input<float, 2, 4, 3>("x"), v.input<bool, 2, 4>("mask")), 1));
  }
  {
    KerasVector const v = keras_vector("layers.recurrent.LSTM.12");
    auto layer = recurrent_layer<nn::LSTM<2, nn::ReturnSequences, nn::ZeroOutputForMask>, 3>(v);
    unit_forget_bias(layer.cell);
    check_expected(v, row(tn::call(layer, v.input<float, 2, 4, 3>("x"), v.input<bool, 2, 4>("mask")), 1));
  }
}
