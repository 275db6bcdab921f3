// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/reduce.hpp>
#include <tenon/data/ragged/traced.hpp>
#include <tenon/op/segment.hpp>

/// Folds of rows in traced functions: of one ragged axis a tensor with an element for each row that there may be, of more a
/// ragged one. What they give of no values is what they give outside. Rows that share an extreme share its derivative.
namespace tenon {

namespace detail::ragged_fold {

/// Lengths of the rows of the innermost ragged axis, with unit axes for the values behind.
template <class X>
constexpr auto lengths_beside_values(X const& x) {
  constexpr std::size_t axis = X::ragged_rank - 1;
  constexpr int n = int(X::capacity(axis));
  constexpr Dims units = with_units_behind(Dims{1, {n}}, int(X::values_shape::rank));
  auto const splits = x.template row_splits<axis>();
  return reshape_to_shape<shape_from<units>>(splits(from<1>) - splits(to<n>));
}

/// What make(values, row of each value) gives: an element for each row, and one for what is behind the last value.
template <class X, class Make>
constexpr auto rows_of(X const& x, Make const& make) {
  return make(x.flat_values(), x.row_of_values())(to<int(X::capacity(X::ragged_rank - 1))>);
}
/// Elements for the rows of the innermost ragged axis: dense, or ragged in one axis less.
template <class X, class E>
constexpr auto of_rows(X const& x, E const& elements) {
  if constexpr (X::ragged_rank == 1)
    return elements;
  else {
    using Less =
        typename RaggedWithin<typename E::value_type, X::ragged_rank - 1, typename X::inner_shape, SameCapacities<X>>::type;
    using Out = typename StructureInTrace<Less>::type;
    return Out(x.rows(), std::get<1>(x.parts())(to<int(Out::Splits::size)>), elements).entered();
  }
}
template <class Fold, class X, class Make>
constexpr auto fold_in_trace(X const& x, Make const& make) {
  using T = typename X::value_type;
  static_assert(diagnose::reduction_accepts_dtype<Fold, T, Fold::template accepts<T>>, TENON_RAGGED_FOLD);
  if constexpr (Fold::template accepts<T>)
    return of_rows(x, make(x));
  else
    return Invalid{};
}
template <class X>
inline constexpr std::size_t groups_of = X::capacity(X::ragged_rank - 1) + 1;

struct SumInTrace {
  template <class X>
  constexpr auto operator()(X const& x) const {
    return rows_of(x, [](auto const& v, auto const& rows) { return segment_sum<groups_of<X>>(v, rows); });
  }
};
template <bool Largest>
struct ExtremeInTrace {
  template <class X>
  constexpr auto operator()(X const& x) const {
    auto const found = rows_of(x, [](auto const& v, auto const& rows) {
      if constexpr (Largest)
        return segment_max<groups_of<X>>(v, rows);
      else
        return segment_min<groups_of<X>>(v, rows);
    });
    return where(lengths_beside_values(x) > 0, found, Extreme<Largest>::template none<typename X::value_type>);
  }
};
/// Of bools as numbers: of no values the least number there is, or the greatest.
template <bool All>
struct LogicalInTrace {
  template <class X>
  constexpr auto operator()(X const& x) const {
    return rows_of(x, [](auto const& v, auto const& rows) {
             if constexpr (All)
               return segment_min<groups_of<X>>(cast<Index>(v), rows);
             else
               return segment_max<groups_of<X>>(cast<Index>(v), rows);
           }) > 0;
  }
};

}  // namespace detail::ragged_fold

namespace ragged {

/// In a traced function.   [rows, (n), D...] -> [capacity, D...]
template <detail::TracedRows X>
constexpr auto sum(X const& x) {
  return detail::ragged_fold::fold_in_trace<detail::ragged_fold::Sum>(x, detail::ragged_fold::SumInTrace{});
}
template <detail::TracedRows X>
constexpr auto mean(X const& x) {
  return detail::ragged_fold::fold_in_trace<detail::ragged_fold::Mean>(x, [](auto const& y) {
    return detail::ragged_fold::SumInTrace{}(y) / cast<typename X::value_type>(detail::ragged_fold::lengths_beside_values(y));
  });
}
template <detail::TracedRows X>
constexpr auto max(X const& x) {
  return detail::ragged_fold::fold_in_trace<detail::ragged_fold::Extreme<true>>(x, detail::ragged_fold::ExtremeInTrace<true>{});
}
template <detail::TracedRows X>
constexpr auto min(X const& x) {
  return detail::ragged_fold::fold_in_trace<detail::ragged_fold::Extreme<false>>(x, detail::ragged_fold::ExtremeInTrace<false>{});
}
template <detail::TracedRows X>
constexpr auto any(X const& x) {
  return detail::ragged_fold::fold_in_trace<detail::ragged_fold::Logical<false>>(x, detail::ragged_fold::LogicalInTrace<false>{});
}
template <detail::TracedRows X>
constexpr auto all(X const& x) {
  return detail::ragged_fold::fold_in_trace<detail::ragged_fold::Logical<true>>(x, detail::ragged_fold::LogicalInTrace<true>{});
}

}  // namespace ragged
}  // namespace tenon
