// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/rnn.hpp>

namespace tenon::nn {

/// Zeros, but ones for the forget gates, the second `Units` values: Jozefowicz et al. (2015).
template <std::size_t Units>
struct UnitForgetBias {
  static constexpr double value(Philox const&, std::uint64_t i, std::uint64_t, Fans) { return i / Units == 1 ? 1 : 0; }
};

namespace detail {
/// What an LSTM makes of the sums in front of its gates, [..., 4 units] in the order i, f, g, o, and of c: (h', (h', c')).
template <class... Options>
constexpr auto lstm_step(auto const& sums, auto const& before) {
  auto const gate = [](auto const& a) { return gate_activation<Options...>{}(a); };
  auto const activation = [](auto const& a) { return activation_option<Tanh, Options...>{}(a); };
  auto const part = split<4, -1>(sums);
  auto const c = gate(std::get<1>(part)) * before + gate(std::get<0>(part)) * activation(std::get<2>(part));
  auto const h = gate(std::get<3>(part)) * activation(c);
  using H = std::remove_cvref_t<decltype(h)>;
  return std::tuple<H, std::tuple<H, H>>{h, {h, c}};
}
}  // namespace detail

/// The long short-term memory of Hochreiter and Schmidhuber (1997) with a forget gate, built: with gates i, f and o,
/// c' = f c + i tanh(g), h' = o tanh(c'). Weights lie as in Keras, i, f, g and o side by side along the last axis; the bias of f
/// starts at one. With `TwoBiases` the bias has two rows, for input and state, which are added.
/// x [batch, In], states (h, c) of [batch, Units] -> (h', (h', c'))
template <std::size_t In, std::size_t Units, class... Options>
struct LSTMCellLayer {
  using value_type = dtype_option<float, Options...>;
  using state_shapes = StateShapes<Shape<Units>, Shape<Units>>;
  static constexpr bool projects_inputs = true, output_is_state = true;
  static constexpr double input_dropout = (0 + ... + detail::input_dropout_of<Options>);
  static constexpr double recurrent_dropout = (0 + ... + detail::recurrent_dropout_of<Options>);
  static constexpr bool two_biases = has_option<TwoBiases, Options...>;
  using BiasInit = std::conditional_t<has_option<NoUnitForgetBias, Options...> || two_biases, Zeros, UnitForgetBias<Units>>;

  MainParam<Kernel<GlorotUniform>, value_type, Shape<In, 4 * Units>, Options...> kernel;
  LayerParam<RecurrentKernel<Orthogonal<>>, value_type, Shape<Units, 4 * Units>, Options...> recurrent_kernel;
  OptionalParam<has_bias<Options...>, Bias<BiasInit>, value_type,
                std::conditional_t<two_biases, Shape<2, 4 * Units>, Shape<4 * Units>>, Options...>
      bias;
  TENON_MODULE(LSTMCellLayer, kernel, recurrent_kernel, bias);
  static constexpr char name[] = "LSTMCell", layer_name[] = "LSTM";
  template <class S>
  static constexpr bool accepts = S::rank == 1 && detail::last_axis_is<S, In>;

  constexpr auto call(auto const& x, auto const& states) const { return advance(project(x), states, detail::AllSeen{}); }

  /// What does not depend on the state.   [..., In] -> [..., 4 Units]
  constexpr auto project(auto const& x) const { return detail::with_biases<Options...>(matmul(x, kernel), bias); }
  /// The rest of a step. The products read seen(h) instead of h.
  template <class Z, class States, class Seen>
  constexpr auto advance(Z const& projected, States const& states, Seen const& seen) const {
    return detail::lstm_step<Options...>(projected + matmul(seen(std::get<0>(states)), recurrent_kernel), std::get<1>(states));
  }
};

/// The cell of an `LSTM`, for `RNN` and `StackedRNNCells`.
template <std::size_t Units, class... Options>
struct LSTMCell
    : detail::CellSpecOf<LSTMCell<Units>, LSTMCellLayer, Units, TwoBiases, NoUnitForgetBias>::template with<Options...> {
  static constexpr char name[] = "LSTMCell";
};

/// A layer of long short-term memory; Keras' definition and defaults.
/// [batch, time, features] -> [batch, Units], or [batch, time, Units] with `ReturnSequences`
template <std::size_t Units, class... Options>
struct LSTM : detail::LayerSpecOf<LSTM<Units>, LSTMCellLayer, Units, TwoBiases, NoUnitForgetBias>::template with<Options...> {
  static constexpr char name[] = "LSTM";
};

}  // namespace tenon::nn
