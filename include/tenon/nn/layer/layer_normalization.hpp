// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/normalization_options.hpp>

/// Layers that normalise each row of a batch along axes.
namespace tenon::nn {

/// Built, with parameters of shape S: the extents of its axes.   [batch, ...] -> [batch, ...]
template <class S, class... Options>
struct LayerNormalizationLayer {
  using T = dtype_option<float, Options...>;
  detail::GammaOf<S, T, Options...> gamma;
  detail::BetaOf<S, T, Options...> beta;
  Tensor<T> epsilon{detail::epsilon_option<Epsilon<1e-3>, T, Options...>};
  TENON_MODULE(LayerNormalizationLayer, gamma, beta, epsilon);
  static constexpr char name[] = "LayerNormalization";
  static constexpr bool supports_masking = true;
  template <class In>
  static constexpr bool accepts = detail::has_axes<In, S, Options...>();
  template <Operand X>
  constexpr auto call(X const& x) const {
    constexpr std::uint32_t mask = detail::axis_option<Options...>::mask(X::shape_type::rank);
    auto const d = x - detail::mean_over<mask>(x);
    auto const y = d * rsqrt(detail::mean_over<mask>(square(d)) + epsilon);
    return detail::scaled<mask>(*this, y, detail::OptionList<Options...>{});
  }
};

/// (x - mean) / sqrt(variance + epsilon) gamma + beta along the axes of each row: Ba et al. (2016). Options: `Axis<...>` (the
/// last), `Epsilon<e>` (1e-3), `Gamma<...>` (ones), `Beta<...>` (zeros), `NoScale`, `NoCenter`, `Dtype<T>`.   [batch, S...] ->
/// [batch, S...]
template <class... Options>
struct LayerNormalization {
  static constexpr char name[] = "LayerNormalization";
  using option_list = detail::NormalizationOptions<LayerNormalization, Gamma<>, Beta<>, NoScale, NoCenter>;
  using option_check = CheckedOptions<option_list, Options...>;
  template <class In>
  static constexpr bool accepts =
      check_options<option_list, Options...>() && In::rank >= 1 && detail::axis_option<Options...>::exist(int(In::rank));
  template <class In>
  using build = LayerNormalizationLayer<detail::AxesShape<In, Options...>, Options...>;
};

/// Built, with a scale of shape S: the extents of its axes.
template <class S, class... Options>
struct RMSNormalizationLayer {
  using T = dtype_option<float, Options...>;
  MainParam<Scale<Ones>, T, S, Options...> scale;
  Tensor<T> epsilon{detail::epsilon_option<Epsilon<1e-6>, T, Options...>};
  TENON_MODULE(RMSNormalizationLayer, scale, epsilon);
  static constexpr char name[] = "RMSNormalization";
  static constexpr bool supports_masking = true;
  template <class In>
  static constexpr bool accepts = detail::has_axes<In, S, Options...>();
  template <Operand X>
  constexpr auto call(X const& x) const {
    constexpr std::uint32_t mask = detail::axis_option<Options...>::mask(X::shape_type::rank);
    return x * rsqrt(detail::mean_over<mask>(square(x)) + epsilon) * detail::along<mask>(x, scale);
  }
};

/// x / sqrt(mean x^2 + epsilon) scale along the axes of each row: Zhang and Sennrich (2019). Options: `Axis<...>` (the last),
/// `Epsilon<e>` (1e-6), `Scale<...>` (ones), `Dtype<T>`.   [batch, S...] -> [batch, S...]
template <class... Options>
struct RMSNormalization {
  static constexpr char name[] = "RMSNormalization";
  using option_list = detail::NormalizationOptions<RMSNormalization, Main<Scale<>>>;
  using option_check = CheckedOptions<option_list, Options...>;
  template <class In>
  static constexpr bool accepts =
      check_options<option_list, Options...>() && In::rank >= 1 && detail::axis_option<Options...>::exist(int(In::rank));
  template <class In>
  using build = RMSNormalizationLayer<detail::AxesShape<In, Options...>, Options...>;
};

/// x divided by its Euclidean norm along axes (the last), or by 1e-12.   [batch, S...] -> [batch, S...]
template <int... N>
struct UnitNormalization {
  TENON_MODULE(UnitNormalization);
  static constexpr char name[] = "UnitNormalization";
  static constexpr bool supports_masking = true;
  using axes_type = detail::AxesOf<std::conditional_t<sizeof...(N) == 0, Axis<-1>, Axis<N...>>>;
  template <class In>
  static constexpr bool accepts = In::rank >= 1 && axes_type::exist(int(In::rank));
  template <Operand X>
  constexpr auto call(X const& x) const {
    using T = typename X::value_type;
    if constexpr (sizeof...(N) == 0)
      return x * rsqrt(maximum(sum<-1>(square(x), keepdims), T(1e-24)));
    else
      return x * rsqrt(maximum(sum<N...>(square(x), keepdims), T(1e-24)));
  }
};

}  // namespace tenon::nn
