// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/optimizer/decayed.hpp>

namespace tenon::nn {

/// Lion: Chen et al. (2023). p - rate sign(beta_1 m + (1 - beta_1) g); then m = beta_2 m + (1 - beta_2) g.
struct Lion {
  Tensor<float> learning_rate{0.001f};
  Tensor<float> beta_1{0.9f};
  Tensor<float> beta_2{0.99f};
  TENON_MODULE(Lion, learning_rate, beta_1, beta_2);
  static constexpr char name[] = "lion";

  template <class V>
  struct Slots {
    V momentum;
    TENON_MODULE(Slots, momentum);
  };
  constexpr auto begin(auto&) const { return learning_rate; }
  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& rate, auto& context) const {
    using T = typename P::value_type;
    auto const b1 = cast<T>(beta_1), b2 = cast<T>(beta_2);
    context.assign(slots.momentum, detail::decayed(b2 * slots.momentum + (1.f - b2) * g));
    return p - cast<T>(rate) * sign(b1 * slots.momentum + (1.f - b1) * g);
  }
};

}  // namespace tenon::nn
