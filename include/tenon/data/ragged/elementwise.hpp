// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/like.hpp>
#include <tenon/data/ragged/traced_map.hpp>
#include <tenon/op/arithmetic.hpp>
#include <tenon/op/comparison.hpp>
#include <tenon/tensor/strided.hpp>

/// What is done with all values as if they were one tensor: functions of the vocabulary, and operators.
namespace tenon {

namespace detail {

/// Values that functions of the vocabulary are given at once.
template <class X>
inline constexpr std::size_t values_at_once = [] {
  std::size_t const size = X::inner_shape::size, some = size > 256 || size == 0 ? 1 : 256 / size,
                    most = X::capacity(X::ragged_rank);
  return most < some ? (most == 0 ? 1 : most) : some;
}();
template <class T, std::size_t RaggedRank, class S>
inline constexpr std::size_t values_at_once<RaggedView<T, RaggedRank, S>> = values_at_once<RaggedTensor<T, RaggedRank, S>>;

/// What a function is given of an argument: of a ragged one N values at a time, anything else as it is.
template <std::size_t N, class X>
struct MappedPortions {
  X const& x;
  constexpr X const& at(std::size_t, std::size_t) { return x; }
};
template <std::size_t N, Ragged X>
struct MappedPortions<N, X> {
  using T = typename X::value_type;
  using S = typename RowShape<N, typename X::inner_shape>::type;
  static constexpr std::size_t inner = X::inner_shape::size;

  constexpr explicit MappedPortions(X const& x) : values(x.view().flat_values()) {}
  /// `count` values, N at most. What is missing is filled up with copies of the first: nothing is computed of what is no value.
  constexpr auto at(std::size_t first, std::size_t count) {
    T const* const from = values.data() + first * inner;
    if (count == N) return StridedView<T const, S>(from);
    for (std::size_t i = 0; i < N * inner; ++i) rest.data()[i] = from[i < count * inner ? i : i % inner];
    return StridedView<T const, S>(rest.data());
  }
  std::span<T const> values;
  BasicTensor<T, S, storage::Inline> rest{};
};

template <class X, class... Rest>
constexpr auto const& first_ragged(X const& x, Rest const&... rest) {
  if constexpr (Ragged<X>)
    return x;
  else
    return first_ragged(rest...);
}

template <class S>
struct WithoutFirstAxis;
template <std::size_t First, std::size_t... D>
struct WithoutFirstAxis<Shape<First, D...>> : std::type_identity<Shape<D...>> {};

/// Whether an argument that is ragged has the partition of another, or the sentence that says where not.
template <class First, class X>
constexpr void check_partition(First const& first, X const& x, data::Outcome& outcome) {
  if constexpr (Ragged<X>) {
    static_assert(diagnose::same_ragged_axes<First::ragged_rank, X::ragged_rank>, TENON_RAGGED_AXES);
    if constexpr (First::ragged_rank == X::ragged_rank)
      if (outcome) outcome = same_partition(first.view(), x.view());
  }
}

}  // namespace detail

namespace ragged {

/// f of all values, with the partition as it is. f is given tensors of values, [n, D...], of each ragged argument, and what is
/// not ragged (numbers, tensors) as it is; it gives [n, E...] by functions of the vocabulary, each value for itself: in which
/// portions values come is not said. Ragged arguments must have one partition: the first row that differs is named. Example:
/// map_flat_values([](auto const& x) { return tn::exp(x) + 1.F; }, r)
template <class F, class... X>
  requires(Ragged<X> || ...)
constexpr auto try_map_flat_values(F const& f, X const&... x) {
  using First = std::remove_cvref_t<decltype(detail::first_ragged(x...))>;
  constexpr std::size_t n = detail::values_at_once<First>;
  using Given = std::remove_cvref_t<decltype(f(std::declval<detail::MappedPortions<n, X>&>().at(0, 0)...))>;
  constexpr bool fits = diagnose::function_gives_a_value_for_each<Given, n>;
  static_assert(fits, TENON_RAGGED_FUNCTION);
  if constexpr (!fits || std::is_same_v<Given, Invalid>)
    return data::Result<First>(First{});
  else {
    using U = typename Given::value_type;
    using Out =
        detail::RaggedLike<First, U, First::ragged_rank, typename detail::WithoutFirstAxis<typename Given::shape_type>::type>;
    auto const& first = detail::first_ragged(x...);
    data::Outcome outcome;
    (detail::check_partition(first, x, outcome), ...);
    if (!outcome) return data::Result<Out>(outcome);
    return Out::build([&](auto& b) {
      std::size_t const count = first.view().count(First::ragged_rank);
      b.append_partition(first.view());
      b.reserve(count);
      [&](detail::MappedPortions<n, X>... argument) {
        BasicTensor<U, typename Given::shape_type, storage::Inline> values;
        for (std::size_t i = 0; i < count; i += n) {
          std::size_t const some = count - i < n ? count - i : n;
          values = f(argument.at(i, some)...);
          b.append(values.data(), some);
        }
      }(detail::MappedPortions<n, X>{x}...);
    });
  }
}
template <class F, class... X>
  requires(Ragged<X> || ...)
constexpr auto map_flat_values(F const& f, X const&... x) {
  if constexpr ((detail::TracedRows<X> || ...))
    return detail::map_in_trace(f, x...);
  else
    return try_map_flat_values(f, x...).or_stop("ragged::map_flat_values");
}

}  // namespace ragged

namespace diagnose {
template <class Left, class Right>
inline constexpr bool same_ragged_dtype = std::is_same_v<Left, Right>;
template <class Left, class Right>
inline constexpr bool values_have_equally_many_axes = Left::rank == Right::rank;
}  // namespace diagnose

namespace detail {
/// Operands of an operator: ragged ones, or one and a number; in a traced function also one and a tensor, which broadcasts.
template <class A, class B>
concept RaggedOperands = (Ragged<A> && (Ragged<B> || is_scalar<B>)) || (is_scalar<A> && Ragged<B>) ||
                         (TracedRows<A> && Operand<B>) || (Operand<A> && TracedRows<B>);

template <class F, class A, class B>
constexpr auto ragged_operator(F const& f, A const& a, B const& b) {
  if constexpr (Ragged<A> && Ragged<B>) {
    constexpr bool axes = A::ragged_rank == B::ragged_rank;
    static_assert(diagnose::same_ragged_axes<A::ragged_rank, B::ragged_rank>, TENON_RAGGED_AXES);
    static_assert(diagnose::same_ragged_dtype<typename A::value_type, typename B::value_type>,
                  "ragged: the dtypes of the operands differ (both follow); convert one by ragged::map_flat_values and tn::cast");
    static_assert(diagnose::values_have_equally_many_axes<typename A::inner_shape, typename B::inner_shape>,
                  "ragged: the values of the operands have different numbers of axes (their shapes follow)");
    if constexpr (axes && std::is_same_v<typename A::value_type, typename B::value_type> &&
                  A::inner_shape::rank == B::inner_shape::rank)
      return ragged::map_flat_values(f, a, b);
    else
      return Invalid{};
  } else
    return ragged::map_flat_values(f, a, b);
}
}  // namespace detail

/// Elementwise, by the operators of tensors: of ragged tensors of one partition, or of one and a number. Another partition ends
/// the program with the first row that differs. Comparisons give ragged bools; only == is one bool, of everything.
#define TENON_RAGGED_OPERATOR(sign)                                                                                              \
  template <class A, class B>                                                                                                    \
    requires detail::RaggedOperands<A, B>                                                                                        \
  constexpr auto operator sign(A const& a, B const& b) {                                                                         \
    return detail::ragged_operator([](auto const& x, auto const& y) { return x sign y; }, a, b);                                 \
  }
TENON_RAGGED_OPERATOR(+)
TENON_RAGGED_OPERATOR(-)
TENON_RAGGED_OPERATOR(*)
TENON_RAGGED_OPERATOR(/)
TENON_RAGGED_OPERATOR(<)
TENON_RAGGED_OPERATOR(<=)
TENON_RAGGED_OPERATOR(>)
TENON_RAGGED_OPERATOR(>=)
TENON_RAGGED_OPERATOR(&&)
TENON_RAGGED_OPERATOR(||)
#undef TENON_RAGGED_OPERATOR
template <Ragged A>
constexpr auto operator-(A const& a) {
  return ragged::map_flat_values([](auto const& x) { return -x; }, a);
}
template <Ragged A>
constexpr auto operator!(A const& a) {
  return ragged::map_flat_values([](auto const& x) { return !x; }, a);
}

}  // namespace tenon
