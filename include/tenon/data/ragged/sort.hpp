// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/like.hpp>
#include <tenon/op/sort.hpp>

/// The values of each row in order.
namespace tenon {

namespace diagnose {
template <class T, class InnerShape>
inline constexpr bool values_can_be_sorted = InnerShape::rank == 0 && !std::is_same_v<T, bool>;
}  // namespace diagnose

namespace detail {
template <class X>
constexpr auto sorted_rows(X const& x, bool descending) {
  using T = typename X::value_type;
  static_assert(diagnose::values_can_be_sorted<T, typename X::inner_shape>,
                "ragged::sort: the values must be single numbers (dtype, shape of a value follow)");
  RaggedLike<X> result(x.view());
  if constexpr (diagnose::values_can_be_sorted<T, typename X::inner_shape>) {
    auto const splits = x.view().splits(X::ragged_rank - 1);
    for (std::size_t row = 0; row + 1 < splits.size(); ++row) {
      auto const begin = splits[row] - splits[0];  // those of a part begin behind others
      op::sorting::Walk<T> const walk{result.flat_values().data() + begin, 1};
      // NaN goes behind the numbers first, as in `sort` of tensors.
      std::ptrdiff_t const numbers = op::sorting::numbers_first(walk, splits[row + 1] - splits[row]);
      if (descending)
        op::sorting::sort(walk, numbers, [](T a, T b) { return a > b; });
      else
        op::sorting::sort(walk, numbers, [](T a, T b) { return a < b; });
    }
  }
  return result;
}
}  // namespace detail

namespace ragged {

/// The values of each row, smallest first, with `tn::reverse` largest first; NaN last.
template <Ragged X>
constexpr auto sort(X const& x) {
  return detail::sorted_rows(x, false);
}
template <Ragged X>
constexpr auto sort(X const& x, Reverse) {
  return detail::sorted_rows(x, true);
}

}  // namespace ragged
}  // namespace tenon
