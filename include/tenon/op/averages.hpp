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

namespace op {

/// The variance of what is not NaN, divided by N less than there are of it.
template <int N>
struct NanVariance {
  static constexpr Domain domain = Domain::floating;
  static constexpr bool of_nothing = false;
  template <class V>  // a template only to be compiled when used
  static constexpr V record(V x, std::uint32_t axes) {
    auto& b = *x.builder;
    Dims const full = b[x.id].dims;
    V const valid = elementwise<Equal>(x, x), zero = constant_like(x, 0);
    auto sum_of = [&](V v) { return V{&b, reduce(b, op::sum, v.id, axes)}; };
    V const count = sum_of(V{&b, tenon::cast(b, valid.id, b[x.id].dtype)});
    V const mean = sum_of(elementwise<Where>(valid, x, zero)) / count;
    V const off = elementwise<Where>(valid, x - V{&b, expand_reduced(b, mean.id, full, axes)}, zero);
    V const least = constant_like(count, N), nan = constant_like(count, __builtin_nan(""));
    return sum_of(elementwise<Square>(off)) / elementwise<Where>(elementwise<Greater>(count, least), count + -double(N), nan);
  }
};

}  // namespace op

/// Sums, means, variances, standard deviations and extremes of what is not NaN. Of nothing else the sum is 0 and the others
/// are NaN. Integers have no NaN. `keepdims` and `ddof` as elsewhere.   [S...] -> [S... less axes]
template <int... Axis, Operand X, std::same_as<KeepDims>... Keep>
constexpr auto nansum(X&& x, Keep... keep) {
  return sum<Axis...>(detail::without_nan(static_cast<X&&>(x), 0), keep...);
}
template <int... Axis, Operand X, std::same_as<KeepDims>... Keep>
constexpr auto nanmean(X&& x, Keep... keep) {
  using T = detail::value_of_t<X>;
  return nansum<Axis...>(detail::again<X>(x), keep...) / cast<T>(count_nonzero<Axis...>(!isnan(detail::again<X>(x)), keep...));
}
template <int... Axis, int N = 0, Operand X>
constexpr auto nanvar(X&& x, Ddof<N> = {}) {
  return Reducing<op::NanVariance<N>, false, Axis...>::call(static_cast<X&&>(x));
}
template <int... Axis, int N = 0, Operand X>
constexpr auto nanvar(X&& x, KeepDims, Ddof<N> = {}) {
  return Reducing<op::NanVariance<N>, true, Axis...>::call(static_cast<X&&>(x));
}
template <int... Axis, int N = 0, Operand X>
constexpr auto nanstd(X&& x, Ddof<N> d = {}) {
  return sqrt(nanvar<Axis...>(static_cast<X&&>(x), d));
}
template <int... Axis, int N = 0, Operand X>
constexpr auto nanstd(X&& x, KeepDims, Ddof<N> d = {}) {
  return sqrt(nanvar<Axis...>(static_cast<X&&>(x), keepdims, d));
}
template <int... Axis, Operand X, std::same_as<KeepDims>... Keep>
constexpr auto nanmax(X&& x, Keep... keep) {
  using T = detail::value_of_t<X>;
  if constexpr (!std::is_floating_point_v<T>)
    return max<Axis...>(static_cast<X&&>(x), keep...);
  else
    return where(all_of<Axis...>(isnan(detail::again<X>(x)), keep...), T(__builtin_nan("")),
                 max<Axis...>(detail::without_nan(detail::again<X>(x), lowest_of<T>()), keep...));
}
template <int... Axis, Operand X, std::same_as<KeepDims>... Keep>
constexpr auto nanmin(X&& x, Keep... keep) {
  using T = detail::value_of_t<X>;
  if constexpr (!std::is_floating_point_v<T>)
    return min<Axis...>(static_cast<X&&>(x), keep...);
  else
    return where(all_of<Axis...>(isnan(detail::again<X>(x)), keep...), T(__builtin_nan("")),
                 min<Axis...>(detail::without_nan(detail::again<X>(x), highest_of<T>()), keep...));
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
  template <class V>
  static constexpr V record(V x) {
    Builder& b = *x.builder;
    Dims const d = b[x.id].dims;
    int const axis = axes::normalised(Axis, d.rank), n = dims(d)[axis];
    auto part = [&](int start) { return V{&b, detail::slice_axis(b, x.id, axis, start, n)}; };
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
