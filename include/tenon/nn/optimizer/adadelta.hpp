// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/optimizer/decayed.hpp>

namespace tenon::nn {

/// Adadelta: Zeiler (2012). Steps of the size of past steps: d = g rms(steps) / rms(gradients); p - rate d.
struct Adadelta {
  Tensor<float> learning_rate{0.001f};
  Tensor<float> rho{0.95f};
  Tensor<float> epsilon{1e-7f};
  TENON_MODULE(Adadelta, learning_rate, rho, epsilon);
  static constexpr char name[] = "adadelta";

  template <class V>
  struct Slots {
    V gradients;
    V steps;
    TENON_MODULE(Slots, gradients, steps);
  };
  constexpr auto begin(auto&) const { return learning_rate; }
  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& rate, auto& context) const {
    using T = typename P::value_type;
    auto const r = cast<T>(rho), e = cast<T>(epsilon);
    auto const gradients = detail::decayed(r * slots.gradients + (1.f - r) * square(g));
    auto const d = g * sqrt(slots.steps + e) / sqrt(gradients + e);
    context.assign(slots.gradients, gradients);
    context.assign(slots.steps, detail::decayed(r * slots.steps + (1.f - r) * square(d)));
    return p - cast<T>(rate) * d;
  }
};

}  // namespace tenon::nn
