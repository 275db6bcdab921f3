// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/optimizer/decayed.hpp>

namespace tenon::nn {

/// Adam with the maximum norm: Kingma and Ba (2015), section 7.1. u = max(beta_2 u, |g|);
/// p - rate / (1 - beta_1^t) m / (u + epsilon).
struct Adamax {
  Tensor<float> learning_rate{0.001f};
  Tensor<float> beta_1{0.9f};
  Tensor<float> beta_2{0.999f};
  Tensor<float> epsilon{1e-7f};
  Variable<float> beta_1_power{1.f};  ///< beta_1^t
  TENON_MODULE(Adamax, learning_rate, beta_1, beta_2, epsilon, beta_1_power);
  static constexpr char name[] = "adamax";

  template <class V>
  struct Slots {
    V momentum;
    V norm;
    TENON_MODULE(Slots, momentum, norm);
  };
  constexpr auto begin(auto& context) const {
    auto const& self = detail::at_use(context, *this);
    auto const b1 = detail::decayed(self.beta_1_power * beta_1);
    context.assign(beta_1_power, b1);
    return learning_rate / (1.f - b1);
  }
  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& rate, auto& context) const {
    using T = typename P::value_type;
    auto const m = detail::decayed(slots.momentum + (g - slots.momentum) * (1.f - cast<T>(beta_1)));
    auto const u = detail::decayed(maximum(cast<T>(beta_2) * slots.norm, abs(g)));
    context.assign(slots.momentum, m);
    context.assign(slots.norm, u);
    return p - m * cast<T>(rate) / (u + cast<T>(epsilon));
  }
};

}  // namespace tenon::nn
