// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/optimizer/adam.hpp>
#include <tenon/nn/optimizer/wrapper.hpp>

namespace tenon::nn {

/// Decoupled weight decay: Loshchilov and Hutter (2019). Before each step a parameter shrinks by learning_rate weight_decay of
/// itself. Those that should not, biases for example, get an optimizer without: `PerLayer<AdamW, On<"*.bias", Adam>>`.
template <class Opt, Number Default = 0.004>
struct WeightDecay : Opt {
  Tensor<float> weight_decay{Default.as<float>()};
  TENON_MODULE_EXTENDS(WeightDecay, Opt, weight_decay);

  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& step, auto& context) const {
    static_assert(diagnose::optimizer_has_a_learning_rate<Opt, detail::HasLearningRate<Opt>>, TENON_NO_LEARNING_RATE);
    if constexpr (detail::HasLearningRate<Opt>) {
      auto const part = cast<typename P::value_type>(this->learning_rate * weight_decay);
      return Opt::update(P(p - part * p), g, slots, step, context);
    } else
      return Opt::update(p, g, slots, step, context);
  }
};

/// Adam with weight decay, Keras' default of 0.004.
using AdamW = WeightDecay<Adam>;

}  // namespace tenon::nn
