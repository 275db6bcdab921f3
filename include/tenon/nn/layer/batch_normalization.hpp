// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/frozen.hpp>
#include <tenon/nn/layer/normalization_options.hpp>

namespace tenon::nn {

/// Built, with parameters of shape S: the extents of its axes.   [batch, ...] -> [batch, ...]
template <class S, class... Options>
struct BatchNormalizationLayer {
  using T = dtype_option<float, Options...>;
  detail::GammaOf<S, T, Options...> gamma;
  detail::BetaOf<S, T, Options...> beta;
  BasicInitVariable<T, S, Zeros> moving_mean;
  BasicInitVariable<T, S, Ones> moving_variance;
  Tensor<T> momentum{detail::option_of_kind<MomentumOption, Momentum<0.99>, Options...>::value.template as<T>()},
      epsilon{detail::epsilon_option<Epsilon<1e-3>, T, Options...>};
  TENON_MODULE(BatchNormalizationLayer, gamma, beta, moving_mean, moving_variance, momentum, epsilon);
  static constexpr char name[] = "BatchNormalization";
  /// Inputs whose axes have the extents of the parameters.
  template <class In>
  static constexpr bool accepts = detail::has_axes<In, S, Options...>();

  template <Operand X>
  constexpr auto call(X const& x, auto& context) const {
    constexpr int rank = X::shape_type::rank;
    if constexpr (keeps_statistics<decltype(context)>) {
      using Steps = detail::FirstAxes<typename X::shape_type, rank - 1>;
      if constexpr (rank > 2)
        if (context.template has_mask<Steps>()) return call(x, context, context.template mask<Steps>());
      constexpr std::uint32_t folded = ((1u << rank) - 1u) & ~mask<rank>;
      auto const m = detail::mean_over<folded>(x);
      auto const variance = detail::mean_over<folded>(square(x - m));
      return trained(x, m, variance, context);
    } else
      return inferred(x);
  }
  /// With a mask [batch, steps...] of the elements that count in the statistics, of all axes but the last. One that a layer
  /// before has left in the context is heeded too.
  template <Operand X, Operand M>
  constexpr auto call(X const& x, auto& context, M const& counts) const {
    constexpr int rank = X::shape_type::rank;
    if constexpr (keeps_statistics<decltype(context)>) {
      constexpr std::uint32_t folded = ((1u << rank) - 1u) & ~mask<rank>;
      auto const here = broadcast_to_shape<typename X::shape_type>(expand<-1>(counts));
      auto const part = maximum(detail::mean_over<folded>(cast<T>(here)), least);
      auto const m = detail::mean_over<folded>(where(here, x, 0)) / part;
      auto const variance = detail::mean_over<folded>(where(here, square(x - m), 0)) / part;
      return trained(x, m, variance, context);
    } else
      return call(x, context);
  }

  /// With the running statistics, in training too.
  template <Operand X>
  constexpr auto inferred(X const& x) const {
    constexpr int rank = X::shape_type::rank;
    return normalised(x, detail::along<mask<rank>>(x, moving_mean), detail::along<mask<rank>>(x, moving_variance));
  }

 private:
  static constexpr T least = T(1e-7);
  template <int Rank>
  static constexpr std::uint32_t mask = detail::axis_option<Options...>::mask(Rank);

  template <class X, class M>
  constexpr auto normalised(X const& x, M const& m, M const& variance) const {
    return detail::scaled<mask<X::shape_type::rank>>(*this, (x - m) * rsqrt(variance + epsilon),
                                                     detail::OptionList<Options...>{});
  }
  template <class X, class M, class V>
  constexpr auto trained(X const& x, M const& m, V const& variance, auto& context) const {
    context.assign(moving_mean, moving_mean * momentum + reshape_to_shape<S>(m) * (1 - momentum));
    context.assign(moving_variance, moving_variance * momentum + reshape_to_shape<S>(variance) * (1 - momentum));
    return normalised(x, m, variance);
  }
};

/// (x - mean) / sqrt(variance + epsilon) gamma + beta for each element of its axes, over all others and the batch; in training of
/// the batch, else of the running statistics, which are updated in training: Ioffe and Szegedy (2015). Options:
/// `Axis<...>` (the last), `Momentum<m>` (0.99), `Epsilon<e>` (1e-3), `Gamma<...>` (ones), `Beta<...>` (zeros), `NoScale`,
/// `NoCenter`, `Dtype<T>`.   [batch, S...] -> [batch, S...]
template <class... Options>
struct BatchNormalization {
  static constexpr char name[] = "BatchNormalization";
  using option_list = detail::NormalizationOptions<BatchNormalization, MomentumOption, Gamma<>, Beta<>, NoScale, NoCenter>;
  using option_check = CheckedOptions<option_list, Options...>;
  template <class In>
  static constexpr bool accepts =
      check_options<option_list, Options...>() && In::rank >= 1 && detail::axis_option<Options...>::exist(int(In::rank));
  template <class In>
  using build =
      BatchNormalizationLayer<detail::ExtentsIn<In, detail::axis_option<Options...>::mask(int(In::rank) + 1)>, Options...>;
};

/// A frozen one has its running statistics in training too, and leaves them alone.
template <class S, class... Options>
struct FrozenLayer<BatchNormalizationLayer<S, Options...>> : BatchNormalizationLayer<S, Options...> {
  using Layer = BatchNormalizationLayer<S, Options...>;
  static constexpr bool is_frozen = true;
  TENON_MODULE_EXTENDS(FrozenLayer, Layer);
  constexpr auto call(Operand auto const& x, auto&) const { return this->inferred(x); }
  constexpr auto call(Operand auto const& x, auto&, Operand auto const&) const { return this->inferred(x); }
};

}  // namespace tenon::nn
