// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/concepts.hpp>

/// The optional arguments of a layer's call: masks, states and a context are told apart by their types.
namespace tenon::nn::detail {

// ---- one of a kind, in any order

struct NotGiven {};
inline constexpr NotGiven not_given{};
template <class A>
inline constexpr bool is_given = !std::is_same_v<std::remove_cvref_t<A>, NotGiven>;

struct ContextArgument {
  template <class A>
  static constexpr bool is = requires { A::training; };
};
struct MaskArgument {
  template <class A>
  static constexpr bool is = requires { requires std::is_same_v<typename A::value_type, bool>; };
};
struct StateArgument {
  template <class A>
  static constexpr bool is = !ContextArgument::is<A> && !MaskArgument::is<A>;
};
template <class Kind>
constexpr NotGiven const& argument() {
  return not_given;
}
template <class Kind, class A, class... Rest>
constexpr auto& argument(A& first, Rest&... rest) {
  if constexpr (Kind::template is<std::remove_cvref_t<A>>)
    return first;
  else
    return argument<Kind>(rest...);
}

// ---- all of a kind, in their order

struct IsValue {
  template <class A>
  static constexpr bool is = requires { requires std::is_floating_point_v<typename A::value_type>; };
};
template <int From, int To>
struct IsMask {
  template <class A>
  static constexpr bool is = requires {
    requires std::is_same_v<typename A::value_type, bool>;
    requires int(A::shape_type::rank) >= From&& int(A::shape_type::rank) <= To;
  };
};
template <class Kind, class A>
constexpr auto picked_one(A const& a) {
  if constexpr (Kind::template is<A>)
    return std::tuple<A>(a);
  else
    return std::tuple<>{};
}
/// The arguments of a kind, in their order.
template <class Kind, class... A>
constexpr auto picked(A const&... a) {
  return std::tuple_cat(picked_one<Kind>(a)...);
}
/// Calls f with the context among the arguments, or with one that does nothing.
template <class X, class F>
constexpr auto with_context(X const& x, F const& f) {
  Context<false, false> none(*x.builder());
  return f(none);
}
template <class X, class F, class A, class... Rest>
constexpr auto with_context(X const& x, F const& f, A& a, Rest&... rest) {
  if constexpr (requires { A::training; })
    return f(a);
  else
    return with_context(x, f, rest...);
}

}  // namespace tenon::nn::detail
