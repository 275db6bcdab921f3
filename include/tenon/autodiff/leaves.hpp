// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/grad.hpp>

/// What transforms need of their arguments, beyond the form of values: parameter trees, cotangents, which are chosen.
namespace tenon::detail {

/// The gradient of a module as an argument, or as a value of a function.
template <class M, class Kind>
struct Form<ParamTree<M, Kind>> {
  using traced = ParamTree<M, AsTraced>;
  static constexpr bool floating = true;
  static constexpr void nodes(Builder& b, ParamTree<M, Kind> const& v, List<NodeId>& to) {
    if constexpr (std::is_same_v<Kind, AsTraced>)
      for_each_param(v, [&](auto const& leaf) { to.push_back(lift(b, leaf).id); });
    else
      for_each_tensor(v, [&](Path const&, auto const& leaf) { to.push_back(lift(b, leaf).id); });
  }
  static constexpr traced read(Builder& b, List<NodeId> const& from, int& at) {
    traced r;
    for_each_param(r, [&](auto& leaf) { leaf = std::remove_cvref_t<decltype(leaf)>(&b, from[at++]); });
    return r;
  }
};

/// What stands for the tangent or cotangent of a value: tensors and numbers of its dtype and shape, in its form.
template <class V>
struct CotangentOf : std::type_identity<typename Form<V>::traced> {};
template <class M>
  requires Module<M>
struct CotangentOf<M> : std::type_identity<ParamTree<M, AsTraced>> {};
template <class M, class Kind>
struct CotangentOf<ParamTree<M, Kind>> : std::type_identity<ParamTree<M, AsTraced>> {};
template <class... V>
struct CotangentOf<std::tuple<V...>> : std::type_identity<std::tuple<typename CotangentOf<V>::type...>> {};
/// Whether X can be the tangent or cotangent of a V.
template <class V, class X>
concept CotangentFor =
    requires { typename Form<X>::traced; } && std::is_same_v<typename CotangentOf<V>::type, typename Form<X>::traced>;

/// The builder behind the first of some arguments that has one.
template <class... A>
constexpr Builder* builder_of(A const&... args) {
  Builder* b = nullptr;
  ((b = b != nullptr ? b : Wrt<A>::builder(args)), ...);
  return b;
}

/// The chosen of N arguments: all of them where no number is given.
template <std::size_t N, int... Chosen>
constexpr bool is_chosen(std::size_t i) {
  return sizeof...(Chosen) == 0 || ((static_cast<std::size_t>(Chosen) == i) || ...);
}

/// The same for an argument whose type is known: a constant is chosen by nobody who gives no numbers.
template <class X, std::size_t N, int... Chosen>
constexpr bool is_differentiated(std::size_t i) {
  return is_chosen<N, Chosen...>(i) && !(sizeof...(Chosen) == 0 && is_compile_time<X>);
}

/// Which of the chosen ones argument i is.
template <std::size_t N, int... Chosen>
constexpr std::size_t nth_chosen(std::size_t i) {
  std::size_t n = 0;
  for (std::size_t k = 0; k < i; ++k) n += is_chosen<N, Chosen...>(k) ? 1 : 0;
  return n;
}

/// The first `N` of some arguments, as a tuple of references; those behind, likewise.
template <std::size_t From, class Seq, class... A>
constexpr auto pick(std::tuple<A const&...> const& args, Seq) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::tuple<std::tuple_element_t<From + I, std::tuple<A const&...>>...>(std::get<From + I>(args)...);
  }(Seq{});
}

/// The arguments, the chosen ones prepared to be differentiated: notes their nodes.
template <int... Chosen, class... A>
constexpr auto prepared(Builder& b, std::tuple<A const&...> const& args, List<NodeId>& wrt) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    auto one = [&]<std::size_t J>(std::integral_constant<std::size_t, J>) {
      using X = std::remove_cvref_t<std::tuple_element_t<J, std::tuple<A...>>>;
      if constexpr (is_differentiated<X, sizeof...(A), Chosen...>(J))
        return Wrt<X>::prepare(b, std::get<J>(args), wrt);
      else
        return std::get<J>(args);
    };
    // Braces fix the order in which arguments are prepared; a tuple alone is an argument, not all of them.
    return std::tuple<decltype(one(std::integral_constant<std::size_t, I>{}))...>{
        one(std::integral_constant<std::size_t, I>{})...};
  }(std::index_sequence_for<A...>{});
}

/// Applies F to arguments that have been prepared to be differentiated, and notes their nodes.
template <class F, int... Chosen, class... A>
constexpr auto apply_prepared(Builder& b, std::tuple<A const&...> const& args, List<NodeId>& wrt) {
  auto const all = prepared<Chosen...>(b, args, wrt);
  return apply_to(F{}, all);
}

}  // namespace tenon::detail
