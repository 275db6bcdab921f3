// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/lstm.hpp>
#include <tenon/nn/layer/options.hpp>
#include <tenon/op/signal.hpp>

namespace tenon::nn {

namespace detail {

template <class Size, std::size_t... Rest>
struct TapsShape;
template <std::size_t... Taps, std::size_t... Rest>
struct TapsShape<Shape<Taps...>, Rest...> : std::type_identity<Shape<Taps..., Rest...>> {};

/// The rule of a convolution of a batch of one step, [1, spatial..., channels].
template <int Spatial, class Step, class KernelShape, class Operation>
inline constexpr sliding::ConvolutionRule step_convolution = sliding::ConvolutionRule::of(
    dims_of<typename WithRows<Step, 1>::type>, dims_of<KernelShape>, Operation::options, Spatial, sliding::Convolution::plain);

}  // namespace detail

/// An LSTM whose products are convolutions (Shi et al., 2015), built: the step's input has the options of a convolution, the
/// state is convolved with stride 1 and padding that keeps its size. Gates i, f, g and o lie side by side along the filters. x
/// [batch, spatial..., channels], states (h, c) of [batch, windows..., Filters] -> (h', (h', c'))
template <int Spatial, class Step, std::size_t Filters, class... Options>
struct ConvLSTMCellLayer {
  using value_type = dtype_option<float, Options...>;
  using input_convolution = Convolve<sliding::Convolution::plain, Spatial, detail::SlidingPart<Options...>>;
  using state_convolution = Convolve<sliding::Convolution::plain, Spatial, Same>;
  using taps = detail::extents_option<Spatial, Size<1>, Options...>;
  using kernel_shape = typename detail::TapsShape<taps, detail::features_of<Step>, 4 * Filters>::type;
  static constexpr sliding::ConvolutionRule rule = detail::step_convolution<Spatial, Step, kernel_shape, input_convolution>;
  /// [windows..., Filters]: of all gates, of which a state is a quarter.
  using state_shape = shape_from<[] {
    Dims d{Spatial + 1, {}};
    for (int i = 0; i < Spatial; ++i) d[i] = rule.fault == sliding::ConvolutionRule::none ? rule.dims[i + 1] : 1;
    d[Spatial] = int(Filters);
    return d;
  }()>;
  using state_shapes = StateShapes<state_shape, state_shape>;
  static constexpr bool projects_inputs = true, output_is_state = true;
  static constexpr double input_dropout = (0 + ... + detail::input_dropout_of<Options>);
  static constexpr double recurrent_dropout = (0 + ... + detail::recurrent_dropout_of<Options>);
  using BiasInit = std::conditional_t<has_option<NoUnitForgetBias, Options...>, Zeros, UnitForgetBias<Filters>>;

  MainParam<Kernel<GlorotUniform>, value_type, kernel_shape, Options...> kernel;
  LayerParam<RecurrentKernel<Orthogonal<>>, value_type, typename detail::TapsShape<taps, Filters, 4 * Filters>::type, Options...>
      recurrent_kernel;
  OptionalParam<has_bias<Options...>, Bias<BiasInit>, value_type, Shape<4 * Filters>, Options...> bias;
  TENON_MODULE(ConvLSTMCellLayer, kernel, recurrent_kernel, bias);
  static constexpr char name[] = "ConvLSTMCell", layer_name[] = "ConvLSTM";
  template <class S>
  static constexpr bool accepts = std::is_same_v<S, Step>;

  constexpr auto call(auto const& x, auto const& states) const { return advance(x, states, detail::AllSeen{}); }

  /// The inputs as they are: their convolutions are a part of the step.
  constexpr auto project(auto const& x) const { return x; }
  template <class X, class States, class Seen>
  constexpr auto advance(X const& x, States const& states, Seen const& seen) const {
    auto const input = detail::with_biases<Options...>(input_convolution::call(x, kernel), bias);
    return detail::lstm_step<Options...>(input + state_convolution::call(seen(std::get<0>(states)), recurrent_kernel),
                                         std::get<1>(states));
  }
};

namespace detail {
template <int Spatial, class Step, std::size_t Filters, class List>
struct ConvCellWith;
template <int Spatial, class Step, std::size_t Filters, class... Options>
struct ConvCellWith<Spatial, Step, Filters, OptionList<Options...>>
    : std::type_identity<ConvLSTMCellLayer<Spatial, Step, Filters, Options...>> {};

template <class Spec, int Spatial, std::size_t Filters>
struct ConvLSTMSpec {
  static_assert(Filters > 0, "ConvLSTM: at least one filter");
  template <class... Options>
  struct with {
    using option_list = LayerOptions<Spec, ActivationOption, AnyRecurrentActivation, SizeOption, sliding::StrideOption,
                                     sliding::DilationOption, sliding::PaddingOption, Main<Kernel<>>, RecurrentKernel<>, Bias<>,
                                     NoBias, Dtype<>, AnyInputDropout, AnyRecurrentDropout, ReturnSequences, ReturnState,
                                     GoBackwards, ZeroOutputForMask, AnyStateful, NoUnitForgetBias>;
    using option_check = CheckedOptions<option_list, Options...>;
    template <class In>
    using cell_for = typename ConvCellWith<Spatial, typename StepShape<In>::type, Filters, CellOptions<Options...>>::type;
    template <class In>
    static constexpr bool fits() {
      static_assert((std::is_base_of_v<SizeOption, Options> || ...), "ConvLSTM: name the size of the kernel, as in Size<3>");
      if constexpr (check_options<option_list, Options...>() && In::rank == Spatial + 2)
        return cell_for<In>::rule.fault == sliding::ConvolutionRule::none;
      else
        return false;
    }
    template <class In>
    static constexpr bool accepts = fits<In>();
    template <class In>
    using build = RNNLayer<cell_for<In>, sequence_form<Options...>>;
  };
};
}  // namespace detail

/// LSTMs over sequences of signals, images or volumes whose products are convolutions; Keras' definition and defaults, channels
/// last. Options: those of `LSTM` and `Size<...>` (which must be named), `Stride`, `Dilation`, `Same`. [batch, time, spatial...,
/// channels] -> [batch, windows..., Filters], or [batch, time, windows..., Filters] with `ReturnSequences`
template <std::size_t Filters, class... Options>
struct ConvLSTM1D : detail::ConvLSTMSpec<ConvLSTM1D<Filters>, 1, Filters>::template with<Options...> {
  static constexpr char name[] = "ConvLSTM1D";
};
template <std::size_t Filters, class... Options>
struct ConvLSTM2D : detail::ConvLSTMSpec<ConvLSTM2D<Filters>, 2, Filters>::template with<Options...> {
  static constexpr char name[] = "ConvLSTM2D";
};
template <std::size_t Filters, class... Options>
struct ConvLSTM3D : detail::ConvLSTMSpec<ConvLSTM3D<Filters>, 3, Filters>::template with<Options...> {
  static constexpr char name[] = "ConvLSTM3D";
};

}  // namespace tenon::nn
