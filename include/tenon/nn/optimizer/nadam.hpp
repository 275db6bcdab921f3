// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/optimizer/decayed.hpp>

#include <tuple>

namespace tenon::nn {

/// Adam with Nesterov momentum: Dozat, Incorporating Nesterov Momentum into Adam (2016), with Keras' momentum
/// schedule u_t = beta_1 (1 - 0.96^t / 2).
struct Nadam {
  Tensor<float> learning_rate{0.001f};
  Tensor<float> beta_1{0.9f};
  Tensor<float> beta_2{0.999f};
  Tensor<float> epsilon{1e-7f};
  /// 0.96^t, the product of u_1 ... u_t, and beta_2^t.
  Variable<float> decay_power{1.f};
  Variable<float> u_product{1.f};
  Variable<float> beta_2_power{1.f};
  TENON_MODULE(Nadam, learning_rate, beta_1, beta_2, epsilon, decay_power, u_product, beta_2_power);
  static constexpr char name[] = "nadam";

  template <class V>
  struct Slots {
    V momentum;
    V velocity;
    TENON_MODULE(Slots, momentum, velocity);
  };
  /// What all parameters share: the factors of m and g in the averaged gradient (times the rate), and of v.
  constexpr auto begin(auto& context) const {
    auto const& self = detail::at_use(context, *this);
    auto const decay = detail::decayed(self.decay_power * 0.96f);
    auto const u = beta_1 * (1.f - 0.5f * decay);
    auto const u_next = beta_1 * (1.f - 0.5f * 0.96f * decay);
    auto const product = detail::decayed(self.u_product * u);
    auto const b2 = detail::decayed(self.beta_2_power * beta_2);
    auto const of_momentum = learning_rate * u_next / (1.f - product * u_next);
    auto const of_gradient = learning_rate * (1.f - u) / (1.f - product);
    auto const of_velocity = 1.f / (1.f - b2);
    context.assign(decay_power, decay);
    context.assign(u_product, product);
    context.assign(beta_2_power, b2);
    return std::tuple{of_momentum, of_gradient, of_velocity};
  }
  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& shared, auto& context) const {
    using T = typename P::value_type;
    auto const m = detail::decayed(slots.momentum + (g - slots.momentum) * (1.f - cast<T>(beta_1)));
    auto const v = detail::decayed(slots.velocity + (square(g) - slots.velocity) * (1.f - cast<T>(beta_2)));
    context.assign(slots.momentum, m);
    context.assign(slots.velocity, v);
    auto const step = m * cast<T>(std::get<0>(shared)) + g * cast<T>(std::get<1>(shared));
    return p - step / (sqrt(v * cast<T>(std::get<2>(shared))) + cast<T>(epsilon));
  }
};

}  // namespace tenon::nn
