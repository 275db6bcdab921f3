// SPDX-License-Identifier: MIT
// Recurrent layers with masks of the layers before them, and with dropout; stacked cells; one's own.
#include "support/laws/layer_laws.hpp"
#include "support/recurrent.hpp"

using namespace tenon_test;

namespace {

struct Masked : nn::Sequential<tn::Shape<5, 2>, nn::Masking<>, nn::GRU<3, nn::ReturnSequences>, nn::SimpleRNN<2>> {};

// [cell]
// A leaky integrator.
template <std::size_t N>
struct LeakyCell {
  using value_type = float;
  using state_shapes = nn::StateShapes<tn::Shape<N>>;
  tn::Param<float, N> leak;
  TENON_MODULE(LeakyCell, leak);
  constexpr auto call(auto const& x, auto const& states) const {
    auto const next = leak * std::get<0>(states) + x;
    return std::tuple{2 * next, std::tuple<std::remove_cvref_t<decltype(next)>>(next)};
  }
};
// [end]

/// A layer as it is in a training whose key is `key`.
constexpr auto in_training = [](auto const& layer, auto const& x, auto const& key) {
  nn::Context<true, false> context(*x.builder(), key.id());
  return layer.call(x, context);
};

}  // namespace

TEST_CASE("rnn: Masking reaches the recurrent layers behind it", "[layer]") {
  Masked const net = filled<Masked>();
  auto x = spread_tensor<tn::Tensor<float, 2, 5, 2>>(0.1, 1, 3);
  tn::Tensor<bool, 2, 5> mask{{true, false, true, true, false}, {true, true, true, false, false}};
  for (std::size_t b = 0; b < 2; ++b)
    for (std::size_t t = 0; t < 5; ++t)
      if (!mask(b, t)) x(b, t, 0) = x(b, t, 1) = 0;
  auto const y = net(x);
  auto const middle = tn::call(net.layer<1>(), x, mask);
  auto const z = tn::call(net.layer<2>(), middle, mask);
  for (std::size_t i = 0; i < y.size; ++i) CHECK(y.data()[i] == Approx(z.data()[i]).epsilon(1e-5));
  // What stands behind the last step that counts makes no difference, what stands before does.
  auto const without = tn::call(net.layer<2>(), middle);
  CHECK(std::abs(without(0, 0) - y(0, 0)) > 1e-4f);
}

TEST_CASE("rnn: dropout leaves out the same inputs and states at every step, in training only", "[layer]") {
  constexpr std::size_t n = 40, batch = 3, steps = 4;
  using Spec = nn::SimpleRNN<n, nn::Linear, nn::ReturnSequences, nn::InputDropout<0.25>, nn::RecurrentDropout<0.5>>;
  Spec::build<tn::Shape<steps, n>> layer;
  for (std::size_t i = 0; i < n; ++i) layer.cell.kernel(i, i) = 1;
  tn::Tensor<float, batch, steps, n> x;
  x.fill(1);
  tn::Tensor<std::uint64_t, 2> const key{5, 6}, other{5, 7};

  // Without recurrence the outputs are the inputs: 0 or 1 / 0.75.
  auto const y = tn::function(in_training)(layer, x, key);
  std::size_t zeros = 0;
  for (std::size_t b = 0; b < batch; ++b)
    for (std::size_t i = 0; i < n; ++i) {
      zeros += y(b, 0, i) == 0;
      CHECK((y(b, 0, i) == 0 || y(b, 0, i) == Approx(1 / 0.75)));
      for (std::size_t t = 1; t < steps; ++t) CHECK(y(b, t, i) == y(b, 0, i));
    }
  CHECK(zeros > 10);
  CHECK(zeros < 55);  // of 120, 30 expected
  auto const again = tn::function(in_training)(layer, x, key), different = tn::function(in_training)(layer, x, other);
  CHECK(std::equal(y.begin(), y.end(), again.begin()));
  CHECK(!std::equal(y.begin(), y.end(), different.begin()));

  // With recurrence alone: a state is left out at every step, or doubled at every step.
  layer.cell.kernel.fill(0);
  layer.cell.bias.fill(1);
  for (std::size_t i = 0; i < n; ++i) layer.cell.recurrent_kernel(i, i) = 1;
  auto const h = tn::function(in_training)(layer, x, key);
  std::size_t kept = 0;
  for (std::size_t b = 0; b < batch; ++b)
    for (std::size_t i = 0; i < n; ++i) {
      bool const doubled = h(b, 1, i) == Approx(3);
      kept += doubled;
      CHECK(h(b, 3, i) == Approx(doubled ? 15 : 1));
    }
  CHECK(kept > 35);
  CHECK(kept < 85);  // of 120, 60 expected

  auto const plain = tn::call(layer, x);
  CHECK(plain(0, 3, 0) == Approx(4));
}

TEST_CASE("rnn: stacked cells are layers one after the other", "[layer]") {
  using Stack = nn::RNN<nn::StackedRNNCells<nn::GRUCell<3>, nn::LSTMCell<2>>, nn::ReturnSequences, nn::ReturnState>;
  auto const stack = filled<Stack::build<tn::Shape<4, 2>>>();
  nn::GRU<3, nn::ReturnSequences>::build<tn::Shape<4, 2>> below;
  nn::LSTM<2, nn::ReturnSequences, nn::ReturnState>::build<tn::Shape<4, 3>> above;
  below.cell = stack.cell.cells.get<0>();
  above.cell = stack.cell.cells.get<1>();
  auto const x = spread_tensor<tn::Tensor<float, 2, 4, 2>>(-1, 1, 5);
  auto const [y, h, h2, c2] = tn::call(stack, x);
  auto const first = tn::call(below, x);
  auto const [z, g2, d2] = tn::call(above, first);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(h)>, tn::Tensor<float, 2, 3>>);
  for (std::size_t i = 0; i < z.size; ++i) CHECK(y.data()[i] == Approx(z.data()[i]).epsilon(1e-5).margin(1e-6));
  for (std::size_t i = 0; i < c2.size; ++i) CHECK(c2.data()[i] == Approx(d2.data()[i]).epsilon(1e-5).margin(1e-6));
}

TEST_CASE("rnn: a cell of one's own", "[layer]") {
  nn::RNN<LeakyCell<2>>::build<tn::Shape<3, 2>> layer;
  layer.cell.leak.fill(0.5f);
  auto const y = tn::call(layer, tn::Tensor<float, 1, 3, 2>{{{4, 0}, {0, 2}, {1, 1}}});
  CHECK(y(0, 0) == 4);  // 2 (4 / 4 + 0 + 1)
  CHECK(y(0, 1) == 4);  // 2 (2 / 2 + 1)
}

TEST_CASE("rnn: TimeDistributed is a layer on every step", "[layer]") {
  using Layer = nn::TimeDistributed<nn::Dense<3, nn::Tanh>>::build<tn::Shape<4, 2>>;
  auto const layer = filled<Layer>();
  auto const x = spread_tensor<tn::Tensor<float, 2, 4, 2>>(-1, 1, 5);
  auto const y = tn::call(layer, x);
  auto const z = tn::call(layer.layer, x);  // Dense takes any number of axes
  for (std::size_t i = 0; i < y.size; ++i) CHECK(y.data()[i] == z.data()[i]);
}
