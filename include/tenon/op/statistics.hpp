// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/activation.hpp>
#include <tenon/op/arrange.hpp>
#include <tenon/op/exponential.hpp>
#include <tenon/op/identity.hpp>
#include <tenon/op/scan.hpp>
#include <tenon/op/softmax.hpp>
#include <tenon/op/sort.hpp>

/// Reductions made of others: products, variances, truth of many, and the like. Axes and `keepdims` as `sum`'s.
namespace tenon {

namespace detail {

/// The axes whose bits are set last and joined: [kept..., folded].
constexpr Value folded_last(Value x, std::uint32_t mask) {
  Builder& b = *x.builder;
  Dims const d = b[x.id].dims;
  Dims order, dims = without_axes(d, mask);
  std::int32_t folded = 1;
  for (int i = 0; i < d.rank; ++i)
    if ((mask >> i & 1u) == 0) order.push_back(i);
  for (int i = 0; i < d.rank; ++i)
    if ((mask >> i & 1u) != 0) order.push_back(i), folded *= d[i];
  dims.push_back(folded);
  return {&b, reshape(b, permute(b, x.id, order), dims)};
}

/// Numbers that an elementwise function of a reduction needs to know.
template <class X, int... Axis>
inline constexpr double folded_count =
    static_cast<double>(axes::extent_product<typename std::remove_cvref_t<X>::shape_type, Axis...>);

}  // namespace detail

namespace op {

/// The last of the cumulative products: its derivative needs no division, so zeros are no exception.
struct Product {
  static constexpr Domain domain = Domain::numeric;
  static constexpr bool of_nothing = true;
  template <class V>  // a template only to be compiled when used
  static constexpr V record(V whole, std::uint32_t mask) {
    auto& b = *whole.builder;
    V const x = tenon::detail::folded_last(whole, mask);
    Dims d = b[x.id].dims;
    int const axis = d.rank - 1;
    if (d[axis] == 0) {
      d[axis] = 1;
      return V{&b, b.constant(b[x.id].dtype, d, 1.0)};
    }
    V const all = tenon::detail::along_axis<Cumprod>(x, axis, false);
    return {&b, tenon::detail::slice_axis(b, all.id, axis, d[axis] - 1, 1)};
  }
};

/// The sum of the squared distances from the mean, divided by N less than there are of them; in a batch of which some rows are
/// not real, less than there are in those that are.
template <int N>
struct Variance {
  static constexpr Domain domain = Domain::floating;
  static constexpr bool of_nothing = false;
  template <class V>
  static constexpr V record(V x, std::uint32_t axes) {
    auto& b = *x.builder;
    Dims const full = b[x.id].dims;
    V const off = x - V{&b, expand_reduced(b, reduce(b, op::mean, x.id, axes), full, axes)};
    V const sum{&b, reduce(b, op::sum, elementwise<Square>(off).id, axes)};
    std::int64_t const count = full.size() / without_axes(full, axes).size();
    if (tenon::detail::folded_batch(b, x.id, axes).kind != BatchPlace::here)
      return sum / constant_like(sum, static_cast<double>(count - N));
    V const rows{&b, tenon::cast(b, b.batch.count, b[x.id].dtype)};
    V const real = rows * constant_like(rows, static_cast<double>(count / b.batch.rows)) + -double(N);
    return sum / V{&b, broadcast_to(b, real.id, b[sum.id].dims)};
  }
};

/// The middle element in order, or the mean of the two; NaN if there is one.
struct Median {
  static constexpr Domain domain = Domain::floating;
  static constexpr bool of_nothing = false;
  template <class V>
  static constexpr V record(V whole, std::uint32_t mask) {
    auto& b = *whole.builder;
    V const x = tenon::detail::folded_last(whole, mask);
    Dims const d = b[x.id].dims;
    int const axis = d.rank - 1, n = d[axis];
    V const all = tenon::detail::along_axis<Sort>(x, axis, false);
    auto element = [&](int i) { return V{&b, tenon::detail::slice_axis(b, all.id, axis, i, 1)}; };
    V const last = element(n - 1);  // NaN, if there is one
    V const middle = n % 2 == 1 ? element(n / 2) : (element(n / 2 - 1) + element(n / 2)) * constant_like(last, 0.5);
    return elementwise<Where>(elementwise<Equal>(last, last), middle, last);
  }
};

}  // namespace op

/// Product of the elements, over the given axes or all, 1 of none; the derivative is right beside zeros as well.
/// [S...] -> [S... less axes]
template <int... Axis, Operand X>
constexpr auto prod(X&& x) {
  return Reducing<op::Product, false, Axis...>::call(static_cast<X&&>(x));
}
template <int... Axis, Operand X>
constexpr auto prod(X&& x, KeepDims) {
  return Reducing<op::Product, true, Axis...>::call(static_cast<X&&>(x));
}
/// The middle element in order, of an even number the mean of the two in the middle; NaN if there is one.
template <int... Axis, Operand X>
constexpr auto median(X&& x) {
  return Reducing<op::Median, false, Axis...>::call(static_cast<X&&>(x));
}
template <int... Axis, Operand X>
constexpr auto median(X&& x, KeepDims) {
  return Reducing<op::Median, true, Axis...>::call(static_cast<X&&>(x));
}

/// How many degrees of freedom a variance takes off: `var(x, ddof<1>)` divides by n - 1.
template <int N>
struct Ddof {};
template <int N>
inline constexpr Ddof<N> ddof{};

/// Mean of the squared distance from the mean: two passes, so no cancellation.   [S...] -> [S... less axes]
template <int... Axis, int N = 0, Operand X>
constexpr auto var(X&& x, Ddof<N> = {}) {
  if constexpr (N == 0)  // a mean divides by the rows of a batch that are real
    return mean<Axis...>(square(detail::again<X>(x) - mean<Axis...>(detail::again<X>(x), keepdims)));
  else
    return Reducing<op::Variance<N>, false, Axis...>::call(static_cast<X&&>(x));
}
template <int... Axis, int N = 0, Operand X>
constexpr auto var(X&& x, KeepDims, Ddof<N> = {}) {
  if constexpr (N == 0)
    return mean<Axis...>(square(detail::again<X>(x) - mean<Axis...>(detail::again<X>(x), keepdims)), keepdims);
  else
    return Reducing<op::Variance<N>, true, Axis...>::call(static_cast<X&&>(x));
}
/// Standard deviation, the root of `var`. Its derivative does not exist where all elements are equal.
template <int... Axis, int N = 0, Operand X>
constexpr auto std(X&& x, Ddof<N> d = {}) {
  return sqrt(var<Axis...>(static_cast<X&&>(x), d));
}
template <int... Axis, int N = 0, Operand X>
constexpr auto std(X&& x, KeepDims, Ddof<N> d = {}) {
  return sqrt(var<Axis...>(static_cast<X&&>(x), keepdims, d));
}
/// Mean and variance, a tuple.
template <int... Axis, Operand X>
constexpr auto moments(X&& x) {
  return std::tuple{mean<Axis...>(detail::again<X>(x)), var<Axis...>(detail::again<X>(x))};
}
template <int... Axis, Operand X>
constexpr auto moments(X&& x, KeepDims) {
  return std::tuple{mean<Axis...>(detail::again<X>(x), keepdims), var<Axis...>(detail::again<X>(x), keepdims)};
}

/// Whether any element is true, or not zero; false of none.   [S...] -> [S... less axes]
template <int... Axis, Operand X>
constexpr auto any(X&& x) {
  return sum<Axis...>(cast<std::int32_t>(cast<bool>(static_cast<X&&>(x)))) > 0;
}
template <int... Axis, Operand X>
constexpr auto any(X&& x, KeepDims) {
  return sum<Axis...>(cast<std::int32_t>(cast<bool>(static_cast<X&&>(x))), keepdims) > 0;
}
/// Whether all elements are true, or not zero; true of none. (`tn::all` is the slice of a whole axis.)
template <int... Axis, Operand X>
constexpr auto all_of(X&& x) {
  return sum<Axis...>(cast<std::int32_t>(!cast<bool>(static_cast<X&&>(x)))) == 0;
}
template <int... Axis, Operand X>
constexpr auto all_of(X&& x, KeepDims) {
  return sum<Axis...>(cast<std::int32_t>(!cast<bool>(static_cast<X&&>(x))), keepdims) == 0;
}
/// How many elements are not zero, a 32-bit integer.
template <int... Axis, Operand X>
constexpr auto count_nonzero(X&& x) {
  return sum<Axis...>(cast<std::int32_t>(cast<bool>(static_cast<X&&>(x))));
}
template <int... Axis, Operand X>
constexpr auto count_nonzero(X&& x, KeepDims) {
  return sum<Axis...>(cast<std::int32_t>(cast<bool>(static_cast<X&&>(x))), keepdims);
}

}  // namespace tenon
