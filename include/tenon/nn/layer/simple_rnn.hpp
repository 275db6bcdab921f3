// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/rnn.hpp>

namespace tenon::nn {

/// A fully connected recurrent unit, built: h' = tanh(x W + h U + b). With `TwoBiases` the bias has two rows, which are added.
/// x [batch, In], states ([batch, Units]) -> (h', (h'))
template <std::size_t In, std::size_t Units, class... Options>
struct SimpleRNNCellLayer {
  using value_type = dtype_option<float, Options...>;
  using state_shapes = StateShapes<Shape<Units>>;
  static constexpr bool projects_inputs = true, output_is_state = true;
  static constexpr double input_dropout = (0 + ... + detail::input_dropout_of<Options>);
  static constexpr double recurrent_dropout = (0 + ... + detail::recurrent_dropout_of<Options>);

  MainParam<Kernel<GlorotUniform>, value_type, Shape<In, Units>, Options...> kernel;
  LayerParam<RecurrentKernel<Orthogonal<>>, value_type, Shape<Units, Units>, Options...> recurrent_kernel;
  OptionalParam<has_bias<Options...>, Bias<Zeros>, value_type,
                std::conditional_t<has_option<TwoBiases, Options...>, Shape<2, Units>, Shape<Units>>, Options...>
      bias;
  TENON_MODULE(SimpleRNNCellLayer, kernel, recurrent_kernel, bias);
  static constexpr char name[] = "SimpleRNNCell", layer_name[] = "SimpleRNN";
  template <class S>
  static constexpr bool accepts = S::rank == 1 && detail::last_axis_is<S, In>;

  constexpr auto call(auto const& x, auto const& states) const { return advance(project(x), states, detail::AllSeen{}); }

  /// What does not depend on the state.   [..., In] -> [..., Units]
  constexpr auto project(auto const& x) const { return detail::with_biases<Options...>(matmul(x, kernel), bias); }
  /// The rest of a step. The product reads seen(h) instead of h.
  template <class Z, class States, class Seen>
  constexpr auto advance(Z const& projected, States const& states, Seen const& seen) const {
    auto const h = activation_option<Tanh, Options...>{}(projected + matmul(seen(std::get<0>(states)), recurrent_kernel));
    using H = std::remove_cvref_t<decltype(h)>;
    return std::tuple<H, std::tuple<H>>{h, std::tuple<H>(h)};
  }
};

/// The cell of a `SimpleRNN`, for `RNN` and `StackedRNNCells`.
template <std::size_t Units, class... Options>
struct SimpleRNNCell : detail::CellSpecOf<SimpleRNNCell<Units>, SimpleRNNCellLayer, Units, TwoBiases>::template with<Options...> {
  static constexpr char name[] = "SimpleRNNCell";
};

/// A fully connected recurrent layer; Keras' definition and defaults.
/// [batch, time, features] -> [batch, Units], or [batch, time, Units] with `ReturnSequences`
template <std::size_t Units, class... Options>
struct SimpleRNN : detail::LayerSpecOf<SimpleRNN<Units>, SimpleRNNCellLayer, Units, TwoBiases>::template with<Options...> {
  static constexpr char name[] = "SimpleRNN";
};

}  // namespace tenon::nn
