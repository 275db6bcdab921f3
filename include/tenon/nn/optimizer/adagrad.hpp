// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>

namespace tenon::nn {

/// Adagrad: Duchi et al. (2011). a = a + g^2, from an initial value on; p - rate g / sqrt(a + epsilon).
struct Adagrad {
  Tensor<float> learning_rate{0.001f};
  Tensor<float> initial_accumulator_value{0.1f};
  Tensor<float> epsilon{1e-7f};
  TENON_MODULE(Adagrad, learning_rate, initial_accumulator_value, epsilon);
  static constexpr char name[] = "adagrad";

  /// The sum of the squares; the initial value is added where it is read, so a slot starts as zeros like any other.
  template <class V>
  struct Slots {
    V accumulator;
    TENON_MODULE(Slots, accumulator);
  };
  constexpr auto begin(auto&) const { return learning_rate; }
  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& rate, auto& context) const {
    using T = typename P::value_type;
    auto const a = slots.accumulator + square(g);
    context.assign(slots.accumulator, a);
    return p - cast<T>(rate) * g / sqrt(a + cast<T>(initial_accumulator_value + epsilon));
  }
};

}  // namespace tenon::nn
