// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/jvp.hpp>

/// Functions with derivatives of one's own.
namespace tenon {

namespace diagnose {
template <class Expected, class Got>
inline constexpr bool rule_fits = std::is_same_v<Expected, Got>;
template <class Argument>
inline constexpr bool argument_is_no_module = Argument::ok;
}  // namespace diagnose

#define TENON_CUSTOM_VJP                                                                                                         \
  "custom_vjp: backward(arguments..., result, cotangent) gives a cotangent for each floating argument, in its form; a tuple of " \
  "them for several (expected, got follow)"
#define TENON_CUSTOM_JVP                                                                                                         \
  "custom_jvp: tangent(arguments..., tangents of the floating ones...) gives one in the form of the result (expected, got "      \
  "follow)"
#define TENON_CUSTOM_MODULE                                                                                                      \
  "custom_vjp, custom_jvp: an argument is a module (module follows); pass the tensors that the rule is about"

namespace detail {

/// The floating ones of some arguments, one alone as it is.
template <class A>
using FloatingOnly = std::conditional_t<Form<A>::floating, std::tuple<typename Form<A>::traced>, std::tuple<>>;
template <class... A>
using FloatingOf = decltype(std::tuple_cat(std::declval<FloatingOnly<A>>()...));
template <class T>
struct AloneOrAll : std::type_identity<T> {};
template <class X>
struct AloneOrAll<std::tuple<X>> : std::type_identity<X> {};

/// A backward function, from arguments..., the result and its cotangent.
template <class Back>
struct BackwardRule {
  template <class V, class... A>
  using given = std::remove_cvref_t<decltype(Back{}(std::declval<typename Form<A>::traced const&>()..., std::declval<V const&>(),
                                                    std::declval<V const&>()))>;
  template <class V, class... A>
  static constexpr bool check() {
    using Expected = typename AloneOrAll<FloatingOf<A...>>::type;
    using Got = given<V, A...>;
    if constexpr (!is_broken<Got>) static_assert(diagnose::rule_fits<Expected, Got>, TENON_CUSTOM_VJP);
    return std::is_same_v<Expected, Got>;
  }
  template <class V, class... A>
  static constexpr List<NodeId> cotangents(Builder& b, std::tuple<A...> const& args, V const& value, List<NodeId> const& seeds) {
    auto const seed = read_as<V>(b, seeds);
    return nodes_of(b, apply_to([&](A const&... a) { return Back{}(a..., value, seed); }, args));
  }
};

/// A tangent function, from arguments... and the tangents of the floating ones. Its transpose is the backward function.
template <class Tangent>
struct TangentRule {
  template <class V, class... A, class... D>
  static constexpr auto result_of(std::tuple<D...> const&)
      -> std::remove_cvref_t<decltype(Tangent{}(std::declval<typename Form<A>::traced const&>()...,
                                                std::declval<D const&>()...))>;
  template <class V, class... A>
  static constexpr bool check() {
    using Got = decltype(result_of<V, A...>(std::declval<FloatingOf<A...>>()));
    if constexpr (!is_broken<Got>) static_assert(diagnose::rule_fits<V, Got>, TENON_CUSTOM_JVP);
    return std::is_same_v<V, Got>;
  }
  template <class V, class... A>
  static constexpr List<NodeId> cotangents(Builder& b, std::tuple<A...> const& args, V const&, List<NodeId> const& seeds) {
    List<NodeId> arguments, directions;
    apply_to([&](A const&... a) { (Form<A>::nodes(b, a, arguments), ...); }, args);
    for (NodeId const n : arguments)
      if (is_floating(b[n].dtype)) directions.push_back(make_alias(b, b.constant(b[n].dtype, b[n].dims, 0.0)));
    auto const tangents = read_as<FloatingOf<A...>>(b, directions);
    auto const tangent = apply_to(Tangent{}, std::tuple_cat(args, tangents));
    return derive(b, nodes_of(b, tangent), seeds, directions);
  }
};

/// The function's own derivative, from values that are computed again when they are needed.
template <class F>
struct RecomputingRule {
  template <class V, class... A>
  static constexpr bool check() {
    return true;
  }
  template <class V, class... A>
  static constexpr List<NodeId> cotangents(Builder& b, std::tuple<A...> const& args, V const&, List<NodeId> const& seeds) {
    List<NodeId> wrt, floating;
    // Values of arguments with identities of their own are not found among those that are there.
    auto again = [&]<class X>(X const& x) {
      List<NodeId> nodes = nodes_of(b, x);
      for (int i = 0; i < nodes.size(); ++i) wrt.push_back(nodes[i] = make_alias(b, nodes[i]));
      return read_as<X>(b, nodes);
    };
    auto const value = apply_to([&](A const&... a) { return apply_to(F{}, std::tuple<A...>{again(a)...}); }, args);
    for (NodeId const n : wrt)
      if (is_floating(b[n].dtype)) floating.push_back(n);
    return derive(b, nodes_of(b, value), seeds, floating);
  }
};

template <class A>
struct CustomArgument {
  static constexpr bool ok = !Module<A>;
};

/// F with a rule for its derivative.
template <class F, class Rule>
struct Custom {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    using Argument = typename decltype((Suspect<NoFaultyField>{} | ... | Suspect<CustomArgument<A>>{}))::type;
    static_assert(diagnose::argument_is_no_module<Argument>, TENON_CUSTOM_MODULE);
    if constexpr (!Argument::ok)
      return Invalid{};
    else if constexpr (is_broken<ResultOf<F, A...>>)
      return Invalid{};
    else {
      using V = typename Form<ResultOf<F, A...>>::traced;
      if constexpr (!Rule::template check<V, A...>())
        return Invalid{};
      else {
        Builder& b = *builder_of(args...);
        CustomRule rule;
        rule.record = &record<V, A...>;
        (Form<A>::nodes(b, args, rule.arguments), ...);
        List<NodeId> roots = nodes_of(b, F{}(args...));
        for (int i = 0; i < roots.size(); ++i) {
          rule.result = i;
          roots[i] = with_rule(b, roots[i], rule);
        }
        return read_as<V>(b, roots);
      }
    }
  }

 private:
  /// The cotangents of all arguments, for that of one of the result's tensors.
  template <class V, class... A>
  static constexpr List<NodeId> record(Builder& b, List<NodeId> const& arguments, int result, NodeId g) {
    int at = 0;
    std::tuple<typename Form<A>::traced...> const args{Form<A>::read(b, arguments, at)...};
    // The value is there already: equal nodes are recorded once.
    List<NodeId> const roots = nodes_of(b, apply_to(F{}, args));
    List<NodeId> seeds;
    for (int i = 0; i < roots.size(); ++i)
      seeds.push_back(i == result ? g : b.constant(b[roots[i]].dtype, b[roots[i]].dims, 0.0));
    List<NodeId> const given = Rule::cotangents(b, args, read_as<V>(b, roots), seeds);
    List<NodeId> all;
    int next = 0;
    for (NodeId const a : arguments) all.push_back(is_floating(b[a].dtype) ? given[next++] : b.constant(DType::f32, Dims{}, 0.0));
    return all;
  }
};

}  // namespace detail

/// f with a backward function of one's own: backward(arguments..., result, cotangent of the result) gives the cotangents of the
/// floating arguments, a tuple where there are several. What it computes again from the arguments is computed once. Forward
/// mode, `vmap` and further derivatives follow from it. Arguments are tensors, numbers and tuples of them.
template <class F, class Back>
constexpr Function<detail::Custom<F, detail::BackwardRule<Back>>> custom_vjp(F, Back) {
  static_assert(diagnose::function_has_no_captures<F> && diagnose::function_has_no_captures<Back>,
                "tn::custom_vjp: a function captures something: make it an argument");
  return {};
}
/// f with a tangent function of one's own: tangent(arguments..., tangents of the floating ones...) is linear in these and gives
/// the tangent of the result. Reverse mode is its transpose.
template <class F, class Tangent>
constexpr Function<detail::Custom<F, detail::TangentRule<Tangent>>> custom_jvp(F, Tangent) {
  static_assert(diagnose::function_has_no_captures<F> && diagnose::function_has_no_captures<Tangent>,
                "tn::custom_jvp: a function captures something: make it an argument");
  return {};
}

/// f, of which a gradient keeps the arguments only: what lies between is computed again on the way back, in memory that is free
/// by then. Values do not change. Arguments are tensors, numbers and tuples of them.
/// Chen et al., Training Deep Nets with Sublinear Memory Cost (2016).
template <class F>
constexpr Function<detail::Custom<F, detail::RecomputingRule<F>>> checkpoint(F) {
  static_assert(diagnose::function_has_no_captures<F>, "tn::checkpoint: the function captures something: make it an argument");
  return {};
}

}  // namespace tenon
