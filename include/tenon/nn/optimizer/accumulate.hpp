// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/optimizer/wrapper.hpp>

namespace tenon::nn {

/// Gradient accumulation: one update for the mean gradient of so many steps, whose number is counted by what it wraps; in between
/// nothing moves. Every step reads and writes all slots, so it buys a larger batch in less memory, not time.
template <class Opt, int Steps = 2>
struct Accumulate : Opt {
  static_assert(Steps >= 1, "Accumulate: at least one step an update");
  Tensor<std::int32_t> gradient_accumulation_steps{Steps};
  Variable<std::int32_t> accumulated{0};
  TENON_MODULE_EXTENDS(Accumulate, Opt, gradient_accumulation_steps, accumulated);

  template <class V>
  struct Slots : Opt::template Slots<V> {
    using Base = typename Opt::template Slots<V>;
    V gradient;
    TENON_MODULE_EXTENDS(Slots, Base, gradient);
  };
  template <class Inner>
  struct Step {
    Inner inner;
    Traced<bool, Shape<>> now;
    Traced<float, Shape<>> part;
  };
  constexpr auto begin(auto& context) const {
    auto const count = detail::value_of(*this, detail::at_use(context, *this).accumulated + 1);
    auto const now = count >= gradient_accumulation_steps;
    auto const part = 1.f / cast<float>(count);
    context.assign(accumulated, where(now, 0, count));
    Opt const& base = *this;
    detail::Versions const before(base, *detail::builder_of(*this));
    auto inner = Opt::begin(context);
    before.keep_unless(now, base);
    return Step<decltype(inner)>{inner, now, part};
  }
  template <class G, class S>
  constexpr void observe(G const& g, S const& slots, auto& step, auto& context) const {
    auto const mean = (slots.gradient + g) * cast<typename G::value_type>(step.part);
    detail::observe<Opt>(*this, mean, static_cast<typename S::Base const&>(slots), step.inner, context);
  }
  constexpr void observed(auto& step, auto& context) const { detail::observed<Opt>(*this, step.inner, context); }
  template <class P, class S>
  constexpr auto update(P const& p, auto const& g, S const& slots, auto const& step, auto& context) const {
    auto const total = slots.gradient + g;
    context.assign(slots.gradient, where(step.now, 0.f, total));
    typename S::Base const& inner = slots;
    detail::Versions const before(inner, *detail::builder_of(*this));
    auto const next = Opt::update(p, total * cast<typename P::value_type>(step.part), inner, step.inner, context);
    before.keep_unless(step.now, inner);
    return where(step.now, next, p);
  }
};

}  // namespace tenon::nn
