// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/composite.hpp>

/// Reductions that leave NaN out, weighted means, ranges and differences.
namespace tenon {

namespace detail {
/// x with `instead` where it is NaN.
template <class X>
constexpr auto without_nan(X&& x, value_of_t<X> instead) {
  return where(isnan(again<X>(x)), instead, again<X>(x));
}
/// The shape in which weights broadcast: a vector of them lies along the one axis that is folded.
template <class X, class W, int... Axis>
constexpr Dims weights_dims() {
  Dims const weights = dims_of<W>;
  if (sizeof...(Axis) != 1 || weights.rank != 1 || !axes::exist<X::rank, Axis...>) return weights;
  Dims d = with_unit_axes(dims_of<X>, ~0u);
  ((d[axes::normalised(Axis, d.rank)] = weights[0]), ...);
  return d;
}
}  // namespace detail

/// Sums, means and extremes of what is not NaN. Of nothing else the sum is 0 and the others are NaN. Integers have no NaN.
/// [S...] -> [S... less axes]
template <int... Axis, Operand X>
constexpr auto nansum(X&& x) {
  return sum<Axis...>(detail::without_nan(static_cast<X&&>(x), 0));
}
template <int... Axis, Operand X>
constexpr auto nanmean(X&& x) {
  using T = detail::value_of_t<X>;
  return nansum<Axis...>(detail::again<X>(x)) / cast<T>(count_nonzero<Axis...>(!isnan(detail::again<X>(x))));
}
template <int... Axis, Operand X>
constexpr auto nanmax(X&& x) {
  using T = detail::value_of_t<X>;
  if constexpr (!std::is_floating_point_v<T>)
    return max<Axis...>(static_cast<X&&>(x));
  else
    return where(all_of<Axis...>(isnan(detail::again<X>(x))), T(__builtin_nan("")),
                 max<Axis...>(detail::without_nan(detail::again<X>(x), lowest_of<T>())));
}
template <int... Axis, Operand X>
constexpr auto nanmin(X&& x) {
  using T = detail::value_of_t<X>;
  if constexpr (!std::is_floating_point_v<T>)
    return min<Axis...>(static_cast<X&&>(x));
  else
    return where(all_of<Axis...>(isnan(detail::again<X>(x))), T(__builtin_nan("")),
                 min<Axis...>(detail::without_nan(detail::again<X>(x), highest_of<T>())));
}

/// From the least element to the largest: their difference.   [S...] -> [S... less axes]
template <int... Axis, Operand X>
constexpr auto ptp(X&& x) {
  return max<Axis...>(detail::again<X>(x)) - min<Axis...>(detail::again<X>(x));
}
template <int... Axis, Operand X>
constexpr auto ptp(X&& x, KeepDims) {
  return max<Axis...>(detail::again<X>(x), keepdims) - min<Axis...>(detail::again<X>(x), keepdims);
}

/// sum(w x) / sum(w), with weights that broadcast to x, or a vector of them for the one axis.
/// [S...], [W...] -> [S... less axes]
template <int... Axis, Operand X, Operand W>
constexpr auto average(X&& x, W&& weights) {
  using S = detail::shape_of_t<X>;
  auto const w =
      reshape_to_shape<shape_from<detail::weights_dims<S, detail::shape_of_t<W>, Axis...>()>>(static_cast<W&&>(weights));
  return sum<Axis...>(detail::again<X>(x) * w) / sum<Axis...>(broadcast_to_shape<S>(w));
}

namespace layout {
template <int Axis>
struct Difference : detail::AxisLayout<Difference<Axis>, Axis> {
  template <class A>
  static constexpr bool ok = axes::valid<typename A::shape_type, Axis> && !std::is_same_v<typename A::value_type, bool>;
  static constexpr Dims dims(Dims d) {
    std::int32_t& n = d[axes::normalised(Axis, d.rank)];
    n = n > 1 ? n - 1 : 0;
    return d;
  }
  static constexpr Value record(Value x) {
    Builder& b = *x.builder;
    Dims const d = b[x.id].dims;
    int const axis = axes::normalised(Axis, d.rank), n = dims(d)[axis];
    auto part = [&](int start) { return Value{&b, detail::slice_axis(b, x.id, axis, start, n)}; };
    return part(d[axis] > 0 ? 1 : 0) - part(0);
  }
};
}  // namespace layout

/// Each element of an axis (the last, without one) less the one before it.   [A..., n, B...] -> [A..., n - 1, B...]
template <int Axis = -1, Operand X>
constexpr auto diff(X&& x) {
  return layout::Difference<Axis>::call(static_cast<X&&>(x));
}

}  // namespace tenon
