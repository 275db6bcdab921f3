// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/optimizer/wrapper.hpp>
#include <tenon/op/composite.hpp>
#include <tenon/op/statistics.hpp>

/// Loss scaling: Micikevicius et al. (2018). Gradients are taken of a multiple of the loss, so that small ones survive in a
/// narrow dtype, and divided before they are used. What a training reports is the loss itself.
namespace tenon::nn {

/// A fixed scale: Keras' loss_scale_factor.
template <class Opt, Number Default = 1>
struct FixedLossScale : Opt {
  Tensor<float> loss_scale_factor{Default.as<float>()};
  TENON_MODULE_EXTENDS(FixedLossScale, Opt, loss_scale_factor);

  constexpr auto loss_scale() const { return detail::value_of(*this, loss_scale_factor); }
  template <class G>
  constexpr void observe(G const& g, auto const& slots, auto& step, auto& context) const {
    detail::observe<Opt>(*this, g / cast<typename G::value_type>(loss_scale_factor), slots, step, context);
  }
  template <class G>
  constexpr auto update(auto const& p, G const& g, auto const& slots, auto const& step, auto& context) const {
    return Opt::update(p, g / cast<typename G::value_type>(loss_scale_factor), slots, step, context);
  }
};

/// A scale that finds itself, Keras' LossScaleOptimizer: it doubles after dynamic_growth_steps steps whose gradients were all
/// finite. A step with one that is not halves it and changes nothing else.
template <class Opt>
struct LossScale : Opt {
  Tensor<std::int32_t> dynamic_growth_steps{2000};
  Variable<float> dynamic_scale{32768.f};
  Variable<std::int32_t> step_counter{0};
  TENON_MODULE_EXTENDS(LossScale, Opt, dynamic_growth_steps, dynamic_scale, step_counter);
  static constexpr bool observes = true;

  template <class Inner>
  struct Step {
    Inner inner;
    Traced<bool, Shape<>> finite;
    Traced<float, Shape<>> scale;
    detail::Versions before;
  };
  constexpr auto loss_scale() const { return detail::value_of(*this, dynamic_scale); }
  constexpr auto begin(auto& context) const {
    detail::Versions const before(static_cast<Opt const&>(*this), *detail::builder_of(*this));
    auto inner = Opt::begin(context);
    return Step<decltype(inner)>{inner, detail::scalar(*this, true), loss_scale(), before};
  }
  template <class G>
  constexpr void observe(G const& g, auto const& slots, auto& step, auto& context) const {
    step.finite = step.finite && all_of(isfinite(g));
    detail::observe<Opt>(*this, g / cast<typename G::value_type>(step.scale), slots, step.inner, context);
  }
  constexpr void observed(auto& step, auto& context) const {
    detail::observed<Opt>(*this, step.inner, context);
    auto const& self = detail::at_use(context, *this);
    auto const grows = detail::value_of(*this, self.step_counter + 1 >= dynamic_growth_steps);
    context.assign(step_counter, where(step.finite && !grows, self.step_counter + 1, 0));
    context.assign(dynamic_scale, where(step.finite, where(grows, step.scale * 2.f, step.scale), step.scale * 0.5f));
    step.before.keep_unless(step.finite, static_cast<Opt const&>(*this));
  }
  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& step, auto& context) const {
    detail::Versions const before(slots, *detail::builder_of(*this));
    auto const next = Opt::update(p, g / cast<typename P::value_type>(step.scale), slots, step.inner, context);
    before.keep_unless(step.finite, slots);
    return where(step.finite, next, p);
  }
};

}  // namespace tenon::nn
