// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/optimizer/decayed.hpp>

namespace tenon::nn {

/// Gradient descent: p - learning_rate g. It keeps nothing beside the parameters.
struct SGD {
  Tensor<float> learning_rate{0.01f};
  TENON_MODULE(SGD, learning_rate);
  static constexpr char name[] = "sgd";

  template <class V>
  struct Slots {
    TENON_MODULE(Slots);
  };
  constexpr auto begin(auto&) const { return learning_rate; }
  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const&, auto const& rate, auto&) const {
    return p - cast<typename P::value_type>(rate) * g;
  }
};

/// Gradient descent with momentum, Keras' form: v = momentum v - learning_rate g; p + v. Nesterov: p + momentum v -
/// learning_rate g (Sutskever et al., 2013).
template <bool Nesterov = false>
struct MomentumSGD {
  Tensor<float> learning_rate{0.01f};
  Tensor<float> momentum{0.9f};
  TENON_MODULE(MomentumSGD, learning_rate, momentum);
  static constexpr char name[] = "sgd";

  template <class V>
  struct Slots {
    V velocity;
    TENON_MODULE(Slots, velocity);
  };
  constexpr auto begin(auto&) const { return learning_rate; }
  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& rate, auto& context) const {
    using T = typename P::value_type;
    auto const step = cast<T>(rate) * g;
    auto const v = detail::decayed(cast<T>(momentum) * slots.velocity - step);
    context.assign(slots.velocity, v);
    if constexpr (Nesterov)
      return p + cast<T>(momentum) * v - step;
    else
      return p + v;
  }
};

}  // namespace tenon::nn
