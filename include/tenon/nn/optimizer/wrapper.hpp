// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>
#include <tenon/shape/number.hpp>

/// Optimizers that change another one are derived from it: `Ema<WeightDecay<ClipNorm<Adam>>>` has the fields of all four, and
/// what is not named costs nothing. The outermost sees a gradient first.
///
/// A wrapper has what an optimizer has, and calls that of its base: `Slots<V>`, `begin`, `update`. Two more functions are called
/// where `static constexpr bool observes = true`, between `begin` and the first `update`:
///
///   observe(g, slots, step, context)    for every gradient: what depends on all of them is gathered in `step`
///   observed(step, context)             when all have been seen
///
/// One that changes gradients hands the changed ones to its base's `observe`; equal expressions are recorded once. One whose
/// `begin` gives more than its base's hands on `step.inner`. `loss_scale()`, if there is one, is what the loss is multiplied by.
namespace tenon {

namespace diagnose {
template <class Opt, bool Has>
inline constexpr bool optimizer_has_a_learning_rate = Has;
template <class Schedule, bool Gives>
inline constexpr bool schedule_gives_a_number = Gives;
}  // namespace diagnose

#define TENON_NO_LEARNING_RATE                                                                                                   \
  "optimizer: this wrapper needs the learning_rate of what it wraps, which has none (its type follows); inside of PerLayer it "  \
  "wraps the optimizers of the layers"

namespace nn::detail {

template <class Opt>
concept HasLearningRate = requires(Opt const& o) { o.learning_rate; };

template <class Opt, class G, class Slots, class Step, class C>
constexpr void observe(Opt const& optimizer, G const& g, Slots const& slots, Step& step, C& context) {
  if constexpr (requires { optimizer.observe(g, slots, step, context); }) optimizer.observe(g, slots, step, context);
}
template <class Opt, class Step, class C>
constexpr void observed(Opt const& optimizer, Step& step, C& context) {
  if constexpr (requires { optimizer.observed(step, context); }) optimizer.observed(step, context);
}

/// An optimizer that looks at all gradients before it uses one.
template <class Opt>
concept ObservesGradients = requires { requires Opt::observes; };

/// The recording that a marked module is part of.
template <class M>
constexpr Builder* builder_of(M const& module) {
  Builder* b = nullptr;
  for_each_tensor(module, [&b](Path const&, auto const& t) { b = t.mark().builder; });
  return b;
}
/// A constant.
template <class M>
constexpr Traced<float, Shape<>> scalar(M const& module, double x) {
  Builder* const b = builder_of(module);
  return {b, b->constant(DType::f32, Dims{}, x)};
}
template <class M>
constexpr Traced<bool, Shape<>> scalar(M const& module, bool x) {
  Builder* const b = builder_of(module);
  return {b, b->constant(DType::boolean, Dims{}, x ? 1. : 0.)};
}
/// An expression of a module's tensors as a value of the recording.
template <class M, class X>
constexpr Traced<typename X::value_type, typename X::shape_type> value_of(M const& module, X const& x) {
  Builder* const b = builder_of(module);
  return {b, tenon::detail::lift(*b, x).id};
}

/// The new values of a module's tensors count only if a condition holds: what they were before is kept otherwise.
class Versions {
 public:
  template <class M>
  constexpr Versions(M const& module, Builder& b) : builder_(&b) {
    for_each_tensor(module, [this](Path const&, auto const& t) { before_.push_back(builder_->current[t.mark().leaf]); });
  }
  template <class M, class Condition>
  constexpr void keep_unless(Condition const& condition, M const& module) const {
    int i = 0;
    for_each_tensor(module, [&](Path const&, auto const& t) {
      using X = std::remove_cvref_t<decltype(t)>;
      using V = Traced<typename X::value_type, typename X::shape_type>;
      NodeId& now = builder_->current[t.mark().leaf];
      NodeId const old = before_[i++];
      if (now != old) now = where(condition, V(builder_, now), V(builder_, old)).id();
    });
  }

 private:
  Builder* builder_;
  tenon::detail::List<NodeId> before_;
};

}  // namespace nn::detail
}  // namespace tenon
