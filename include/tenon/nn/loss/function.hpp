// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/per_sample.hpp>

namespace tenon::diagnose {
template <class F>
inline constexpr bool loss_has_no_captures = std::is_empty_v<F> && std::is_default_constructible_v<F>;
}  // namespace tenon::diagnose

namespace tenon::nn {

/// A loss of any callable without captures: f(y_true, y_pred) gives values of which the first axis is the batch, and their mean
/// is taken over the others. What it depends on beside is a field of a struct with `call`, or of a `Bound` function.
template <class Callable>
struct LossFunction {
  TENON_MODULE(LossFunction);
  static constexpr char name[] = "loss";
  constexpr auto call(auto const& y_true, auto const& y_pred) const { return mean_per_sample(values(y_true, y_pred)); }
  /// What f gives, one value or more a sample.
  constexpr auto values(auto const& y_true, auto const& y_pred) const { return Callable{}(y_true, y_pred); }
};

/// A loss of a callable with a hyper-parameter, which is set at run time and saved: f(y_true, y_pred, parameter).
template <class Callable, class Parameter>
struct BoundLoss {
  Parameter parameter;
  TENON_MODULE(BoundLoss, parameter);
  static constexpr char name[] = "loss";
  constexpr auto call(auto const& y_true, auto const& y_pred) const { return mean_per_sample(values(y_true, y_pred)); }
  constexpr auto values(auto const& y_true, auto const& y_pred) const { return Callable{}(y_true, y_pred, parameter); }
};

/// Makes a loss of a lambda or function object: `nn::loss([](auto const& y, auto const& p) { return tn::abs(y - p); })`.
template <class F>
constexpr auto loss(F const&) {
  static_assert(diagnose::loss_has_no_captures<F>,
                "nn::loss: the function captures something: hand it over behind the function, as a hyper-parameter");
  if constexpr (diagnose::loss_has_no_captures<F>)
    return LossFunction<F>{};
  else
    return Invalid{};
}
/// With a hyper-parameter, a number or a tensor or a module:
///   constexpr auto create_huber(float threshold) {
///     return nn::loss([](auto const& y, auto const& p, auto const& threshold) { ... }, threshold);
///   }
template <class F, class P>
constexpr auto loss(F const&, P const& parameter) {
  static_assert(diagnose::loss_has_no_captures<F>,
                "nn::loss: the function captures something: hand it over behind the function, as a hyper-parameter");
  if constexpr (!diagnose::loss_has_no_captures<F>)
    return Invalid{};
  else if constexpr (std::is_arithmetic_v<P>)
    return BoundLoss<F, Tensor<P>>{Tensor<P>{parameter}};
  else
    return BoundLoss<F, P>{parameter};
}

namespace detail {
/// Whether a class has an operator(), found by its name.
struct NamedOperator {
  void operator()();
};
template <class F>
struct OperatorProbe : F, NamedOperator {};
template <class F>
concept IsCallable = std::is_class_v<F> && !std::is_final_v<F> && !requires { &OperatorProbe<F>::operator(); };

/// What stands for a loss: a module itself, a callable without captures as a module of it.
template <class L>
constexpr auto loss_of() {
  if constexpr (!Module<L> && diagnose::loss_has_no_captures<L> && IsCallable<L>)
    return std::type_identity<LossFunction<L>>{};
  else
    return std::type_identity<L>{};
}
template <class L>
using LossOf = typename decltype(loss_of<L>())::type;
template <class L>
constexpr LossOf<L> as_loss(L const& l) {
  if constexpr (std::is_same_v<LossOf<L>, L>)
    return l;
  else
    return {};
}
}  // namespace detail

}  // namespace tenon::nn
