// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/optimizer/wrapper.hpp>

namespace tenon::nn {

/// An optimizer whose learning rate is a function of the number of the step, from 0: a schedule is a module with `call(step)`,
/// `step` being a scalar float. It is a part of the program of a step; `learning_rate` is what the last one used.
template <class Opt, class Schedule>
struct Scheduled : Opt {
  Schedule schedule;
  Variable<std::int32_t> iterations{0};
  TENON_MODULE_EXTENDS(Scheduled, Opt, schedule, iterations);

  constexpr auto begin(auto& context) const {
    static_assert(diagnose::optimizer_has_a_learning_rate<Opt, detail::HasLearningRate<Opt>>, TENON_NO_LEARNING_RATE);
    if constexpr (detail::HasLearningRate<Opt>) {
      auto const& self = detail::at_use(context, *this);
      auto const rate = schedule.call(detail::value_of(self, cast<float>(self.iterations)));
      static_assert(
          diagnose::schedule_gives_a_number<Schedule, std::is_same_v<typename decltype(rate * 1.f)::shape_type, Shape<>>>,
          "Scheduled: the schedule's call(step) must give a scalar float (its type follows)");
      context.set(this->learning_rate.mark().leaf, tenon::detail::lift(*detail::builder_of(*this), rate).id);
    }
    context.assign(iterations, detail::at_use(context, *this).iterations + 1);
    return Opt::begin(context);
  }
};

/// An optimizer whose steps are multiplied by a number: one group of parameters faster than another.
template <class Opt, Number Default = 1>
struct RateMultiplier : Opt {
  Tensor<float> multiplier{Default.as<float>()};
  TENON_MODULE_EXTENDS(RateMultiplier, Opt, multiplier);

  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& step, auto& context) const {
    return p + cast<typename P::value_type>(multiplier) * (Opt::update(p, g, slots, step, context) - p);
  }
};

}  // namespace tenon::nn
