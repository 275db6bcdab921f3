// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/signature.hpp>

/// What layers, losses, metrics and optimizers are. None of them is a base class: a module that has the member
/// functions is one.
namespace tenon {

namespace nn::detail {
using AnyContext = Context<true>;

using tenon::detail::HasCall;

/// Whether a layer or model has the usual `call(auto const& x)`, without instantiating it: the call is ambiguous beside one of
/// the same form. What is asked so can be called outside of a requires-expression, whose errors have more to read.
struct PlainCall {
  template <class X>
  void call(X const&) const;
};
template <class L>
struct PlainCallProbe : L, PlainCall {
  using L::call;
  using PlainCall::call;
};
template <class L, class X>
inline constexpr bool takes_input_alone = false;
template <class L, class X>
  requires(std::is_class_v<L> && !std::is_final_v<L>)
inline constexpr bool takes_input_alone<L, X> = !requires(PlainCallProbe<L> const& l, X const& x) { l.call(x); };

/// Whether a layer with a rule of its own (`accepts<S>`) takes inputs of shape S. Without a rule its call is the check.
template <class L, class S>
constexpr bool accepts_input() {
  if constexpr (requires { L::template accepts<S>; })
    return L::template accepts<S>;
  else
    return true;
}
}  // namespace nn::detail

/// A module with `call(x)` or `call(x, context)` for inputs of shape [batch, S...] and dtype T.
template <class L, class S, class T = float>
concept Layer = Module<L> && nn::detail::HasCall<L> && nn::detail::accepts_input<L, S>() &&
                (requires(L const& l, typename nn::detail::WithBatch<T, S>::template traced<1> const& x) { l.call(x); } ||
                 requires(L const& l, typename nn::detail::WithBatch<T, S>::template traced<1> const& x, nn::detail::AnyContext& c) { l.call(x, c); });

namespace nn::detail {
/// A loss or metric for rows of the output Out and of the labels Y.
template <class L, class Out, class Y>
concept LossFor = Module<L> && requires(L const& l, BatchOf<Y, 2> const& y, BatchOf<Out, 2> const& p) {
  requires std::is_same_v<typename decltype(l.call(y, p))::shape_type, Shape<2>>;
};
template <class M, class Out, class Y>
concept MetricFor = Module<M> && requires(M const& m, BatchOf<Y, 1> const& y, BatchOf<Out, 1> const& p,
                                          Traced<float, Shape<1>> const& w, AnyContext& c) {
  m.update(y, p, w, c);
  m.result();
};
template <class L, class S, class T>
using LabelsFor = typename LabelsOfLoss<L, typename InputOf<S, T>::type>::type;
}  // namespace nn::detail

/// A module with `call(y_true, y_pred)` that gives one value a sample: [batch, S...], [batch, S...] -> [batch]. One that takes
/// other labels has `labels<Output>`: nn/signature.hpp.
template <class L, class S = Shape<1>, class T = float>
concept Loss = nn::detail::LossFor<L, typename nn::detail::InputOf<S, T>::type, nn::detail::LabelsFor<L, S, T>>;

/// A module whose variables accumulate: `update(y_true, y_pred, weights, context)` a batch, `result()` at any time. The labels
/// are those of the loss; one that takes certain labels only says so as a loss does.
template <class M, class S = Shape<1>, class T = float>
concept Metric = nn::detail::MetricFor<M, typename nn::detail::InputOf<S, T>::type, nn::detail::LabelsFor<M, S, T>>;

/// A module with `Slots<Variable>` (the state a parameter needs), `begin(context)` once a step, and
/// `update(parameter, gradient, slots, step, context)` that gives the parameter's new value.
template <class O>
concept Optimizer =
    Module<O> && requires(O const& o, nn::detail::AnyContext& c, Traced<float, Shape<2>> const& p,
                          typename O::template Slots<Variable<float, 2>> const& s) { o.update(p, p, s, o.begin(c), c); };

}  // namespace tenon
