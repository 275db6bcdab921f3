// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/elementwise.hpp>
#include <tenon/op/concat.hpp>

/// Ragged tensors put together: one behind the other along an axis, or side by side along a new one.
namespace tenon {

namespace diagnose {
template <class Got, class Range, std::size_t Rank>
inline constexpr bool ragged_axis_in_range = Range::contains(Got::value);
template <class First, class Other>
inline constexpr bool same_kind_of_ragged = std::is_same_v<First, Other>;
}  // namespace diagnose

namespace detail {

/// Capacities of what is put together along an axis: the sums from this axis on; of a new axis, what stands there.
template <int Axis, bool New, class First, class... Rest>
struct JoinedCapacities {
  static constexpr std::size_t sum(std::size_t axis) { return (First::capacity(axis) + ... + Rest::capacity(axis)); }
  static constexpr std::size_t at(std::size_t axis) {
    constexpr auto joined = static_cast<std::size_t>(Axis), operands = 1 + sizeof...(Rest);
    if (axis < joined) return First::capacity(axis);
    if (!New) return sum(axis);
    if (axis == joined) return joined == 0 ? operands : operands * First::capacity(joined - 1);
    return sum(axis - 1);
  }
};

/// Appends the parts of all operands below axis `Level`, which have equally many rows up to the axis that joins them.
template <int Level, int Axis, bool New, class Builder, class First, class... Rest>
constexpr void append_joined(Builder& b, data::Outcome& outcome, First const& first, Rest const&... rest) {
  if constexpr (Level == Axis) {
    auto const append = [&b](auto const& part) {
      b.template append_part<static_cast<std::size_t>(Level) + New>(part);
      if constexpr (New) b.end_row(static_cast<std::size_t>(Level));
    };
    append(first);
    (append(rest), ...);
  } else {
    std::size_t operand = 1;
    auto const check = [&](auto const& other) {
      if (outcome && other.rows() != first.rows())
        outcome = data::Outcome::failure("operand ", operand, " has ", other.rows(), " rows on axis ", Level, ", operand 0 has ",
                                         first.rows());
      ++operand;
    };
    (check(rest), ...);
    if (!outcome) return;
    for (std::size_t i = 0; i < first.rows() && outcome; ++i) {
      auto const row = static_cast<std::ptrdiff_t>(i);
      append_joined<Level + 1, Axis, New>(b, outcome, first[row], rest[row]...);
      b.end_row(static_cast<std::size_t>(Level));
    }
  }
}

template <int Axis, bool New, class First, class... Rest>
constexpr auto try_joined(First const& first, Rest const&... rest) {
  constexpr std::size_t axes = First::ragged_rank + New;
  using T = typename First::value_type;
  using S = typename First::inner_shape;
  using Out =
      typename RaggedResult<all_fixed_ragged<First, Rest...>, T, axes, S, JoinedCapacities<Axis, New, First, Rest...>>::type;
  data::Outcome outcome;
  auto result = Out::build([&](auto& b) { append_joined<0, Axis, New>(b, outcome, first.view(), rest.view()...); });
  return outcome ? result : data::Result<Out>(outcome);
}
template <class X>
using ViewOf = decltype(std::declval<X const&>().view());

}  // namespace detail

#define TENON_RAGGED_AXIS(function) "ragged::" function ": axis out of range (axis, allowed range, axes follow)"
#define TENON_RAGGED_KINDS(function)                                                                                             \
  "ragged::" function ": the operands differ in dtype, ragged axes or inner shape (both follow)"

namespace ragged {

/// Ragged tensors one behind the other along an axis: 0 joins the rows, 1 the values of equal rows, and so on; behind the ragged
/// axes, values of equal partitions. With capacities, the result has room for all. -1 is the last axis.
template <int Axis = 0, Ragged First, Ragged... Rest>
constexpr auto try_concat(First const& first, Rest const&... rest) {
  constexpr int axes = static_cast<int>(First::rank), axis = Axis < 0 ? Axis + axes : Axis;
  constexpr int ragged_axes = static_cast<int>(First::ragged_rank);
  static_assert(diagnose::ragged_axis_in_range<diagnose::got<Axis>, diagnose::expected_from_to<-axes, axes - 1>, First::rank>,
                TENON_RAGGED_AXIS("concat"));
  if constexpr (axis < 0 || axis >= axes)
    return data::Result<First>(First{});
  else if constexpr (axis > ragged_axes)
    return try_map_flat_values([](auto const&... x) { return tenon::concat<axis - ragged_axes>(x...); }, first, rest...);
  else {
    constexpr bool same = (std::is_same_v<detail::ViewOf<First>, detail::ViewOf<Rest>> && ...);
    static_assert((diagnose::same_kind_of_ragged<detail::ViewOf<First>, detail::ViewOf<Rest>> && ...),
                  TENON_RAGGED_KINDS("concat"));
    if constexpr (same)
      return detail::try_joined<axis, false>(first, rest...);
    else
      return data::Result<First>(First{});
  }
}
template <int Axis = 0, Ragged First, Ragged... Rest>
constexpr auto concat(First const& first, Rest const&... rest) {
  return try_concat<Axis>(first, rest...).or_stop("ragged::concat");
}

/// Ragged tensors side by side along a new axis, at 0 whole ones, at 1 equal rows, and so on up to the last ragged axis: one
/// ragged axis more.
template <int Axis = 0, Ragged First, Ragged... Rest>
constexpr auto try_stack(First const& first, Rest const&... rest) {
  constexpr int last = static_cast<int>(First::ragged_rank);
  static_assert(diagnose::ragged_axis_in_range<diagnose::got<Axis>, diagnose::expected_from_to<0, last>, First::rank>,
                TENON_RAGGED_AXIS("stack"));
  constexpr bool same = (std::is_same_v<detail::ViewOf<First>, detail::ViewOf<Rest>> && ...);
  static_assert((diagnose::same_kind_of_ragged<detail::ViewOf<First>, detail::ViewOf<Rest>> && ...), TENON_RAGGED_KINDS("stack"));
  if constexpr (same && Axis >= 0 && Axis <= last)
    return detail::try_joined<Axis, true>(first, rest...);
  else
    return data::Result<First>(First{});
}
template <int Axis = 0, Ragged First, Ragged... Rest>
constexpr auto stack(First const& first, Rest const&... rest) {
  return try_stack<Axis>(first, rest...).or_stop("ragged::stack");
}

}  // namespace ragged
}  // namespace tenon
