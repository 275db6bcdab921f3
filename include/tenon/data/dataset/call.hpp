// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/dataset/dataset.hpp>

#include <tuple>
#include <type_traits>

namespace tenon::diagnose {
template <class E, class F, bool Takes>
inline constexpr bool function_takes_element = Takes;
template <class E, class Answer>
inline constexpr bool predicate_of = std::is_convertible_v<Answer, bool>;
}  // namespace tenon::diagnose

/// Functions of elements: called with the element, or with the components of a tuple.
namespace tenon::data::detail {

template <class F, class E>
inline constexpr bool takes_components = false;
template <class F, class... C>
inline constexpr bool takes_components<F, std::tuple<C...>> = std::is_invocable_v<F const&, C const&...>;
template <class F, class E>
inline constexpr bool takes_whole = std::is_invocable_v<F const&, E const&>;
template <class F, class E>
inline constexpr bool takes = takes_whole<F, E> || takes_components<F, E>;

template <class F, class E>
decltype(auto) call(F const& f, E const& e) {
  if constexpr (takes_whole<F, E>)
    return f(e);
  else
    return std::apply(f, e);
}

/// What is kept of a function's result: tensors of expressions.
template <class R>
struct Kept : std::type_identity<R> {};
template <class R>
  requires tenon::detail::Expression<R>
struct Kept<R> : std::type_identity<BasicTensor<typename R::value_type, typename R::shape_type>> {};
template <class... C>
struct Kept<std::tuple<C...>> : std::type_identity<std::tuple<typename Kept<std::remove_cvref_t<C>>::type...>> {};
template <class F, class E>
using Mapped = typename Kept<std::remove_cvref_t<decltype(call(std::declval<F const&>(), std::declval<E const&>()))>>::type;

}  // namespace tenon::data::detail
