// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/shape/shape.hpp>

/// The conditions of Tenon's compile-time errors. Each is a variable named as a sentence, so that a compiler that
/// says "X evaluates to false" has said what was wrong, with both sides. They are keyed on shapes and dtypes, never on
/// the types of expressions, which would be long.
namespace tenon::diagnose {

/// One side of a comparison: an axis, its extent, and the whole shape.
template <int Axis, std::size_t Extent, class S>
struct lhs {
  static constexpr std::size_t extent = Extent;
};
template <int Axis, std::size_t Extent, class S>
struct rhs {
  static constexpr std::size_t extent = Extent;
};
/// An axis or index asked for, and the range it must be in.
template <int Got>
struct got {
  static constexpr int value = Got;
};
template <int First, int Last>
struct expected_from_to {
  static constexpr bool contains(int i) { return First <= i && i <= Last; }
};

template <class L, class R>
inline constexpr bool same_size = L::extent == R::extent;

template <class Operation, class L, class R>
inline constexpr bool shapes_broadcast = L::extent == R::extent || L::extent == 1 || R::extent == 1;

template <class Operation, class L, class R>
inline constexpr bool same_dtype = std::is_same_v<L, R>;

/// Whether a C++ scalar of type S may meet a tensor of dtype T: integers fit any number, floating ones a floating one.
template <class Operation, class T, class S>
inline constexpr bool scalar_fits_dtype =
    std::is_same_v<T, bool> ? std::is_same_v<S, bool>
                            : (!std::is_same_v<S, bool> && (std::is_floating_point_v<T> || std::is_integral_v<S>));

template <class Operation, class T, bool Accepts>
inline constexpr bool operation_accepts_dtype = Accepts;

template <class Got, class Range, class S>
inline constexpr bool axis_in_range = Range::contains(Got::value);

/// Whether no axis is named twice.
template <class S, int... Axis>
inline constexpr bool axes_differ = [] {
  int const axis[] = {Axis..., 0};
  for (std::size_t i = 0; i < sizeof...(Axis); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if ((axis[k] < 0 ? axis[k] + int(S::rank) : axis[k]) == (axis[i] < 0 ? axis[i] + int(S::rank) : axis[i])) return false;
  return true;
}();

template <class S, int... Axis>
inline constexpr bool every_axis_once = sizeof...(Axis) == S::rank && axes_differ<S, Axis...>;

template <class S, bool Some, int... Axis>
inline constexpr bool axes_have_elements = Some;

template <class S, bool All, int... Axis>
inline constexpr bool axes_have_extent_1 = All;

template <int Axis, class L, class R, bool Fit>
inline constexpr bool shapes_differ_in_one_axis = Fit;

template <class Got, class Range, class S>
inline constexpr bool index_in_range = Range::contains(Got::value);

template <bool Is>
inline constexpr bool slice_step_is_not_0 = Is;

template <class S, std::size_t Indices, bool Fit>
inline constexpr bool one_index_an_axis = Fit;

template <class L, class R, bool Both>
inline constexpr bool has_axes = Both;

template <class From, class To>
inline constexpr bool same_shape = std::is_same_v<From, To>;

template <class From, class To, bool Fits>
inline constexpr bool shape_broadcasts_to = Fits;

template <class From, class To>
inline constexpr bool same_number_of_elements = From::size == To::size;

}  // namespace tenon::diagnose
