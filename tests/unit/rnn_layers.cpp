// SPDX-License-Identifier: MIT
// Recurrent layers beside Keras' numbers: how weights lie, whole sequences against single steps, other conventions of biases.
#include "support/allocations.hpp"
#include "support/laws/layer_laws.hpp"
#include "support/laws/module_laws.hpp"
#include "support/recurrent.hpp"

#include <tenon/nn/layer/gru.hpp>
#include <tenon/nn/layer/lstm.hpp>
#include <tenon/nn/layer/simple_rnn.hpp>

using namespace tenon_test;

namespace {

template <class Spec, class In>
using Built = typename Spec::template build<In>;

/// A layer through whole sequences gives what its voices give step by step.
template <class Spec, std::size_t Units>
void check_voices() {
  constexpr std::size_t batch = 3, steps = 7, features = 2;
  auto const layer = filled<Built<Spec, tn::Shape<steps, features>>>();
  auto const x = spread_tensor<tn::Tensor<float, batch, steps, features>>(-1, 1, 7);
  auto const all = tn::call(layer, x);

  auto together = layer.template initial_state<batch>();
  std::vector<decltype(layer.initial_state())> voices(batch);
  for (std::size_t t = 0; t < steps; ++t) {
    tn::Tensor<float, batch, features> now;
    for (std::size_t b = 0; b < batch; ++b) {
      tn::Tensor<float, features> one;
      for (std::size_t f = 0; f < features; ++f) one(f) = now(b, f) = x(b, t, f);
      tn::Tensor<float, Units> const y = layer.step(one, voices[b]);
      for (std::size_t u = 0; u < Units; ++u) CHECK(y(u) == Approx(all(b, t, u)).epsilon(1e-5).margin(1e-6));
    }
    tn::Tensor<float, batch, Units> const y = layer.step(now, together);
    for (std::size_t b = 0; b < batch; ++b)
      for (std::size_t u = 0; u < Units; ++u) CHECK(y(b, u) == Approx(all(b, t, u)).epsilon(1e-5).margin(1e-6));
  }
}

}  // namespace

TEST_CASE("rnn: weights lie as in Keras", "[layer][module]") {
  module_laws<Built<nn::GRU<3>, tn::Shape<4, 2>>>({{"cell.kernel", 18}, {"cell.recurrent_kernel", 27}, {"cell.bias", 18}});
  module_laws<Built<nn::LSTM<3, nn::NoBias>, tn::Shape<4, 2>>>({{"cell.kernel", 24}, {"cell.recurrent_kernel", 36}});
  using enum tn::LeafKind;
  module_laws<Built<nn::SimpleRNN<3, nn::Stateful<2>>, tn::Shape<4, 2>>>(
      {{"cell.kernel", 6}, {"cell.recurrent_kernel", 9}, {"cell.bias", 3}, {"states.0", 6, state}});
  Built<nn::LSTM<2>, tn::Shape<1, 1>> lstm;
  tn::initialize(lstm, 3);
  for (std::size_t i = 0; i < 8; ++i) CHECK(lstm.cell.bias(i) == (i / 2 == 1 ? 1 : 0));
  for (std::size_t r = 0; r < 2; ++r)  // the recurrent kernel is orthogonal
    for (std::size_t s = 0; s < 2; ++s) {
      double dot = 0;
      for (std::size_t i = 0; i < 8; ++i)
        dot += double(lstm.cell.recurrent_kernel(r, i)) * double(lstm.cell.recurrent_kernel(s, i));
      CHECK(dot == Approx(r == s ? 1 : 0).margin(1e-6));
    }
}

TEST_CASE("rnn: voices step by step are whole sequences", "[layer]") {
  check_voices<nn::GRU<5, nn::ReturnSequences>, 5>();
  check_voices<nn::LSTM<4, nn::ReturnSequences>, 4>();
}

TEST_CASE("rnn: a model as a voice allocates nothing per step and shares its parameters", "[layer]") {
  struct Net : nn::Sequential<tn::Shape<1, 1>, nn::LSTM<4, nn::ReturnSequences>, nn::GRU<3>, nn::Dense<1>> {};
  Net net;
  tn::initialize(net, 4);
  auto one = nn::initial_state(net), other = one;
  static_assert(std::is_same_v<decltype(one), nn::StateOf<Net>>);
  tn::Tensor<float, 1> const loud{0.9f}, quiet{0.1f};
  auto const first = nn::step(net, loud, one), second = nn::step(net, loud, one);
  CHECK(allocations_of([&] {
          for (int i = 0; i < 10; ++i) nn::step(net, quiet, other);
        }) == 0);
  other = nn::initial_state(net);
  CHECK(first.item() != second.item());
  nn::step(net, quiet, other);
  auto again = nn::initial_state(net);
  CHECK(nn::step(net, loud, again).item() == first.item());
  CHECK(nn::step(net, loud, again).item() == second.item());
}

TEST_CASE("rnn: PyTorch's two biases are added", "[layer]") {
  auto two = filled<Built<nn::LSTM<3, nn::TwoBiases>, tn::Shape<4, 2>>>();
  auto one = filled<Built<nn::LSTM<3>, tn::Shape<4, 2>>>();
  static_assert(std::is_same_v<decltype(two.cell.bias)::shape_type, tn::Shape<2, 12>>);
  for (std::size_t i = 0; i < 12; ++i) one.cell.bias(i) = two.cell.bias(0, i) + two.cell.bias(1, i);
  auto const x = spread_tensor<tn::Tensor<float, 2, 4, 2>>(-1, 1, 7);
  auto const y = tn::call(two, x), z = tn::call(one, x);
  for (std::size_t i = 0; i < y.size; ++i) CHECK(y.data()[i] == Approx(z.data()[i]).epsilon(1e-5).margin(1e-6));
}
