// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/recurrent_state.hpp>

/// Models of sequences used sample by sample. A voice is a value: the state of one sequence (or of B at once), apart from the
/// model, whose parameters all voices share.
///
///   auto voice = nn::initial_state(model);
///   for (float x : signal) y = nn::step(model, tn::Tensor<float, 1>{x}, voice);
///
/// Each step is one program without allocation. Layers that remember nothing, such as Dense, are called as they are, on inputs
/// without the time axis; those that do have `call_step(x, state)` and say what they keep, `voice_state<B>`.
namespace tenon {

namespace diagnose {
template <class State, class Wanted>
inline constexpr bool state_is_that_of_the_model = std::is_same_v<State, Wanted>;
}  // namespace diagnose

#define TENON_VOICE_STATE                                                                                                        \
  "step: the state must be nn::StateOf<Model, B>, of B voices where the input is [B, features...], of one where it is "          \
  "[features...] (the state, the wanted one follow)"

namespace nn {

namespace detail {

template <class L, std::size_t B>
struct VoiceState : std::type_identity<Numbered<std::index_sequence<>>> {};
template <class L, std::size_t B>
  requires requires { typename L::template voice_state<B>; }
struct VoiceState<L, B> : std::type_identity<typename L::template voice_state<B>> {};
template <class L, std::size_t B>
  requires requires { L::layer_count; }
struct VoiceState<L, B> : VoiceState<typename L::tenon_module_type, B> {};
template <class In, class T, class Out, class... L, std::size_t... I, std::size_t B>
struct VoiceState<SequentialBase<In, Chain<T, Out, L...>, std::index_sequence<I...>>, B>
    : std::type_identity<Numbered<std::index_sequence<I...>, typename VoiceState<L, B>::type...>> {};

template <class L, class X, class State>
constexpr auto call_step(L const& layer, X const& x, State& state);

template <class V, class M, class S>
struct StepFeed {
  V value;
  M const& model;
  S& state;
};
template <class V, class M, class S, std::size_t I>
constexpr auto operator>>(StepFeed<V, M, S> const& f, std::integral_constant<std::size_t, I>) {
  auto y = call_step(f.model.template layer<I>(), f.value, f.state.template get<I>());
  return StepFeed<decltype(y), M, S>{y, f.model, f.state};
}
template <class L, class X, class State>
constexpr auto call_step(L const& layer, X const& x, State& state) {
  if constexpr (requires { layer.call_step(x, state); })
    return layer.call_step(x, state);
  else if constexpr (requires { L::layer_count; })
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return (StepFeed<X, L, State>{x, layer, state} >> ... >> std::integral_constant<std::size_t, I>{}).value;
    }(std::make_index_sequence<L::layer_count>{});
  else {
    Context<false, false> context(*x.builder());
    return call_layer(layer, x, context);
  }
}

/// Axes of a step's input, without the batch.
template <class L>
constexpr std::size_t step_rank() {
  if constexpr (requires { L::step_rank; })
    return L::step_rank;
  else
    return L::input_shape::rank - 1;
}

/// How many voices an input of shape S is for.
template <class L, class S>
constexpr std::size_t voices_of() {
  if constexpr (S::rank == step_rank<L>() + 1)
    return std::size_t(dims_of<S>[0]);
  else
    return 1;
}

struct VoiceStep {
  template <class L, class X, class State>
  constexpr auto operator()(L const& layer, X const& x, State& state) const {
    if constexpr (X::shape_type::rank == step_rank<L>())
      return squeeze<0>(call_step(layer, expand<0>(x), state));
    else
      return call_step(layer, x, state);
  }
};

}  // namespace detail

/// The state of B voices of a model, a module of variables: zeros. Copies are independent.
template <class Model, std::size_t B = 1>
using StateOf = typename detail::VoiceState<Model, B>::type;
template <std::size_t B = 1, class Model>
constexpr StateOf<Model, B> initial_state(Model const&) {
  return {};
}

/// One step of a voice: changes its state and nothing else, so voices of one model may run in as many threads as there are.
/// Inputs have no time axis.   [features...] or [batch, features...] -> the output of the step
template <class Model, class X, class State>
auto step(Model const& model, X const& x, State& state) {
  constexpr std::size_t batch = detail::voices_of<Model, typename X::shape_type>();
  static_assert(diagnose::state_is_that_of_the_model<State, StateOf<Model, batch>>, TENON_VOICE_STATE);
  if constexpr (std::is_same_v<State, StateOf<Model, batch>>)
    return Function<detail::VoiceStep>{}(model, x, state);
  else
    return Invalid{};
}

namespace detail {
struct CallKeepingState {
  template <class M, class... X>
  constexpr auto operator()(M& m, X const&... x) const {
    return m.call(x...);
  }
};
}  // namespace detail

/// A call that keeps what it assigns to the variables of the model, as those of `Stateful` layers: `m.call(x...)`. (`m(x)` and
/// `tn::call(m, x)` leave a model as it is, and a training keeps its state.)
template <class Model, class... X>
auto call_keeping_state(Model& model, X const&... x) {
  return Function<detail::CallKeepingState>{}(model, x...);
}

}  // namespace nn
}  // namespace tenon
