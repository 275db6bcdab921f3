// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/optimizer/wrapper.hpp>
#include <tenon/op/division.hpp>

namespace tenon::nn {

/// An exponential moving average of the parameters beside them: Polyak and Juditsky (1992). average = ema_momentum average +
/// (1 - ema_momentum) p; the first step starts it. `swap_averages(net, slots)` exchanges the two, for an evaluation.
/// With `OverwriteEvery` the parameters themselves become the average every so many steps.
template <class Opt, int OverwriteEvery = 0>
struct Ema : Opt {
  Tensor<float> ema_momentum{0.99f};
  Variable<std::int32_t> ema_steps{0};
  TENON_MODULE_EXTENDS(Ema, Opt, ema_momentum, ema_steps);

  template <class V>
  struct Slots : Opt::template Slots<V> {
    using Base = typename Opt::template Slots<V>;
    V average;
    TENON_MODULE_EXTENDS(Slots, Base, average);
  };
  template <class Inner>
  struct Step {
    Inner inner;
    Traced<float, Shape<>> momentum;
    Traced<bool, Shape<>> overwrite;
  };
  constexpr auto begin(auto& context) const {
    auto inner = Opt::begin(context);
    auto const steps = detail::value_of(*this, detail::at_use(context, *this).ema_steps + 1);
    auto const momentum = where(steps == 1, 0.f, ema_momentum);
    auto const overwrite = remainder(steps, OverwriteEvery > 0 ? OverwriteEvery : 1) == 0;
    context.assign(ema_steps, steps);
    return Step<decltype(inner)>{inner, momentum, overwrite};
  }
  template <class S>
  constexpr void observe(auto const& g, S const& slots, auto& step, auto& context) const {
    detail::observe<Opt>(*this, g, static_cast<typename S::Base const&>(slots), step.inner, context);
  }
  constexpr void observed(auto& step, auto& context) const { detail::observed<Opt>(*this, step.inner, context); }
  template <class P, class S>
  constexpr auto update(P const& p, auto const& g, S const& slots, auto const& step, auto& context) const {
    P const next = Opt::update(p, g, static_cast<typename S::Base const&>(slots), step.inner, context);
    auto const momentum = cast<typename P::value_type>(step.momentum);
    auto const average = momentum * slots.average + (1.f - momentum) * next;
    context.assign(slots.average, average);
    if constexpr (OverwriteEvery > 0)
      return where(step.overwrite, average, next);
    else
      return next;
  }
};

}  // namespace tenon::nn
