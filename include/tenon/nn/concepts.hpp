// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>

/// What layers, losses, metrics and optimizers are. None of them is a base class: a module that has the member
/// functions is one.
namespace tenon {

namespace nn::detail {
template <class T, class S>
struct WithBatch;
template <class T, std::size_t... D>
struct WithBatch<T, Shape<D...>> {
  template <std::size_t B>
  using traced = Traced<T, Shape<B, D...>>;
};
template <class S>
struct WithoutBatch;
template <std::size_t B, std::size_t... D>
struct WithoutBatch<Shape<B, D...>> : std::type_identity<Shape<D...>> {};

using AnyContext = Context<true>;

using tenon::detail::HasCall;

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

/// A module with `call(y_true, y_pred)` that gives one value a sample: [batch, S...], [batch, S...] -> [batch].
template <class L, class S = Shape<1>, class T = float>
concept Loss = Module<L> && requires(L const& l, typename nn::detail::WithBatch<T, S>::template traced<2> const& y) {
  requires std::is_same_v<typename decltype(l.call(y, y))::shape_type, Shape<2>>;
};

/// A module whose variables accumulate: `update(y_true, y_pred, weights, context)` a batch, `result()` at any time.
template <class M, class S = Shape<1>, class T = float>
concept Metric = Module<M> && requires(M const& m, typename nn::detail::WithBatch<T, S>::template traced<1> const& y,
                                       Traced<T, Shape<1>> const& w, nn::detail::AnyContext& c) {
  m.update(y, y, w, c);
  m.result();
};

/// A module with `Slots<Variable>` (the state a parameter needs), `begin(context)` once a step, and
/// `update(parameter, gradient, slots, step, context)` that gives the parameter's new value.
template <class O>
concept Optimizer =
    Module<O> && requires(O const& o, nn::detail::AnyContext& c, Traced<float, Shape<2>> const& p,
                          typename O::template Slots<Variable<float, 2>> const& s) { o.update(p, p, s, o.begin(c), c); };

}  // namespace tenon
