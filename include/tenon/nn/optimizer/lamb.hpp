// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/optimizer/decayed.hpp>

#include <tuple>

namespace tenon::nn {

/// LAMB: You et al. (2020). Adam's direction, scaled to the norm of the parameter: p - rate |p| / |d| d.
/// Where one of the norms is 0 it is not scaled.
struct Lamb {
  Tensor<float> learning_rate{0.001f};
  Tensor<float> beta_1{0.9f};
  Tensor<float> beta_2{0.999f};
  Tensor<float> epsilon{1e-7f};
  /// beta_1^t and beta_2^t.
  Variable<float> beta_1_power{1.f};
  Variable<float> beta_2_power{1.f};
  TENON_MODULE(Lamb, learning_rate, beta_1, beta_2, epsilon, beta_1_power, beta_2_power);
  static constexpr char name[] = "lamb";

  template <class V>
  struct Slots {
    V momentum;
    V velocity;
    TENON_MODULE(Slots, momentum, velocity);
  };
  /// Both bias corrections.
  constexpr auto begin(auto& context) const {
    auto const& self = detail::at_use(context, *this);
    auto const b1 = detail::decayed(self.beta_1_power * beta_1), b2 = detail::decayed(self.beta_2_power * beta_2);
    context.assign(beta_1_power, b1);
    context.assign(beta_2_power, b2);
    return std::tuple{1.f / (1.f - b1), 1.f / (1.f - b2)};
  }
  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& corrections, auto& context) const {
    using T = typename P::value_type;
    auto const m = detail::decayed(slots.momentum + (g - slots.momentum) * (1.f - cast<T>(beta_1)));
    auto const v = detail::decayed(slots.velocity + (square(g) - slots.velocity) * (1.f - cast<T>(beta_2)));
    context.assign(slots.momentum, m);
    context.assign(slots.velocity, v);
    auto const direction =
        m * cast<T>(std::get<0>(corrections)) / (sqrt(v * cast<T>(std::get<1>(corrections))) + cast<T>(epsilon));
    auto const size = sqrt(sum(square(p))), length = sqrt(sum(square(direction)));
    auto const ratio = where(size > 0.f && length > 0.f, size / length, 1.f);
    return p - cast<T>(learning_rate) * ratio * direction;
  }
};

}  // namespace tenon::nn
