// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/grad.hpp>
#include <tenon/autodiff/wrt.hpp>
#include <tenon/nn/concepts.hpp>
#include <tenon/nn/optimizer/wrapper.hpp>

/// From gradients to updates: the state that an optimizer keeps for each parameter, and what a step does with it.
namespace tenon::diagnose {
template <FieldPath Path, class Paths, bool Exists>
inline constexpr bool rule_matches_a_parameter = Exists;
}  // namespace tenon::diagnose

#define TENON_NO_PARAMETER_AT                                                                                                    \
  "PerLayer: the model has no trained parameter at this path (path, those of the parameters follow); a path leads to a "         \
  "parameter or a module, \"*.bias\" to all of a name"

namespace tenon::nn::detail {

/// The state of one parameter under its path, for optimizers that choose by path.
template <FieldPath Path, class T, class S>
struct VariableAt : BasicVariable<T, S> {
  static constexpr auto path = Path;
};

template <class V>
using StateOrNothing = std::conditional_t<std::is_empty_v<V>, tenon::detail::Absent, V>;

/// The state an optimizer keeps for the parameter at a path.
template <class Opt, FieldPath Path = tenon::detail::no_path>
struct SlotsOf {
  template <class T, class S>
  using state = typename Opt::template Slots<BasicVariable<T, S>>;
  template <class T, class S>
  using leaf = StateOrNothing<state<T, S>>;
};
template <class Opt>
concept ChoosesByPath = requires { requires Opt::chooses_by_path; };
/// Whether its paths lead to parameters of a model: `PathCheckOf<Opt, Net>::ok`, else what is wrong.
template <class Opt, class Net>
struct PathCheckOf : tenon::detail::NoFaultyField {};
template <ChoosesByPath Opt, class Net>
struct PathCheckOf<Opt, Net> : Opt::template path_check<Net> {};
template <ChoosesByPath Opt, FieldPath Path>
struct SlotsOf<Opt, Path> {
  template <FixedString Name>
  using in = SlotsOf<Opt, tenon::detail::path_joined(Path, Name)>;
  template <class T, class S>
  using state = typename Opt::template Slots<VariableAt<Path, T, S>>;
  template <class T, class S>
  using leaf = StateOrNothing<state<T, S>>;
};
/// The state of all parameters of a module, under their names.
template <class Opt, class M>
using SlotTree = ParamTree<M, SlotsOf<Opt>>;

template <class Tree>
struct KindOfTree;
template <class M, class Kind>
struct KindOfTree<ParamTree<M, Kind>> : std::type_identity<Kind> {};

/// Calls f(parameter, state) for each parameter of a module with the entry of a slot tree that is its.
template <class M, class Tree, class F>
constexpr void for_each_param_with_slots(M& m, Tree& tree, F const& f) {
  using Kind = typename KindOfTree<std::remove_const_t<Tree>>::type;
  [&]<class... A, std::size_t... I>(tenon::detail::Fields<A...>, std::index_sequence<I...>) {
    auto visit = [&]<std::size_t J>(auto accessor, std::integral_constant<std::size_t, J>) {
      auto& field = accessor(m);
      using X = std::remove_cvref_t<decltype(field)>;
      using Slot = tenon::detail::SlotAccessor<int(J)>;
      if constexpr (requires { X::is_param; }) {
        using At = typename tenon::detail::KindInside<Kind, decltype(accessor)>::type;
        using State = typename At::template state<typename X::value_type, typename X::shape_type>;
        if constexpr (std::is_empty_v<State>)
          f(field, State{});
        else
          f(field, Slot::get(tree));
      } else if constexpr (Module<X>) {
        if constexpr (parameter_count<X> > 0) for_each_param_with_slots(field, Slot::get(tree), f);
      }
    };
    (visit(A{}, std::integral_constant<std::size_t, I>{}), ...);
  }(tenon::detail::FieldsOf<M>{}, std::make_index_sequence<tenon::detail::FieldsOf<M>::count>{});
}

/// Parameters and their gradients as nodes, in the order of the parameters.
struct RecordedGradients {
  tenon::detail::List<NodeId> parameters, gradients;
};

/// What the loss is multiplied by before gradients are taken.
template <class Opt>
constexpr NodeId loss_scale(Builder& b, NodeId objective, Opt const& optimizer) {
  DType const dtype = b[objective].dtype;
  if constexpr (requires { optimizer.loss_scale(); })
    return cast(b, optimizer.loss_scale().id(), dtype);
  else
    return b.constant(dtype, Dims{}, 1.0);
}

/// Records the gradients of an objective with respect to the parameters of a module.
template <class Net, class Opt>
constexpr RecordedGradients record_gradients(Net const& net, Builder& b, NodeId objective, Opt const& optimizer) {
  RecordedGradients r;
  tenon::detail::for_each_param(net, [&](auto const& p) { r.parameters.push_back(tenon::detail::lift(b, p).id); });
  r.gradients = derive(b, objective, loss_scale(b, objective, optimizer), r.parameters);
  return r;
}

/// Records a step of an optimizer: its state and the parameters have new versions then. `step` is what its `begin` gave.
template <class Net, class Opt, class Slots, class Step, class C>
constexpr void apply_gradients(Net const& net, Opt const& optimizer, Slots const& slots, RecordedGradients const& r, Step& step,
                               C& context) {
  // A plain loop over the recorded values: f(parameter of the module, its value, its gradient, its state).
  auto each = [&](auto const& f) {
    int i = 0;
    for_each_param_with_slots(net, slots, [&](auto const& p, auto const& state) {
      using P = std::remove_cvref_t<decltype(p)>;
      using V = Traced<typename P::value_type, typename P::shape_type>;
      Builder* const b = p.mark().builder;
      f(p, V(b, r.parameters[i]), V(b, r.gradients[i]), state);
      ++i;
    });
  };
  if constexpr (ObservesGradients<Opt>) {
    each([&](auto const&, auto const&, auto const& g, auto const& state) { optimizer.observe(g, state, step, context); });
    optimizer.observed(step, context);
  }
  each([&](auto const& p, auto const& value, auto const& g, auto const& state) {
    using P = std::remove_cvref_t<decltype(p)>;
    auto const next = optimizer.update(value, g, state, step, context);
    Builder& b = *p.mark().builder;
    if constexpr (tenon::detail::is_constrained<P>)
      context.set(p.mark().leaf, tenon::detail::lift(b, tenon::detail::constrained<typename P::constraint_type>(next)).id);
    else
      context.set(p.mark().leaf, tenon::detail::lift(b, next).id);
  });
}

}  // namespace tenon::nn::detail

namespace tenon::nn {

/// Exchanges the parameters of a model with their averages, which an `Ema` keeps in its slots; once more brings them back.
template <class Net, class Slots>
constexpr void swap_averages(Net& net, Slots& slots) {
  detail::for_each_param_with_slots(net, slots, [](auto& p, auto& state) {
    static_assert(requires { state.average; }, "swap_averages: the optimizer keeps no averages; wrap it: Ema<Adam>");
    for (std::size_t i = 0; i < p.size; ++i) {
      auto const x = p.data()[i];
      p.data()[i] = state.average.data()[i];
      state.average.data()[i] = x;
    }
  });
}
/// The same for a trainer: `swap_averages(trainer)`.
template <class Trainer>
  requires requires(Trainer& t) { t.step().state.slots; }
void swap_averages(Trainer& trainer) {
  swap_averages(trainer.model(), trainer.step().state.slots);
}

}  // namespace tenon::nn
