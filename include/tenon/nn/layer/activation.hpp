// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/activation.hpp>
#include <tenon/shape/number.hpp>

/// Activations as layers: of a function, and those with numbers, which a model names (`LeakyReLU<0.1>`) and which are fields:
/// they can be set at run time, and are saved.
namespace tenon::nn {

/// Any function of x as a layer: `Activation<Tanh>`, `Activation<MyFunction>`.   [S...] -> [S...]
template <class Function>
struct Activation {
  TENON_MODULE(Activation);
  static constexpr char name[] = "Activation";
  static constexpr bool supports_masking = true;
  constexpr auto call(auto const& x) const { return Function{}(x); }
};

/// x above `threshold`, but `max_value` at most; else negative_slope (x - threshold). Minus infinity counts as the lowest
/// number there, so that slope 0 gives 0.   [S...] -> [S...]
template <Number Max = highest_of<double>(), Number Slope = 0, Number Threshold = 0>
struct ReLU {
  Tensor<float> max_value{Max.as<float>()}, negative_slope{Slope.as<float>()}, threshold{Threshold.as<float>()};
  TENON_MODULE(ReLU, max_value, negative_slope, threshold);
  static constexpr char name[] = "ReLU";
  static constexpr bool supports_masking = true;
  constexpr auto call(auto const& x) const {
    auto const below = negative_slope * maximum(x - threshold, op::detail::least_finite<float>);
    return minimum(where(x <= threshold, below, x), max_value);
  }
};

/// x above 0, negative_slope x below.   [S...] -> [S...]
template <Number Slope = 0.3>
struct LeakyReLU {
  Tensor<float> negative_slope{Slope.as<float>()};
  TENON_MODULE(LeakyReLU, negative_slope);
  static constexpr char name[] = "LeakyReLU";
  static constexpr bool supports_masking = true;
  constexpr auto call(auto const& x) const { return leaky_relu(x, negative_slope); }
};

/// x above 0, alpha (e^x - 1) below.   [S...] -> [S...]
template <Number Factor = 1>
struct ELU {
  Tensor<float> alpha{Factor.as<float>()};
  TENON_MODULE(ELU, alpha);
  static constexpr char name[] = "ELU";
  static constexpr bool supports_masking = true;
  constexpr auto call(auto const& x) const { return elu(x, alpha); }
};

/// `softmax` along the given axes together, the batch being axis 0. `call(x, mask)` gives 0 where the mask is false.
/// [S...], bool [broadcasts to S...] -> [S...]
template <int... Axis>
struct SoftmaxAlong {
  static_assert(sizeof...(Axis) > 0, "SoftmaxAlong: at least one axis; Softmax is that of the last one");
  TENON_MODULE(SoftmaxAlong);
  static constexpr char name[] = "Softmax";
  static constexpr bool supports_masking = true;
  constexpr auto call(auto const& x) const { return softmax<Axis...>(x); }
  constexpr auto call(auto const& x, Operand auto const& mask) const {
    return where(mask, softmax<Axis...>(where(mask, x, op::detail::least_finite<float>)), 0);
  }
  constexpr auto operator()(auto const& x) const { return softmax<Axis...>(x); }
};

}  // namespace tenon::nn
