// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/capacity.hpp>
#include <tenon/data/sets/traced.hpp>

/// Union, intersection, difference and size of sets.
namespace tenon::sets {

namespace detail {

/// As wide as no result can exceed.
inline constexpr std::size_t enough = static_cast<std::size_t>(-1);

/// The operand as it is read: an expression is evaluated.
template <class X>
constexpr decltype(auto) readable(X const& x) {
  if constexpr (tenon::detail::Expression<X>)
    return BasicTensor<typename X::value_type, typename X::shape_type>(x);
  else
    return (x);
}

/// What holds the elements of a result: a tensor, or strings with bytes for what both operands have.
template <Join How, class S, class A, class B>
struct ValuesOf : std::type_identity<BasicTensor<typename A::value_type, S>> {};
template <Join How, class S, template <class, std::size_t> class Strings, class SA, std::size_t CA, class SB, std::size_t CB>
  requires(Strings<SA, CA>::is_strings)
struct ValuesOf<How, S, Strings<SA, CA>, Strings<SB, CB>>
    : std::type_identity<
          Strings<S, CA == dynamic_capacity || CB == dynamic_capacity ? dynamic_capacity : CA + (How == Join::unite ? CB : 0)>> {
};
template <class X>
struct Held : std::type_identity<X> {};
template <class Values>
struct Held<BasicSets<Values>> : std::type_identity<Values> {};

template <class A, class B>
inline constexpr bool same_rows = [] {
  if constexpr (A::rank > 0 && A::rank == B::rank)
    return std::is_same_v<rows_of<A>, rows_of<B>>;
  else
    return false;
}();
template <class A, class B>
inline constexpr bool can_join = std::is_same_v<typename A::value_type, typename B::value_type> &&
                                 diagnose::elements_are_integers_or_strings<typename A::value_type> &&
                                 same_rows<typename A::shape_type, typename B::shape_type>;

template <Join How, class A, class B>
constexpr std::size_t widest() {
  std::size_t const a = width_of<typename A::shape_type>, b = width_of<typename B::shape_type>;
  return How == Join::unite ? a + b : How == Join::subtract || a < b ? a : b;
}
template <Join How, std::size_t Width, class A, class B>
using joined = BasicSets<
    typename ValuesOf<How, shape_from<with_last(dims_of<typename A::shape_type>, Width == enough ? widest<How, A, B>() : Width)>,
                      typename Held<A>::type, typename Held<B>::type>::type>;

template <Join How, std::size_t Width, class A, class B>
constexpr auto join(A const& given_a, B const& given_b) {
  using T = typename A::value_type;
  decltype(auto) a = readable(given_a);
  decltype(auto) b = readable(given_b);
  Scratch<T, width_of<typename A::shape_type>> row_a;
  Scratch<T, width_of<typename B::shape_type>> row_b;
  return fill<joined<How, Width, A, B>>([&](std::size_t row, auto const& put) {
    std::size_t const n = load_row(a, row, row_a.data()), m = load_row(b, row, row_b.data());
    join_rows<How>(row_a.data(), n, row_b.data(), m, put);
  });
}

/// The same, in a trace too.
template <Join How, std::size_t Width, class A, class B>
constexpr auto join_or_stop(A const& a, B const& b, [[maybe_unused]] char const* operation) {
  if constexpr (tenon::detail::inside_a_trace<A, B>) {
    Builder& builder = *tenon::detail::TraceBehind{}.first(a, b);
    return record_join<How, joined<How, Width, A, B>>(builder, sorted_rows(builder, a), sorted_rows(builder, b));
  } else
    return join<How, Width>(a, b).or_stop(operation);
}

struct Union {};
struct Intersection {};
struct Difference {};
struct Size {};

/// Whether sets of these can be joined; says why not.
template <class Name, class A, class B = A>
constexpr auto check() {
  using S = typename A::shape_type;
  using R = typename B::shape_type;
  static_assert(diagnose::elements_are_integers_or_strings<typename A::value_type>, TENON_SETS_DTYPE);
  static_assert(diagnose::same_dtype<Name, typename A::value_type, typename B::value_type>, TENON_SETS_TYPES);
  static_assert(diagnose::sets_have_an_axis<S>, TENON_SETS_AXIS);
  static_assert(diagnose::sets_have_the_same_rows < S, R, S::rank == 0 || same_rows < S, R >>, TENON_SETS_ROWS);
  return std::bool_constant<can_join<A, B>>{};
}

}  // namespace detail

/// The elements of the one, of the other, or of both. Operands are tensors of integers or strings, whose last axis holds the
/// elements of a set, in any order and as often as they like, or sets. The result has room for every case; a `Width` gives it
/// another. A row that has more elements than that ends the program, or is the error of `try_set_union`, which names it.
/// [R..., n], [R..., m] -> sets [R..., n + m]
template <std::size_t Width = detail::enough, class A, class B>
constexpr auto try_set_union(A const& a, B const& b) {
  if constexpr (detail::check<detail::Union, A, B>()) return detail::join<detail::Join::unite, Width>(a, b);
}
template <std::size_t Width = detail::enough, class A, class B>
constexpr auto set_union(A const& a, B const& b) {
  if constexpr (detail::check<detail::Union, A, B>())
    return detail::join_or_stop<detail::Join::unite, Width>(a, b, "sets::set_union");
}

/// The elements of both. As above.   [R..., n], [R..., m] -> sets [R..., min(n, m)]
template <std::size_t Width = detail::enough, class A, class B>
constexpr auto try_intersection(A const& a, B const& b) {
  if constexpr (detail::check<detail::Intersection, A, B>()) return detail::join<detail::Join::intersect, Width>(a, b);
}
template <std::size_t Width = detail::enough, class A, class B>
constexpr auto intersection(A const& a, B const& b) {
  if constexpr (detail::check<detail::Intersection, A, B>())
    return detail::join_or_stop<detail::Join::intersect, Width>(a, b, "sets::intersection");
}

/// The elements of the first that are not in the second. As above.   [R..., n], [R..., m] -> sets [R..., n]
template <std::size_t Width = detail::enough, class A, class B>
constexpr auto try_difference(A const& a, B const& b) {
  if constexpr (detail::check<detail::Difference, A, B>()) return detail::join<detail::Join::subtract, Width>(a, b);
}
template <std::size_t Width = detail::enough, class A, class B>
constexpr auto difference(A const& a, B const& b) {
  if constexpr (detail::check<detail::Difference, A, B>())
    return detail::join_or_stop<detail::Join::subtract, Width>(a, b, "sets::difference");
}

/// How many elements each set has, of equal ones one.   [R..., n] -> [R...]
template <class A>
constexpr auto size(A const& given) {
  if constexpr (detail::check<detail::Size, A>()) {
    if constexpr (detail::is_sets<A>)
      return given.sizes;
    else if constexpr (tenon::detail::inside_a_trace<A>)
      return detail::join_or_stop<detail::Join::intersect, detail::enough>(given, given, "").sizes;
    else {
      using S = typename A::shape_type;
      decltype(auto) a = detail::readable(given);
      detail::Scratch<typename A::value_type, detail::width_of<S>> row;
      BasicTensor<Index, detail::rows_of<S>> r;
      for (std::size_t k = 0; k < r.size; ++k) r.data()[k] = static_cast<Index>(detail::load_row(a, k, row.data()));
      return r;
    }
  }
}

}  // namespace tenon::sets
