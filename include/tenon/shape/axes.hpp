// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/shape/diagnose.hpp>

/// Lists of axes as template arguments: negative ones count from the end, none means all.
namespace tenon::axes {

/// Stands for the operation in messages about axes.
struct Reduction;

constexpr int normalised(int axis, int rank) { return axis < 0 ? axis + rank : axis; }

/// The axes as bits; every axis without a list.
template <int... Axis>
constexpr std::uint32_t mask_of(int rank) {
  if constexpr (sizeof...(Axis) == 0)
    return (1u << rank) - 1u;
  else
    return ((1u << (normalised(Axis, rank) & 31)) | ...);
}
template <int Rank, int... Axis>
inline constexpr std::uint32_t mask = mask_of<Axis...>(Rank);

/// Whether every axis exists and none is named twice.
template <std::size_t Rank, int... Axis>
inline constexpr bool valid = [] {
  constexpr int rank = static_cast<int>(Rank);
  if (!((Axis >= -rank && Axis < rank) && ...)) return false;
  std::uint32_t seen = 0;
  bool distinct = true;
  ((distinct = distinct && (seen >> normalised(Axis, rank) & 1u) == 0, seen |= 1u << normalised(Axis, rank)), ...);
  return distinct;
}();

/// Number of elements that the axes span.
template <class S, int... Axis>
inline constexpr std::int64_t extent_product = [] {
  constexpr Dims d = dims_of<S>;
  std::int64_t n = 1;
  for (int i = 0; i < d.rank; ++i)
    if ((mask_of<Axis...>(d.rank) >> i & 1u) != 0) n *= d[i];
  return n;
}();

template <class S, int Axis>
constexpr void require_axis() {
  static_assert(diagnose::axis_in_range<diagnose::got<Axis>, diagnose::expected_from_to<-int(S::rank), int(S::rank) - 1>, S>,
                "axis out of range (axis, allowed range, shape follow)");
}

template <class S, int... Axis>
constexpr void require_valid() {
  (require_axis<S, Axis>(), ...);
  if constexpr (((Axis >= -int(S::rank) && Axis < int(S::rank)) && ...))
    static_assert(valid<S::rank, Axis...>, "an axis is named twice");
}

}  // namespace tenon::axes
