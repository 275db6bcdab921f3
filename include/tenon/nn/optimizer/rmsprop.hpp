// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/optimizer/decayed.hpp>

namespace tenon::nn {

namespace detail {
template <class V, bool Centered, bool Momentum>
struct RMSpropSlots {
  V velocity;
  TENON_MODULE(RMSpropSlots, velocity);
};
template <class V>
struct RMSpropSlots<V, true, false> {
  V velocity;
  V average;
  TENON_MODULE(RMSpropSlots, velocity, average);
};
template <class V>
struct RMSpropSlots<V, false, true> {
  V velocity;
  V momentum;
  TENON_MODULE(RMSpropSlots, velocity, momentum);
};
template <class V>
struct RMSpropSlots<V, true, true> {
  V velocity;
  V average;
  V momentum;
  TENON_MODULE(RMSpropSlots, velocity, average, momentum);
};
}  // namespace detail

/// RMSprop: Tieleman and Hinton (2012), as Keras has it. v = rho v + (1 - rho) g^2; p - rate g / sqrt(v + epsilon).
/// Centered: less the square of the mean gradient, an estimate of the variance. With momentum: the steps add up.
template <bool Centered = false, bool Momentum = false>
struct BasicRMSprop {
  Tensor<float> learning_rate{0.001f};
  Tensor<float> rho{0.9f};
  Tensor<float> momentum{Momentum ? 0.9f : 0.f};  ///< Read where the type has momentum.
  Tensor<float> epsilon{1e-7f};
  TENON_MODULE(BasicRMSprop, learning_rate, rho, momentum, epsilon);
  static constexpr char name[] = "rmsprop";

  template <class V>
  using Slots = detail::RMSpropSlots<V, Centered, Momentum>;
  constexpr auto begin(auto&) const { return learning_rate; }
  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& rate, auto& context) const {
    using T = typename P::value_type;
    auto const v = detail::decayed(cast<T>(rho) * slots.velocity + (1.f - cast<T>(rho)) * square(g));
    context.assign(slots.velocity, v);
    auto const step = cast<T>(rate) * g * rsqrt_of(v, g, slots, context);
    if constexpr (Momentum) {
      auto const m = detail::decayed(cast<T>(momentum) * slots.momentum + step);
      context.assign(slots.momentum, m);
      return p - m;
    } else
      return p - step;
  }

 private:
  template <class V>
  constexpr auto rsqrt_of(V const& v, auto const& g, auto const& slots, auto& context) const {
    using T = typename V::value_type;
    if constexpr (Centered) {
      auto const average = detail::decayed(cast<T>(rho) * slots.average + (1.f - cast<T>(rho)) * g);
      context.assign(slots.average, average);
      return 1.f / sqrt(v - square(average) + cast<T>(epsilon));
    } else
      return 1.f / sqrt(v + cast<T>(epsilon));
  }
};
using RMSprop = BasicRMSprop<>;
using CenteredRMSprop = BasicRMSprop<true>;
using MomentumRMSprop = BasicRMSprop<false, true>;

}  // namespace tenon::nn
