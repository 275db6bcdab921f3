// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/options.hpp>

namespace tenon::nn {

template <std::size_t Units, class... Options>
struct Dense;

/// A built dense layer: activation(x kernel + bias).   [..., In] -> [..., Units]
template <std::size_t In, std::size_t Units, class... Options>
struct DenseLayer {
  using T = dtype_option<float, Options...>;
  MainParam<Kernel<GlorotUniform>, T, Shape<In, Units>, Options...> kernel;
  OptionalParam<has_bias<Options...>, Bias<Zeros>, T, Shape<Units>, Options...> bias;
  TENON_MODULE(DenseLayer, kernel, bias);
  static constexpr char name[] = "Dense";
  static constexpr bool supports_masking = true;
  /// Inputs whose last axis is the features.
  template <class S>
  static constexpr bool accepts =
      Dense<Units, Options...>::template accepts<S> && dims_of<S>[S::rank == 0 ? 0 : int(S::rank) - 1] == int(In);

  constexpr auto call(auto const& x) const {
    using Activation = activation_option<Linear, Options...>;
    if constexpr (has_bias<Options...>)
      return Activation{}(matmul(x, kernel) + bias);
    else
      return Activation{}(matmul(x, kernel));
  }
};

/// A dense layer whose input size is inferred. Its options (nn/options.hpp) are an activation, `Kernel<...>` (Glorot uniform,
/// as in Keras) and `Bias<...>` (zeros) or `NoBias`, `Dtype<T>`.   [..., In] -> [..., Units]
template <std::size_t Units, class... Options>
struct Dense {
  static_assert(Units > 0, "Dense: at least one unit");
  static constexpr char name[] = "Dense";
  using option_list = LayerOptions<Dense, ActivationOption, Main<Kernel<>>, Bias<>, NoBias, Dtype<>>;
  using option_check = CheckedOptions<option_list, Options...>;
  /// Any input with a feature axis.
  template <class In>
  static constexpr bool accepts = check_options<option_list, Options...>() && In::rank >= 1;
  template <class In>
  using build = DenseLayer<static_cast<std::size_t>(dims_of<In>[int(In::rank) - 1]), Units, Options...>;
};

}  // namespace tenon::nn
