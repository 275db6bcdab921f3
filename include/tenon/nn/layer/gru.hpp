// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/rnn.hpp>

namespace tenon::nn {

/// The gated recurrent unit of Cho et al. (2014), built: with gates z (update) and r (reset),
/// h' = z h + (1 - z) tanh(x W + b + r (h U + c)). Weights lie as in Keras: z, r and the candidate side by side along the last
/// axis, the biases b and c in the rows of `bias`. With `ResetBefore` r is applied to h, before the product, and there is no c.
/// x [batch, In], states ([batch, Units]) -> ([batch, Units], ([batch, Units]))
template <std::size_t In, std::size_t Units, class... Options>
struct GRUCellLayer {
  using value_type = dtype_option<float, Options...>;
  using state_shapes = StateShapes<Shape<Units>>;
  static constexpr bool projects_inputs = true, output_is_state = true;
  static constexpr bool reset_after = !has_option<ResetBefore, Options...>;
  static constexpr double input_dropout = (0 + ... + detail::input_dropout_of<Options>);
  static constexpr double recurrent_dropout = (0 + ... + detail::recurrent_dropout_of<Options>);

  MainParam<Kernel<GlorotUniform>, value_type, Shape<In, 3 * Units>, Options...> kernel;
  LayerParam<RecurrentKernel<Orthogonal<>>, value_type, Shape<Units, 3 * Units>, Options...> recurrent_kernel;
  OptionalParam<has_bias<Options...>, Bias<Zeros>, value_type,
                std::conditional_t<reset_after, Shape<2, 3 * Units>, Shape<3 * Units>>, Options...>
      bias;
  TENON_MODULE(GRUCellLayer, kernel, recurrent_kernel, bias);
  static constexpr char name[] = "GRUCell", layer_name[] = "GRU";
  template <class S>
  static constexpr bool accepts = S::rank == 1 && detail::last_axis_is<S, In>;

  constexpr auto call(auto const& x, auto const& states) const { return advance(project(x), states, detail::AllSeen{}); }

  /// What does not depend on the state.   [..., In] -> [..., 3 Units]
  constexpr auto project(auto const& x) const { return with_bias<0>(matmul(x, kernel)); }
  /// The rest of a step. The products read seen(h) instead of h.
  template <class Z, class States, class Seen>
  constexpr auto advance(Z const& projected, States const& states, Seen const& seen) const {
    auto const& h = std::get<0>(states);
    auto const x = split<3, -1>(projected);
    auto const read = seen(h);
    if constexpr (reset_after) {
      auto const inner = split<3, -1>(with_bias<1>(matmul(read, recurrent_kernel)));
      auto const r = gate(std::get<1>(x) + std::get<1>(inner));
      return next(gate(std::get<0>(x) + std::get<0>(inner)), h, activation(std::get<2>(x) + r * std::get<2>(inner)));
    } else {
      constexpr int gates = 2 * int(Units);
      auto const inner = split<2, -1>(matmul(read, recurrent_kernel(all, to<gates>)));
      auto const r = gate(std::get<1>(x) + std::get<1>(inner));
      auto const candidate = activation(std::get<2>(x) + matmul(r * read, recurrent_kernel(all, from<gates>)));
      return next(gate(std::get<0>(x) + std::get<0>(inner)), h, candidate);
    }
  }

 private:
  template <int Row>
  constexpr auto with_bias(auto const& x) const {
    if constexpr (!has_bias<Options...>)
      return x;
    else if constexpr (reset_after)
      return x + bias(at<Row>);
    else
      return x + bias;
  }
  static constexpr auto gate(auto const& a) { return detail::gate_activation<Options...>{}(a); }
  static constexpr auto activation(auto const& a) { return activation_option<Tanh, Options...>{}(a); }
  static constexpr auto next(auto const& z, auto const& h, auto const& candidate) {
    auto const y = z * h + (1 - z) * candidate;
    return std::tuple<std::remove_cvref_t<decltype(y)>, std::tuple<std::remove_cvref_t<decltype(y)>>>{
        y, std::tuple<std::remove_cvref_t<decltype(y)>>(y)};
  }
};

/// The cell of a `GRU`, for `RNN` and `StackedRNNCells`.
template <std::size_t Units, class... Options>
struct GRUCell : detail::CellSpecOf<GRUCell<Units>, GRUCellLayer, Units, ResetBefore>::template with<Options...> {
  static constexpr char name[] = "GRUCell";
};

/// A layer of gated recurrent units; Keras' definition and defaults.
/// [batch, time, features] -> [batch, Units], or [batch, time, Units] with `ReturnSequences`
template <std::size_t Units, class... Options>
struct GRU : detail::LayerSpecOf<GRU<Units>, GRUCellLayer, Units, ResetBefore>::template with<Options...> {
  static constexpr char name[] = "GRU";
};

}  // namespace tenon::nn
