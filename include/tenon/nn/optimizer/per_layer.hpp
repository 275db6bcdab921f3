// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/wrt.hpp>
#include <tenon/nn/optimizer/wrapper.hpp>

#include <tuple>

namespace tenon {

namespace diagnose {
template <FieldPath Path, class Opt, bool Is>
inline constexpr bool there_is_a_rule = Is;
}  // namespace diagnose

namespace nn {

/// An optimizer for what a path leads to: a parameter, a module with all that is in it, or, as in "*.bias", everything of that
/// name wherever it stands.
template <FieldPath Path, class Opt>
struct On {
  static constexpr auto path = Path;
  using optimizer = Opt;
};

/// The optimizer of parameters that keep their values. They have no state, and nothing is computed for their gradients.
struct Freeze {
  TENON_MODULE(Freeze);
  static constexpr char name[] = "freeze";
  template <class V>
  struct Slots {
    TENON_MODULE(Slots);
  };
  constexpr auto begin(auto&) const { return 0; }
  template <class P>
  constexpr P update(P const& p, auto const&, auto const&, auto const&, auto&) const {
    return p;
  }
};

namespace detail {

/// Whether a rule's path leads to a parameter's: the whole of it or its beginning, up to a dot; behind "*." from any dot on.
constexpr bool leads_to(char const* rule, char const* path) {
  bool const anywhere = rule[0] == '*' && rule[1] == '.';
  if (anywhere) rule += 2;
  for (bool start = true; *path != 0 && (start || anywhere); ++path) {
    if (start) {
      int i = 0;
      while (rule[i] != 0 && rule[i] == path[i]) ++i;
      if (rule[i] == 0 && (path[i] == 0 || path[i] == '.')) return true;
    }
    start = *path == '.';
  }
  return false;
}
constexpr bool same_path(char const* a, char const* b) {
  for (; *a != 0 && *a == *b; ++a) ++b;
  return *a == *b;
}
/// The first rule for a path, -1 where there is none.
template <FieldPath Path, class... Rule>
constexpr int rule_for() {
  int found = -1, i = 0;
  ((found = found < 0 && leads_to(Rule::path.text, Path.text) ? i : found, ++i), ...);
  return found;
}

/// Optimizer number I of a PerLayer, 0 is the one for the rest.
template <std::size_t I, class Opt>
struct PartOptimizer {
  Opt optimizer;
};
template <std::size_t I, FixedString Name>
struct PartField {
  static constexpr auto text = Name;
  static constexpr char const* c_str() { return text.text; }
  template <class Opt>
  static constexpr Opt& get(PartOptimizer<I, Opt>& p) {
    return p.optimizer;
  }
  template <class Opt>
  static constexpr Opt const& get(PartOptimizer<I, Opt> const& p) {
    return p.optimizer;
  }
  template <class P>
  constexpr auto& operator()(P& p) const {
    return get(p);
  }
};
template <FieldPath Path>
constexpr auto path_name() {
  constexpr auto trimmed = tenon::detail::path_trimmed<Path>();
  return FixedString(trimmed.text);
}

/// The state of a parameter, which knows its optimizer.
template <std::size_t I, class State>
struct PartSlots : State {
  static constexpr std::size_t part = I;
  using Base = State;
  TENON_MODULE_EXTENDS(PartSlots, State);
};

/// The paths of the trained parameters in an M.
template <FieldPath From, class X>
struct ParamPaths : std::type_identity<diagnose::there_is<>> {};
template <FieldPath From, class X>
  requires requires { X::is_param; }
struct ParamPaths<From, X> : std::type_identity<diagnose::there_is<tenon::detail::path_trimmed<From>()>> {};
template <FieldPath From, class M, class List>
struct ParamPathsOfFields;
template <FieldPath From, class M, class... F>
struct ParamPathsOfFields<From, M, tenon::detail::Fields<F...>>
    : tenon::detail::JoinedPaths<typename ParamPaths<tenon::detail::path_joined(From, F::text),
                                                     std::remove_cvref_t<decltype(F{}(std::declval<M&>()))>>::type...> {};
template <FieldPath From, class M>
  requires(Module<M> && parameter_count<M> > 0)
struct ParamPaths<From, M> : ParamPathsOfFields<From, M, tenon::detail::FieldsOf<M>> {};

template <FieldPath Rule, FieldPath... Path>
constexpr bool leads_to_one_of(diagnose::there_is<Path...>) {
  return (leads_to(Rule.text, Path.text) || ...);
}

template <FieldPath Path, class Paths>
struct PathCheck {
  static constexpr auto path = Path;
  using paths = Paths;
  static constexpr bool ok = leads_to_one_of<Path>(Paths{});
};

template <class Seq, class Default, class... Rule>
struct PerLayerBase;
template <std::size_t... I, class Default, class... Rule>
struct PerLayerBase<std::index_sequence<I...>, Default, Rule...> : PartOptimizer<0, Default>,
                                                                   PartOptimizer<I + 1, typename Rule::optimizer>... {
  using tenon_module_type = PerLayerBase;
  using tenon_fields = tenon::detail::Fields<PartField<0, "default">, PartField<I + 1, path_name<Rule::path>()>...>;
  static constexpr auto tenon_check() { return tenon::detail::FieldList<tenon_fields>::template check<PerLayerBase>(); }
  struct hana_accessors_impl {
    template <class F = tenon_fields>
    static constexpr auto apply() {
      return tenon::detail::hana_tuple_of(F{});
    }
  };
  static constexpr char name[] = "per_layer";
  static constexpr bool chooses_by_path = true;
  static constexpr bool observes = ObservesGradients<Default> || (ObservesGradients<typename Rule::optimizer> || ...);

  template <std::size_t J>
  using optimizer_type = std::tuple_element_t<J, std::tuple<Default, typename Rule::optimizer...>>;
  template <std::size_t J>
  constexpr auto& part() {
    return static_cast<PartOptimizer<J, optimizer_type<J>>&>(*this).optimizer;
  }
  template <std::size_t J>
  constexpr auto const& part() const {
    return static_cast<PartOptimizer<J, optimizer_type<J>> const&>(*this).optimizer;
  }

  template <class V>
  static constexpr std::size_t part_for() {
    if constexpr (requires { V::path; })
      return static_cast<std::size_t>(rule_for<V::path, Rule...>() + 1);
    else
      return 0;
  }
  template <class V>
  using Slots = PartSlots<part_for<V>(), typename optimizer_type<part_for<V>()>::template Slots<
                                             BasicVariable<typename V::value_type, typename V::shape_type>>>;

  constexpr auto begin(auto& context) const {
    using Steps = std::tuple<decltype(part<0>().begin(context)), decltype(part<I + 1>().begin(context))...>;
    return Steps{part<0>().begin(context), part<I + 1>().begin(context)...};
  }
  template <class S>
  constexpr void observe(auto const& g, S const& slots, auto& steps, auto& context) const {
    detail::observe(part<S::part>(), g, static_cast<typename S::Base const&>(slots), std::get<S::part>(steps), context);
  }
  constexpr void observed(auto& steps, auto& context) const {
    detail::observed(part<0>(), std::get<0>(steps), context);
    (detail::observed(part<I + 1>(), std::get<I + 1>(steps), context), ...);
  }
  template <class S>
  constexpr auto update(auto const& p, auto const& g, S const& slots, auto const& steps, auto& context) const {
    return part<S::part>().update(p, g, static_cast<typename S::Base const&>(slots), std::get<S::part>(steps), context);
  }

  /// The first rule that leads to no parameter of a model, or a last one that does: the check of a training says so.
  template <class Net>
  using path_check = typename decltype((
      tenon::detail::Suspect<tenon::detail::NoFaultyField>{} | ... |
      tenon::detail::Suspect<PathCheck<Rule::path, typename ParamPaths<tenon::detail::no_path, Net>::type>>{}))::type;
};

}  // namespace detail

/// Different optimizers for different parts of a model: `PerLayer<Adam, On<"wide", Ftrl>, On<"*.bias", SGD>>`. The first rule
/// whose path leads to a parameter counts, the first optimizer is for the rest. Each has its own hyper-parameters and steps:
/// `optimizer.on<"wide">().learning_rate = 0.1f`, `optimizer.rest()`. A path that leads to nothing is a compile-time error.
template <class Default, class... Rule>
struct PerLayer : detail::PerLayerBase<std::index_sequence_for<Rule...>, Default, Rule...> {
  /// The optimizer of a rule.
  template <FieldPath Path>
  constexpr auto& on() {
    return this->template part<rule_of<Path>()>();
  }
  template <FieldPath Path>
  constexpr auto const& on() const {
    return this->template part<rule_of<Path>()>();
  }
  constexpr auto& rest() { return this->template part<0>(); }
  constexpr auto const& rest() const { return this->template part<0>(); }

 private:
  template <FieldPath Path>
  static constexpr std::size_t rule_of() {
    constexpr std::size_t found = [] {
      std::size_t i = 0, at = 0;
      ((++i, at = at == 0 && detail::same_path(Rule::path.text, Path.text) ? i : at), ...);
      return at;
    }();
    static_assert(diagnose::there_is_a_rule<tenon::detail::path_trimmed<Path>(), PerLayer, (found > 0)>,
                  "PerLayer: there is no rule with this path (path, optimizer follow)");
    return found;
  }
};

}  // namespace nn
}  // namespace tenon
