// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>
#include <tenon/op/power.hpp>
#include <tenon/shape/number.hpp>

namespace tenon::nn {

/// Follow the regularised leader: McMahan et al. (2013), with Keras' shrinkage and beta. For wide models, whose weights it makes
/// exactly zero: `l1_regularization_strength`. The power of the accumulator is a part of the type; the usual one is a root.
template <Number LearningRatePower = -0.5>
struct BasicFtrl {
  static_assert(LearningRatePower.value() <= 0, "Ftrl: the power of the learning rate must not be positive");
  Tensor<float> learning_rate{0.001f};
  Tensor<float> initial_accumulator_value{0.1f};
  Tensor<float> l1_regularization_strength{0.f};
  Tensor<float> l2_regularization_strength{0.f};
  Tensor<float> l2_shrinkage_regularization_strength{0.f};
  Tensor<float> beta{0.f};
  TENON_MODULE(BasicFtrl, learning_rate, initial_accumulator_value, l1_regularization_strength, l2_regularization_strength,
               l2_shrinkage_regularization_strength, beta);
  static constexpr char name[] = "ftrl";

  /// The sum of squares lacks the initial value, as Adagrad's does.
  template <class V>
  struct Slots {
    V accumulator;
    V linear;
    TENON_MODULE(Slots, accumulator, linear);
  };
  constexpr auto begin(auto&) const { return learning_rate; }
  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& rate, auto& context) const {
    using T = typename P::value_type;
    auto const lr = cast<T>(rate);
    auto const start = cast<T>(initial_accumulator_value), l1 = cast<T>(l1_regularization_strength);
    auto const l2 = cast<T>(l2_regularization_strength) + cast<T>(beta) / (2.f * lr);
    auto const sum = slots.accumulator + square(g);
    auto const root = powered(sum + start) / lr;
    auto const shrunk = g + 2.f * cast<T>(l2_shrinkage_regularization_strength) * p;
    auto const linear = slots.linear + shrunk - (root - powered(slots.accumulator + start) / lr) * p;
    context.assign(slots.accumulator, sum);
    context.assign(slots.linear, linear);
    return (minimum(maximum(linear, -l1), l1) - linear) / (root + 2.f * l2);
  }

 private:
  template <class X>
  static constexpr auto powered(X const& x) {
    if constexpr (LearningRatePower.value() == -0.5)
      return sqrt(x);
    else
      return pow(x, -LearningRatePower.template as<typename X::value_type>());
  }
};
using Ftrl = BasicFtrl<>;

}  // namespace tenon::nn
