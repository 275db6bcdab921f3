// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/dense.hpp>
#include <tenon/data/ragged/traced.hpp>
#include <tenon/op/concat.hpp>

/// Rows in traced functions: filled up to a width, made of such, chosen by number.
namespace tenon {

namespace diagnose {
template <std::size_t Chosen, std::size_t Capacity>
inline constexpr bool chosen_rows_fit_the_capacity = Chosen <= Capacity;
template <class T, class S>
inline constexpr bool rows_are_a_vector_of_integers = std::is_integral_v<T> && !std::is_same_v<T, bool> && S::rank == 1;
template <class S, class Lengths>
inline constexpr bool one_length_for_each_row = false;
template <std::size_t N, std::size_t W, std::size_t... D>
inline constexpr bool one_length_for_each_row<Shape<N, W, D...>, Shape<N>> = true;
}  // namespace diagnose

#define TENON_RAGGED_CHOSEN "ragged::gather: in a traced function rows are chosen by a vector of integers (dtype, shape follow)"
#define TENON_RAGGED_TOO_MANY "ragged::gather: more rows than the capacity (rows, capacity follow)"
#define TENON_RAGGED_LENGTHS                                                                                                     \
  "ragged::from_tensor: in a traced function [rows, width, D...] is made ragged by a vector of whole numbers, one a row (both "  \
  "shapes follow)"

namespace detail {

/// Where the values of rows lie that are filled up; -1 where there is none.
template <std::size_t... Width, class X>
constexpr auto padded_places(X const& x, bool cut) {
  Builder& b = *x.builder();
  constexpr std::int32_t widths[] = {static_cast<std::int32_t>(Width)...};
  Dims dims{1, {static_cast<std::int32_t>(X::capacity(0))}};
  Value places{&b, -1};
  [&]<std::size_t... Axis>(std::index_sequence<Axis...>) {
    auto const below = [&]<std::size_t K>(std::integral_constant<std::size_t, K>) {
      std::int32_t const attr = 2 * (static_cast<std::int32_t>(K) + 1) + (cut ? 1 : 0);
      dims.push_back(widths[K]);
      if constexpr (K == 0)
        places = routine<op::RaggedPlaces<false>>(dtype_of<Index>, dims, attr, x.template split_index<0>());
      else
        places = routine<op::RaggedPlaces<true>>(dtype_of<Index>, dims, attr, x.template split_index<K>(), places);
    };
    (below(std::integral_constant<std::size_t, Axis>{}), ...);
  }(std::make_index_sequence<X::ragged_rank>{});
  return Traced<Index, Shape<X::capacity(0), Width...>>(&b, places.id);
}
template <std::size_t... Width, class X>
constexpr auto padded_in_trace(X const& x, typename X::value_type fill, bool cut) {
  auto const places = padded_places<Width...>(x, cut);
  constexpr Dims units = with_units_behind(dims_of<Shape<X::capacity(0), Width...>>, int(X::rank));
  return where(reshape_to_shape<shape_from<units>>(places >= 0), take(x.flat_values(), places), fill);
}

/// Of [N, W, D...] the first lengths[i] values of row i.
template <class T, class S>
struct RaggedOf;
template <class T, std::size_t N, std::size_t W, std::size_t... D>
struct RaggedOf<T, Shape<N, W, D...>> {
  using type = TracedRagged<T, 1, Shape<D...>, N, N * W>;
  static constexpr type make(Builder& b, Value x, Value lengths) {
    constexpr auto rows = static_cast<std::int32_t>(N), width = static_cast<std::int32_t>(W);
    Value const splits = routine<op::RaggedSplits>(dtype_of<Index>, Dims{1, {rows + 1}}, width, as_index(lengths));
    Value const places = routine<op::RaggedFirst>(dtype_of<Index>, Dims{1, {rows * width}}, width, splits);
    Traced<T, Shape<N * W, D...>> const all(&b, reshape(b, x.id, dims_of<Shape<N * W, D...>>));
    return type({&b, b.constant(dtype_of<std::int64_t>, Dims{}, Scalar{0, rows})},
                {&b, cast(b, splits.id, dtype_of<std::int64_t>)}, take(all, Traced<Index, Shape<N * W>>(&b, places.id)))
        .entered();
  }
};

}  // namespace detail

namespace ragged {

/// In a traced function: all rows that there may be.   [rows, (n), D...] -> [capacity, Width, D...]
template <std::size_t... Width, detail::TracedRows X>
constexpr auto to_tensor(X const& x, typename X::value_type fill = {}) {
  static_assert(diagnose::one_width_a_ragged_axis<sizeof...(Width), X::ragged_rank>, TENON_RAGGED_WIDTHS("to_tensor"));
  if constexpr (sizeof...(Width) == X::ragged_rank)
    return detail::padded_in_trace<Width...>(x, fill, false);
  else
    return Invalid{};
}
template <std::size_t... Width, detail::TracedRows X>
constexpr auto to_tensor(X const& x, typename X::value_type fill, Truncate) {
  static_assert(diagnose::one_width_a_ragged_axis<sizeof...(Width), X::ragged_rank>, TENON_RAGGED_WIDTHS("to_tensor"));
  if constexpr (sizeof...(Width) == X::ragged_rank)
    return detail::padded_in_trace<Width...>(x, fill, true);
  else
    return Invalid{};
}
template <std::size_t... Width, detail::TracedRows X>
constexpr auto mask(X const& x) {
  static_assert(diagnose::one_width_a_ragged_axis<sizeof...(Width), X::ragged_rank>, TENON_RAGGED_WIDTHS("mask"));
  if constexpr (sizeof...(Width) == X::ragged_rank)
    return detail::padded_places<Width...>(x, true) >= 0;
  else
    return Invalid{};
}
/// Lengths of all rows that there may be.   -> [capacity]
template <std::size_t Axis = 0, detail::TracedRows X>
constexpr auto row_lengths(X const& x) {
  static_assert(Axis < X::ragged_rank, "ragged::row_lengths: there is no such ragged axis");
  auto const splits = x.template row_splits<Axis>();
  return splits(from<1>) - splits(to<int(X::capacity(Axis))>);
}
/// The row of each value, 0 behind the last.   -> [capacity]
template <detail::TracedRows X>
constexpr auto value_rowids(X const& x) {
  auto const rows = x.row_of_values();
  return cast<std::int64_t>(where(rows < static_cast<Index>(X::capacity(X::ragged_rank - 1)), rows, 0));
}

/// Rows by their numbers, in a traced function: a vector of integers, of which -1 is the last row. The result has the capacities
/// of x. A number out of range, or more values than there is room for, ends the program.
template <detail::TracedRows X, Operand Rows>
constexpr auto gather(X const& x, Rows const& rows) {
  using S = typename Rows::shape_type;
  constexpr bool vector = diagnose::rows_are_a_vector_of_integers<typename Rows::value_type, S>;
  static_assert(diagnose::rows_are_a_vector_of_integers<typename Rows::value_type, S>, TENON_RAGGED_CHOSEN);
  if constexpr (!vector)
    return Invalid{};
  else {
    static_assert(diagnose::chosen_rows_fit_the_capacity<S::size, X::capacity(0)>, TENON_RAGGED_TOO_MANY);
    if constexpr (S::size <= X::capacity(0)) {
      Builder& b = *x.builder();
      Value const count = detail::as_index({&b, x.rows().id()});
      Value chosen = routine<op::RaggedChosen>(dtype_of<Index>, dims_of<S>, 0, detail::as_index(detail::lift(b, rows)), count);
      auto const splits = x.joined_splits([&]<std::size_t Axis>(std::integral_constant<std::size_t, Axis>) {
        constexpr auto room = static_cast<std::int32_t>(X::capacity(Axis + 1));
        constexpr std::int32_t below = 2 * (static_cast<std::int32_t>(Axis) + 1) + (Axis + 1 == X::ragged_rank ? 1 : 0);
        Value const from = x.template split_index<Axis>();
        Value const to = routine<op::RaggedChosenSplits>(dtype_of<Index>, b[from.id].dims, 16 * room + below, from, chosen);
        chosen = routine<op::RaggedChosenPlaces>(dtype_of<Index>, Dims{1, {room}}, 0, from, chosen, to);
        return to;
      });
      auto const at = Traced<Index, Shape<X::capacity(X::ragged_rank)>>(&b, chosen.id);
      typename X::Count const rows_now(&b, b.constant(dtype_of<std::int64_t>, Dims{}, Scalar{0, static_cast<int>(S::size)}));
      return X(rows_now, splits, take(x.flat_values(), at)).entered();
    } else
      return Invalid{};
  }
}

/// The first lengths[i] values of each row, in a traced function.   [N, W, D...], [N] -> [N, (n), D...]
template <Operand X, Operand Lengths>
  requires(detail::IsTraced<X>::value || detail::IsTraced<Lengths>::value)
constexpr auto from_tensor(X const& x, Lengths const& lengths) {
  using S = typename X::shape_type;
  using L = typename Lengths::shape_type;
  constexpr bool fits = diagnose::one_length_for_each_row<S, L> && std::is_integral_v<typename Lengths::value_type>;
  static_assert(
      diagnose::one_length_for_each_row<S, std::conditional_t<std::is_integral_v<typename Lengths::value_type>, L, void>>,
      TENON_RAGGED_LENGTHS);
  if constexpr (fits) {
    Builder& b = *detail::TraceBehind{}.first(x, lengths);
    return detail::RaggedOf<typename X::value_type, S>::make(b, detail::lift(b, x), detail::lift(b, lengths));
  } else
    return Invalid{};
}

}  // namespace ragged
}  // namespace tenon
