// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/optimizer/decayed.hpp>

namespace tenon::nn {

namespace detail {
template <class V, bool Amsgrad>
struct AdamSlots {
  V momentum;
  V velocity;
  TENON_MODULE(AdamSlots, momentum, velocity);
};
template <class V>
struct AdamSlots<V, true> {
  V momentum;
  V velocity;
  V velocity_hat;
  TENON_MODULE(AdamSlots, momentum, velocity, velocity_hat);
};
}  // namespace detail

/// Adam: Kingma and Ba (2015), in the form before its section 2.1, as Keras has it:
/// p - rate sqrt(1 - beta_2^t) / (1 - beta_1^t) m / (sqrt(v) + epsilon). AMSGrad: Reddi et al. (2018), the largest v so far.
template <bool Amsgrad = false>
struct BasicAdam {
  Tensor<float> learning_rate{0.001f};
  Tensor<float> beta_1{0.9f};
  Tensor<float> beta_2{0.999f};
  Tensor<float> epsilon{1e-7f};
  /// beta_1^t and beta_2^t.
  Variable<float> beta_1_power{1.f};
  Variable<float> beta_2_power{1.f};
  TENON_MODULE(BasicAdam, learning_rate, beta_1, beta_2, epsilon, beta_1_power, beta_2_power);
  static constexpr char name[] = "adam";

  template <class V>
  using Slots = detail::AdamSlots<V, Amsgrad>;
  /// The step size with both bias corrections: once a step, not once a parameter.
  constexpr auto begin(auto& context) const {
    auto const& self = detail::at_use(context, *this);
    auto const b1 = detail::decayed(self.beta_1_power * beta_1), b2 = detail::decayed(self.beta_2_power * beta_2);
    context.assign(beta_1_power, b1);
    context.assign(beta_2_power, b2);
    return learning_rate * sqrt(1.f - b2) / (1.f - b1);
  }
  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& rate, auto& context) const {
    using T = typename P::value_type;
    auto const m = detail::decayed(slots.momentum + (g - slots.momentum) * (1.f - cast<T>(beta_1)));
    auto const v = detail::decayed(slots.velocity + (square(g) - slots.velocity) * (1.f - cast<T>(beta_2)));
    context.assign(slots.momentum, m);
    context.assign(slots.velocity, v);
    if constexpr (Amsgrad) {
      auto const largest = maximum(slots.velocity_hat, v);
      context.assign(slots.velocity_hat, largest);
      return p - m * cast<T>(rate) / (sqrt(largest) + cast<T>(epsilon));
    } else
      return p - m * cast<T>(rate) / (sqrt(v) + cast<T>(epsilon));
  }
};
using Adam = BasicAdam<>;
using AMSGrad = BasicAdam<true>;

}  // namespace tenon::nn
