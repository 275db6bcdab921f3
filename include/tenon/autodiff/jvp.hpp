// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/leaves.hpp>

/// Directional derivatives, forwards and backwards, of functions of any form of arguments and results.
namespace tenon {

namespace diagnose {
template <class Got, int Wanted, bool Ok>
inline constexpr bool arguments_are_counted = Ok;
template <int I, class Value, class Direction>
inline constexpr bool direction_fits = detail::CotangentFor<Value, Direction>;
template <class V>
inline constexpr bool result_is_floating = detail::Form<V>::floating;
}  // namespace diagnose

#define TENON_JVP_ARGUMENTS                                                                                                      \
  "jvp, hvp: after the arguments come the tangents of those to differentiate (number of all, expected follow)"
#define TENON_JVP_TANGENT                                                                                                        \
  "jvp, hvp: a tangent has the dtype, the shape and the form of its argument (number, argument, tangent follow)"
#define TENON_VJP_COTANGENT                                                                                                      \
  "vjp: the cotangent, the last argument, has the dtype, the shape and the form of the result (result, cotangent follow)"
#define TENON_RESULT_NOT_FLOATING "jvp, vjp: the result is not floating point (its type follows)"

namespace detail {

/// The arguments of a jvp: primals, then a tangent for each chosen one.
template <std::size_t All, int... Chosen>
struct JvpArguments {
  static constexpr std::size_t primals = sizeof...(Chosen) == 0 ? All / 2 : All > sizeof...(Chosen) ? All - sizeof...(Chosen) : 0;
  static constexpr std::size_t tangents = sizeof...(Chosen) == 0 ? primals : sizeof...(Chosen);
  static constexpr bool counted = All == primals + tangents && primals > 0 && ((std::size_t(Chosen) < primals) && ...);
  static constexpr int wanted = int(primals + tangents);
  /// The argument that tangent `i` belongs to: they stand in the order of the arguments.
  static constexpr std::size_t primal_of(std::size_t i) {
    std::size_t at = 0;
    for (;; ++at)
      if (is_chosen<primals, Chosen...>(at) && i-- == 0) return at;
  }
};

/// The first tangent that does not fit its argument.
template <class Layout, class Seq, class... A>
struct TangentFault;
template <class Layout, std::size_t... I, class... A>
struct TangentFault<Layout, std::index_sequence<I...>, A...> {
  template <std::size_t J>
  using of = std::tuple_element_t<J, std::tuple<A...>>;
  template <std::size_t J>
  struct Pair {
    static constexpr bool ok = CotangentFor<of<Layout::primal_of(J)>, of<Layout::primals + J>>;
    static constexpr int number = int(J);
    using primal = of<Layout::primal_of(J)>;
    using tangent = of<Layout::primals + J>;
  };
  using type = typename decltype((Suspect<NoFaultyField>{} | ... | Suspect<Pair<I>>{}))::type;
};

/// (value, tangent of the value) of F, from arguments and their tangents.
template <class F, int... Chosen>
struct Jvp {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    using Layout = JvpArguments<sizeof...(A), Chosen...>;
    Builder& b = *builder_of(args...);
    std::tuple<A const&...> const all(args...);
    List<NodeId> wrt, tangents;
    auto const value = apply_prepared<F, Chosen...>(b, pick<0>(all, std::make_index_sequence<Layout::primals>{}), wrt);
    apply_to([&](auto const&... t) { (Form<std::remove_cvref_t<decltype(t)>>::nodes(b, t, tangents), ...); },
             pick<Layout::primals>(all, std::make_index_sequence<Layout::tangents>{}));
    using V = std::remove_cvref_t<decltype(value)>;
    List<NodeId> const roots = nodes_of(b, value);
    return std::tuple{read_as<V>(b, roots), read_as<V>(b, push_forward(b, roots, wrt, tangents))};
  }
};
template <class F, int... Chosen>
struct JvpOnly {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    return std::get<1>(Jvp<F, Chosen...>{}(args...));
  }
};

/// (value, gradients of the chosen arguments) of F, from arguments and a cotangent of the value.
template <class F, int... Chosen>
struct Vjp {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    constexpr std::size_t n = sizeof...(A) - 1;
    Builder& b = *builder_of(args...);
    std::tuple<A const&...> const all(args...);
    List<NodeId> wrt;
    auto const primals = pick<0>(all, std::make_index_sequence<n>{});
    auto const value = apply_prepared<F, Chosen...>(b, primals, wrt);
    using V = std::remove_cvref_t<decltype(value)>;
    List<NodeId> const roots = nodes_of(b, value);
    List<NodeId> const g = cotangents(b, roots, nodes_of(b, std::get<n>(all)), wrt);
    return std::tuple{read_as<V>(b, roots), gradients<A...>(b, g, std::make_index_sequence<n>{})};
  }

 private:
  template <class... A, std::size_t... I>
  static constexpr auto gradients(Builder& b, List<NodeId> const& g, std::index_sequence<I...>) {
    int at = 0;
    auto one = [&]<std::size_t J>(std::integral_constant<std::size_t, J>) {
      using X = std::tuple_element_t<J, std::tuple<A...>>;
      if constexpr (is_differentiated<X, sizeof...(I), Chosen...>(J))
        return std::tuple<typename Wrt<X>::result>{Wrt<X>::read(b, g, at)};
      else
        return std::tuple<>{};
    };
    auto all = std::tuple_cat(one(std::integral_constant<std::size_t, I>{})...);
    if constexpr (std::tuple_size_v<decltype(all)> == 1)
      return std::get<0>(all);
    else
      return all;
  }
};

template <class F, class... A>
using ResultOf = std::remove_cvref_t<decltype(F{}(std::declval<A const&>()...))>;

/// What a call that was reported gives: it can still be taken apart.
template <class Derived>
struct BrokenDirection : std::type_identity<std::tuple<Invalid, Invalid>> {};
template <class F, int... Chosen>
struct BrokenDirection<JvpOnly<F, Chosen...>> : std::type_identity<Invalid> {};

/// The function behind a gradient.
template <class F>
struct Differentiated : std::type_identity<F> {};
template <class F, int... Chosen>
struct Differentiated<GradOnly<F, Chosen...>> : std::type_identity<F> {};

/// Reports what is wrong with a call of a jvp on values of these types, in a trace; whether nothing is.
template <class F, class Layout, class Seq>
struct CheckJvp;
template <class F, class Layout, std::size_t... I>
struct CheckJvp<F, Layout, std::index_sequence<I...>> {
  template <class... A>
  static constexpr bool check() {
    using Fault = typename TangentFault<Layout, std::make_index_sequence<Layout::tangents>, A...>::type;
    if constexpr (!Fault::ok) {
      static_assert(diagnose::direction_fits<Fault::number, typename Fault::primal, typename Fault::tangent>, TENON_JVP_TANGENT);
      return false;
    } else {
      using V = ResultOf<typename Differentiated<F>::type, std::tuple_element_t<I, std::tuple<A...>>...>;
      if constexpr (is_broken<V>)
        return false;
      else if constexpr (!std::is_same_v<typename Differentiated<F>::type, F>) {
        using Value = ValueFacts<V>;
        using T = typename Value::value_type;
        using S = typename Value::shape_type;
        static_assert(diagnose::function_returns_scalar<T, S>, TENON_GRAD_OF_TENSOR);
        return diagnose::function_returns_scalar<T, S>;
      } else {
        static_assert(diagnose::result_is_floating<V>, TENON_RESULT_NOT_FLOATING);
        return diagnose::result_is_floating<V>;
      }
    }
  }
};

}  // namespace detail

/// A directional derivative: `Derived` records it; calls are checked here, in front of it.
template <class Derived, class F, int... Chosen>
class ForwardFunction : public Function<Derived> {
 public:
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    using Layout = detail::JvpArguments<sizeof...(A), Chosen...>;
    static_assert(diagnose::arguments_are_counted<diagnose::got<int(sizeof...(A))>, Layout::wanted, Layout::counted>,
                  TENON_JVP_ARGUMENTS);
    using Broken = typename detail::BrokenDirection<Derived>::type;
    if constexpr (!Layout::counted || detail::is_reported<F, A...>)
      return Broken{};
    else if constexpr (!detail::can_be_arguments<A...>)
      return Function<Derived>{}(args...);  // which says why
    else if constexpr (detail::CheckJvp<F, Layout, std::make_index_sequence<Layout::primals>>::template check<
                           typename detail::TracedAs<A>::type...>())
      return Function<Derived>::operator()(args...);
    else
      return Broken{};
  }
};

/// A function's value and its tangent: the derivative along directions. `jvp(f)(x, y, dx, dy)`; `jvp<1>(f)(x, y, dy)` goes
/// along one argument only. Results may be tuples; those of modules are in the form of gradients.
/// It costs a small constant times the function, whatever the number of arguments.
template <int... Argument, class F>
constexpr ForwardFunction<detail::Jvp<F, Argument...>, F, Argument...> jvp(F) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::jvp: the function captures something: make it an argument or a field of a module");
  return {};
}

/// A Hessian times a direction, for a function that returns a scalar: `hvp(f)(x, dx)`, in the form of the gradient, at a small
/// constant times its cost (Pearlmutter, Fast Exact Multiplication by the Hessian, 1994).
template <int... Argument, class F>
constexpr ForwardFunction<detail::JvpOnly<detail::GradOnly<F, Argument...>, Argument...>, detail::GradOnly<F, Argument...>,
                          Argument...>
hvp(F) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::hvp: the function captures something: make it an argument or a field of a module");
  return {};
}

/// A function's value, and the gradients of its arguments for a cotangent of the value, the last argument:
/// `vjp(f)(x, y, g)` is (value, (dx, dy)), `vjp<0>(f)(x, y, g)` is (value, dx). `grad` is this with g = 1.
template <int... Argument, class F>
constexpr auto vjp(F);

namespace detail {
template <class F, int... Chosen>
class BackwardFunction : public Function<Vjp<F, Chosen...>> {
 public:
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    static_assert(sizeof...(A) > 1, "vjp: the last argument is the cotangent of the result");
    if constexpr (sizeof...(A) < 2 || is_reported<F, A...>)
      return std::tuple<Invalid, Invalid>{};
    else if constexpr (!can_be_arguments<A...>)
      return Function<Vjp<F, Chosen...>>{}(args...);  // which says why
    else if constexpr (check<typename TracedAs<A>::type...>(std::make_index_sequence<sizeof...(A) - 1>{}))
      return Function<Vjp<F, Chosen...>>::operator()(args...);
    else
      return std::tuple<Invalid, Invalid>{};
  }

 private:
  template <class... A, std::size_t... I>
  static constexpr bool check(std::index_sequence<I...>) {
    using V = ResultOf<F, std::tuple_element_t<I, std::tuple<A...>>...>;
    using G = std::tuple_element_t<sizeof...(I), std::tuple<A...>>;
    if constexpr (is_broken<V>)
      return false;
    else if constexpr (!Form<V>::floating) {
      static_assert(diagnose::result_is_floating<V>, TENON_RESULT_NOT_FLOATING);
      return false;
    } else {
      static_assert(diagnose::direction_fits<int(sizeof...(I)), V, G>, TENON_VJP_COTANGENT);
      return CotangentFor<V, G>;
    }
  }
};
}  // namespace detail

template <int... Argument, class F>
constexpr auto vjp(F) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::vjp: the function captures something: make it an argument or a field of a module");
  return detail::BackwardFunction<F, Argument...>{};
}

}  // namespace tenon
