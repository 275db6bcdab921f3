// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/grad.hpp>

/// What transforms need of values of any form, tensors, numbers, tuples and parameter trees: their nodes in order, and a
/// value of the same form made of others.
namespace tenon::detail {

template <class V>
struct Form;
template <Operand V>
struct Form<V> {
  using traced = Traced<typename V::value_type, typename V::shape_type>;
  static constexpr int count = 1;
  static constexpr bool floating = std::is_floating_point_v<typename V::value_type>;
  static constexpr void nodes(Builder& b, V const& v, List<NodeId>& to) { to.push_back(lift(b, v).id); }
  static constexpr traced read(Builder& b, List<NodeId> const& from, int& at) { return traced(&b, from[at++]); }
};
template <class V>
  requires std::is_arithmetic_v<V>
struct Form<V> {
  using traced = Traced<V, Shape<>>;
  static constexpr int count = 1;
  static constexpr bool floating = std::is_floating_point_v<V>;
  static constexpr void nodes(Builder& b, V v, List<NodeId>& to) { to.push_back(b.constant(dtype_of<V>, Dims{}, to_scalar(v))); }
  static constexpr traced read(Builder& b, List<NodeId> const& from, int& at) { return traced(&b, from[at++]); }
};
template <class... V>
struct Form<std::tuple<V...>> {
  using traced = std::tuple<typename Form<V>::traced...>;
  static constexpr int count = (0 + ... + Form<V>::count);
  static constexpr bool floating = (Form<V>::floating && ...);
  static constexpr void nodes(Builder& b, std::tuple<V...> const& v, List<NodeId>& to) {
    std::apply([&](V const&... x) { (Form<V>::nodes(b, x, to), ...); }, v);
  }
  static constexpr traced read(Builder& b, List<NodeId> const& from, int& at) { return traced{Form<V>::read(b, from, at)...}; }
};
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

template <class V>
constexpr List<NodeId> nodes_of(Builder& b, V const& v) {
  List<NodeId> r;
  Form<V>::nodes(b, v, r);
  return r;
}
template <class V>
constexpr auto read_as(Builder& b, List<NodeId> const& nodes) {
  int at = 0;
  return Form<V>::read(b, nodes, at);
}

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
      if constexpr (is_chosen<sizeof...(A), Chosen...>(J))
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
  return std::apply(F{}, all);
}

}  // namespace tenon::detail
