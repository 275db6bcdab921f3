// SPDX-License-Identifier: MIT
// Keras' own tests of Bidirectional.
#include "support/recurrent.hpp"

#include <tenon/nn/layer/bidirectional.hpp>
#include <tenon/nn/layer/gru.hpp>
#include <tenon/nn/layer/lstm.hpp>
#include <tenon/nn/layer/simple_rnn.hpp>

using namespace tenon_test;

namespace {

/// Weights as the vector says; those of a second layer, where it has one, too.
template <class Spec, std::size_t Features>
auto bidirectional(KerasVector const& v) {
  auto both = recurrent_layer<Spec, Features>(0, 0, 0);
  auto fill = [](auto& layer, Json const& p) {
    layer.cell.kernel.fill(float(p["k"].number()));
    layer.cell.recurrent_kernel.fill(float(p["r"].number()));
    layer.cell.bias.fill(float(p["b"].number()));
    if (p["class"].text() == "LSTM") unit_forget_bias(layer.cell);
  };
  Json const &forward = v.params()["layer"], &backward = v.params()["backward_layer"];
  fill(both.forward_layer, forward);
  fill(both.backward_layer, backward ? backward : forward);
  return both;
}

}  // namespace

TEST_CASE("keras: Bidirectional", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  {
    KerasVector const v = keras_vector("layers.recurrent.Bidirectional.01");
    check_expected(v, tn::call(bidirectional<nn::Bidirectional<nn::SimpleRNN<2>>, 4>(v), v.input<float, 2, 3, 4>("x")));
  }
  {
    KerasVector const v = keras_vector("layers.recurrent.Bidirectional.03");
    auto const layer = bidirectional<nn::Bidirectional<nn::SimpleRNN<2>, nn::Merge::none>, 4>(v);
    check_expected(v, std::get<0>(tn::call(layer, v.input<float, 2, 3, 4>("x"))));
  }
  {
    KerasVector const v = keras_vector("layers.recurrent.Bidirectional.05");
    using Spec = nn::Bidirectional<nn::SimpleRNN<2>, nn::Merge::mul, nn::SimpleRNN<2, nn::GoBackwards>>;
    check_expected(v, tn::call(bidirectional<Spec, 4>(v), v.input<float, 2, 3, 4>("x")));
  }
}

TEST_CASE("keras: Bidirectional with states and masks", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  {
    KerasVector const v = keras_vector("layers.recurrent.Bidirectional.07");
    auto layer = bidirectional<nn::Bidirectional<nn::LSTM<2, nn::Stateful<2>>>, 3>(v);
    auto const x = v.input<float, 2, 4, 3>("x");
    nn::call_keeping_state(layer, x);
    check_expected(v, nn::call_keeping_state(layer, x));
  }
  {
    KerasVector const v = keras_vector("layers.recurrent.Bidirectional.09");
    check_expected(v, tn::call(bidirectional<nn::Bidirectional<nn::GRU<2>>, 3>(v), v.input<float, 2, 4, 3>("x"),
                               v.input<bool, 2, 4>("mask")));
  }
  {
    KerasVector const v = keras_vector("layers.recurrent.Bidirectional.11"),
                      w = keras_vector("layers.recurrent.Bidirectional.13");
    auto const r = tn::call(bidirectional<nn::Bidirectional<nn::LSTM<2, nn::ReturnState>>, 3>(v), v.input<float, 2, 4, 3>("x"));
    static_assert(std::tuple_size_v<std::remove_cvref_t<decltype(r)>> == 5);
    check_expected(v, std::get<1>(r));
    check_expected(w, std::get<3>(r));
  }
}
