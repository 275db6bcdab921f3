// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/wrt.hpp>

#include <array>

/// Which arguments of a tape are watched, and where their gradients are.
namespace tenon {

/// An argument of `tape` that is watched: a gradient with respect to it may be asked for.
template <class X>
struct Watched {
  X const& value;
};
template <class X>
constexpr Watched<X> watch(X const& x) {
  return {x};
}

namespace diagnose {
template <class... Arguments>
inline constexpr bool something_is_watched = false;
template <class X>
inline constexpr bool watched_is_floating = detail::DerivativePart<X>::ok;
template <FieldPath P, class X, bool Is>
inline constexpr bool is_watched = Is;
}  // namespace diagnose

#define TENON_TAPE_WATCH                                                                                                         \
  "tape: nothing is watched; modules, tn::Param and tn::Variable are, other arguments as tn::watch(x) (arguments follow)"
#define TENON_TAPE_UNWATCHED                                                                                                     \
  "gradient, pullback: this is not watched; parameters of modules, tn::Param and tn::Variable are, other arguments of tape "     \
  "as tn::watch(x) (path, type follow)"
#define TENON_TAPE_INTEGER "watch: what is watched is not floating point (type follows)"

namespace detail {

template <class A>
struct WatchRule {
  using type = A;
  static constexpr bool watched = [] {
    if constexpr (Module<A>)
      return parameter_count<A> > 0;
    else
      return requires { A::is_param; } || requires { A::is_variable; };
  }();
};
template <class X>
struct WatchRule<Watched<X>> {
  using type = X;
  static constexpr bool watched = true;
};
template <class A>
constexpr A const& unwatched(A const& a) {
  return a;
}
template <class X>
constexpr X const& unwatched(Watched<X> const& w) {
  return w.value;
}

/// The numbers whose flags are set.
template <bool... Flag>
constexpr auto numbers_of() {
  constexpr int count = (0 + ... + (Flag ? 1 : 0));
  constexpr auto numbers = [] {
    std::array<int, std::size_t(count) + 1> r{};
    int i = 0, n = 0;
    ((Flag ? void(r[std::size_t(n++)] = i) : void(), ++i), ...);
    return r;
  }();
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::integer_sequence<int, numbers[I]...>{};
  }(std::make_index_sequence<std::size_t(count)>{});
}

struct NotWatched {};

/// Calls f(leaf) for the traced values of a gradient's form, in the order of its outputs.
template <class X, class F>
constexpr void for_each_gradient(X& x, F const& f) {
  if constexpr (Module<X>)
    for_each_param(x, f);
  else if constexpr (requires { std::tuple_size<X>::value; })
    apply_to([&](auto&... y) { (for_each_gradient(y, f), ...); }, x);
  else if constexpr (!std::is_same_v<std::remove_const_t<X>, NotWatched>)
    f(x);
}

/// What a tape says of its arguments, whose traced forms are X: which are watched, and where their gradients are.
template <class V, class Watched, class... X>
struct TapeFacts;
template <class V, int... I, class... X>
struct TapeFacts<V, std::integer_sequence<int, I...>, X...> {
  using value = V;
  template <int J, class Y>
  static constexpr auto form() {
    if constexpr (((I == J) || ...))
      return typename Wrt<Y>::result{};
    else
      return NotWatched{};
  }
  template <std::size_t... J>
  static auto forms(std::index_sequence<J...>) -> std::tuple<decltype(form<int(J), X>())...>;
  /// For each argument the form of its gradient.
  using Forms = decltype(forms(std::index_sequence_for<X...>{}));

  /// A path as it is checked.
  template <FieldPath P>
  struct Asked {
    using type = std::remove_cvref_t<decltype(PathStart<P, X...>::get(std::declval<Forms const&>()))>;
    static constexpr bool watched = !std::is_same_v<type, Missing> && !std::is_same_v<type, NotWatched>;
    static constexpr bool ok = watched && CheckedPath<P, X...>::ok;
    static constexpr bool report() {
      if constexpr (!CheckedPath<P, X...>::ok)
        CheckedPath<P, X...>::report();
      else
        static_assert(diagnose::is_watched<path_trimmed<P>(), typename PathStart<P, X...>::part, watched>, TENON_TAPE_UNWATCHED);
      return ok;
    }
  };
  /// The gradients that some paths ask for; those of all that is watched where there is none.
  template <FieldPath... P>
  struct Selection {
    using Wrong = typename decltype((Suspect<RightPath>{} | ... | Suspect<Asked<P>>{}))::type;
    using form = decltype(alone_or_all(std::declval<std::tuple<typename Asked<P>::type...>>()));
    static constexpr int count = [] {
      int n = 0;
      (for_each_gradient(static_cast<typename Asked<P>::type const&>(typename Asked<P>::type{}), [&n](auto const&) { ++n; }),
       ...);
      return n;
    }();
    /// Their numbers among the outputs of the second phase.
    static constexpr std::array<int, std::size_t(count) + 1> outputs = [] {
      Forms all;
      int n = 0;
      for_each_gradient(all, [&n](auto& leaf) { leaf = std::remove_cvref_t<decltype(leaf)>(nullptr, n++); });
      std::array<int, std::size_t(count) + 1> r{};
      n = 0;
      (for_each_gradient(PathStart<P, X...>::get(all), [&](auto const& leaf) { r[std::size_t(n++)] = leaf.id(); }), ...);
      return r;
    }();
  };
  template <FieldPath... P>
  struct SelectionOf : std::type_identity<Selection<P...>> {};
  template <FieldPath... P>
    requires(sizeof...(P) == 0)
  struct SelectionOf<P...> : std::type_identity<Selection<argument_path(I)...>> {};
};
/// Whether there is something to watch among arguments A, and all of it has a derivative; reports it.
template <class A>
struct WatchCheck {
  using type = typename TracedAs<typename WatchRule<A>::type>::type;
  static constexpr bool ok = !WatchRule<A>::watched || is_broken<typename WatchRule<A>::type> || DerivativePart<type>::ok;
};

}  // namespace detail
}  // namespace tenon
