// SPDX-License-Identifier: MIT
// Keras' own tests of GRU.
#include "support/recurrent.hpp"

#include <tenon/nn/layer/gru.hpp>

using namespace tenon_test;

TEST_CASE("keras: GRU", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  {
    KerasVector const v = keras_vector("layers.recurrent.GRU.01");
    check_expected(v, tn::call(recurrent_layer<nn::GRU<3>, 4>(v), v.input<float, 3, 6, 4>("x")));
  }
  {
    KerasVector const v = keras_vector("layers.recurrent.GRU.03");
    check_expected(v, tn::call(recurrent_layer<nn::GRU<3, nn::ResetBefore>, 4>(v), v.input<float, 3, 6, 4>("x")));
  }
  {
    KerasVector const v = keras_vector("layers.recurrent.GRU.05");
    auto layer = recurrent_layer<nn::GRU<4, nn::Stateful<2>>, 4>(v);
    auto const x = v.input<float, 2, 3, 4>("x");
    auto y = nn::call_keeping_state(layer, x);
    auto const first = y;
    for (int i = 1; i < int(v.inputs()["n_calls"].number()); ++i) y = nn::call_keeping_state(layer, x);
    check_expected(v, y);
    layer.reset_state();
    y = nn::call_keeping_state(layer, x);
    for (std::size_t i = 0; i < y.size; ++i) CHECK(y.data()[i] == first.data()[i]);
  }
}

TEST_CASE("keras: GRU backwards, from a state, with states", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  KerasVector const v = keras_vector("layers.recurrent.GRU.07"), w = keras_vector("layers.recurrent.GRU.09");
  auto const layer = recurrent_layer<nn::GRU<2, nn::GoBackwards, nn::ReturnState>, 3>(v);
  auto const [y, h] = tn::call(layer, v.input<float, 2, 4, 3>("x"), v.input<float, 2, 2>("initial_state"));
  check_expected(v, y);
  check_expected(w, y);
  check_expected(w, h);
}

TEST_CASE("keras: GRU with a mask", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  {
    KerasVector const v = keras_vector("layers.recurrent.GRU.11");
    auto const layer = recurrent_layer<nn::GRU<2, nn::ReturnSequences>, 3>(v);
    check_expected(v, row(tn::call(layer, v.input<float, 2, 4, 3>("x"), v.input<bool, 2, 4>("mask")), 0));
  }
  {
    KerasVector const v = keras_vector("layers.recurrent.GRU.13");
    auto const layer = recurrent_layer<nn::GRU<2, nn::ZeroOutputForMask, nn::ReturnSequences>, 3>(v);
    check_expected(v, row(tn::call(layer, v.input<float, 2, 4, 3>("x"), v.input<bool, 2, 4>("mask")), 0));
  }
  {
    KerasVector const v = keras_vector("layers.recurrent.GRU.15");
    auto const layer = recurrent_layer<nn::GRU<2, nn::GoBackwards>, 3>(v);
    check_expected(v, tn::call(layer, v.input<float, 2, 4, 3>("x"), v.input<bool, 2, 4>("mask")));
  }
}
