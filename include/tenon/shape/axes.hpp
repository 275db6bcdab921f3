// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/shape/diagnose.hpp>

/// Lists of axes as template arguments: negative ones count from the end, none means all.
namespace tenon::axes {

constexpr int normalised(int axis, int rank) { return axis < 0 ? axis + rank : axis; }

/// The axes as bits; every axis without a list.
template <int... Axis>
constexpr std::uint32_t mask_of(int rank) {
  if constexpr (sizeof...(Axis) == 0)
    return (1u << rank) - 1u;
  else
    return ((1u << (normalised(Axis, rank) & 31)) | ...);
}

/// The first axis that does not exist, or one that does.
template <std::size_t Rank, int... Axis>
inline constexpr int first_outside = [] {
  int const axis[] = {Axis..., 0};
  for (int const a : axis)
    if (a < -static_cast<int>(Rank) || a >= static_cast<int>(Rank)) return a;
  return 0;
}();
template <std::size_t Rank, int... Axis>
inline constexpr bool exist = ((Axis >= -static_cast<int>(Rank) && Axis < static_cast<int>(Rank)) && ...);

/// Whether every axis exists and none is named twice.
template <class S, int... Axis>
inline constexpr bool valid = exist<S::rank, Axis...> && diagnose::axes_differ<S, Axis...>;

/// The condition that the axes exist: an assertion of it names the first that does not, and the range.
template <class S, int... Axis>
using Asked = diagnose::got<first_outside<S::rank, Axis...>>;
template <class S>
using Allowed = diagnose::expected_from_to<-static_cast<int>(S::rank), static_cast<int>(S::rank) - 1>;

/// Number of elements that the axes span.
template <class S, int... Axis>
inline constexpr std::int64_t extent_product = [] {
  constexpr Dims d = dims_of<S>;
  std::int64_t n = 1;
  for (int i = 0; i < d.rank; ++i)
    if ((mask_of<Axis...>(d.rank) >> i & 1u) != 0) n *= d[i];
  return n;
}();

}  // namespace tenon::axes
