// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/segment.hpp>
#include <tenon/op/sort.hpp>
#include <tenon/op/statistics.hpp>

/// How many elements lie in each of several intervals.
namespace tenon {
namespace op {

namespace detail {
/// N intervals of one width from low to high; of a range without width, of width 1 around it.
template <class T>
struct Bins {
  T low, high;
  std::ptrdiff_t count;
  TENON_INLINE constexpr Bins(T from, T to, std::ptrdiff_t n) : low(from), high(to), count(n) {
    if (low == high) {
      low = low - T(0.5);
      high = high + T(0.5);
    }
  }
  TENON_INLINE constexpr T edge(std::ptrdiff_t i) const {
    return i == count ? high : low + static_cast<T>(i) * ((high - low) / static_cast<T>(count));
  }
  /// The interval of an x in range: the edges decide, whatever the rounding of the quotient.
  TENON_INLINE constexpr std::ptrdiff_t of(T x) const {
    auto i = static_cast<std::ptrdiff_t>((x - low) / (high - low) * static_cast<T>(count));
    if (i >= count) i = count - 1;
    while (i > 0 && x < edge(i)) --i;
    while (i + 1 < count && x >= edge(i + 1)) ++i;
    return i;
  }
};
}  // namespace detail

/// Of x, low, high; the form is [size, bins].
struct Histogram {
  static constexpr char name[] = "histogram";
  static constexpr int arity = 3, flops = 4;
  static constexpr bool floating_only = true;
  static constexpr Typed operands[3] = {Typed::data, Typed::data, Typed::data}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) {
    return Dims{2, {static_cast<std::int32_t>(in[0].size()), n.dims[0]}};
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, T const* low, T const* high, Index* y) {
    detail::Bins<T> const bins(*low, *high, form[1]);
    for (std::ptrdiff_t i = 0; i < form[1]; ++i) y[i] = 0;
    for (std::ptrdiff_t i = 0; i < form[0]; ++i)
      if (x[i] >= bins.low && x[i] <= bins.high) ++y[bins.of(x[i])];
  }
};
/// Their edges, of low and high; the form is [edges].
struct HistogramEdges {
  static constexpr char name[] = "histogram_edges";
  static constexpr int arity = 2, flops = 2;
  static constexpr bool floating_only = true;
  static constexpr Typed operands[2] = {Typed::data, Typed::data}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const*) { return n.dims; }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* low, T const* high, T* y) {
    detail::Bins<T> const bins(*low, *high, form[0] - 1);
    for (std::ptrdiff_t i = 0; i < form[0]; ++i) y[i] = bins.edge(i);
  }
};

}  // namespace op

template <> struct OpOf<hash_name("histogram")> : std::type_identity<op::Histogram> {};
template <> struct OpOf<hash_name("histogram_edges")> : std::type_identity<op::HistogramEdges> {};

namespace diagnose {
template <std::size_t Bins>
inline constexpr bool histogram_has_bins = Bins > 0;
template <class S, class Weights, class T, bool Fits>
inline constexpr bool one_weight_for_each_element = Fits;
template <class T, class Bound, class S, bool Fits>
inline constexpr bool bound_is_one_number_of_the_dtype = Fits;
}  // namespace diagnose

namespace detail {

/// A bound of a range: a number, or a tensor of one element of the dtype.
template <class T, class A>
inline constexpr bool is_bound = A::weak ? diagnose::scalar_fits_dtype<T, T, typename A::value_type>
                                         : (std::is_same_v<T, typename A::value_type> && A::shape_type::size == 1);

/// The front-end form of the counts.
template <std::size_t N>
struct BinCounts {
  template <class A, class L, class H>
  static constexpr bool ok = std::is_floating_point_v<typename A::value_type> && is_bound<typename A::value_type, L> &&
                             is_bound<typename A::value_type, H>;
  template <class A, class L, class H>
  struct Result {
    using value_type = Index;
    using shape_type = Shape<N>;
    template <int I>
    using operand_type = typename A::value_type;
  };
  template <class V>
  static constexpr V record(V x, V low, V high) {
    return routine<op::Histogram>(dtype_of<Index>, Dims{1, {static_cast<std::int32_t>(N)}}, 0, x, low, high);
  }
};
/// That of the edges: of x it wants the dtype and the front end only.
template <std::size_t N>
struct BinEdges : BinCounts<N> {
  template <class A, class L, class H>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = Shape<N + 1>;
    template <int I>
    using operand_type = value_type;
  };
  template <class V>
  static constexpr V record(V x, V low, V high) {
    DType const d = (*x.builder)[x.id].dtype;
    return routine<op::HistogramEdges>(d, Dims{1, {static_cast<std::int32_t>(N + 1)}}, 0, low, high);
  }
};
template <class X>
constexpr auto as_double(X&& x) {
  if constexpr (is_scalar<X>)
    return static_cast<double>(x);
  else
    return cast<double>(static_cast<X&&>(x));
}
template <class T, class B>
constexpr void check_bound() {
  using A = arg_of<B>;
  static_assert(diagnose::bound_is_one_number_of_the_dtype<T, typename A::value_type, typename A::shape_type, is_bound<T, A>>,
                "histogram: a bound must be a number, or a tensor of one element of the operand's dtype (dtype, the bound's, its "
                "shape follow)");
}

}  // namespace detail

/// How many elements lie in each of N intervals of one width from `low` to `high`, and the edges of the intervals: a tuple. An
/// interval has its lower edge, the last one its upper edge too; what lies outside, and NaN, is not counted. Integers are
/// counted as double.   [S...], [], [] -> [N], [N + 1]
template <std::size_t N, Operand X, class L, class H>
  requires Operands<X, L, H>
constexpr auto histogram(X&& x, L&& low, H&& high) {
  using T = detail::value_of_t<X>;
  static_assert(diagnose::histogram_has_bins<N>, "histogram: at least one interval");
  if constexpr (!std::is_floating_point_v<T>)
    return histogram<N>(detail::as_double(static_cast<X&&>(x)), detail::as_double(static_cast<L&&>(low)),
                        detail::as_double(static_cast<H&&>(high)));
  else if constexpr (detail::is_bound<T, detail::arg_of<L>> && detail::is_bound<T, detail::arg_of<H>>) {
    return std::tuple{apply<detail::BinCounts<N>>(detail::again<X>(x), detail::again<L>(low), detail::again<H>(high)),
                      apply<detail::BinEdges<N>>(detail::again<X>(x), detail::again<L>(low), detail::again<H>(high))};
  } else {
    detail::check_bound<T, L>();
    detail::check_bound<T, H>();
    return std::tuple{Invalid{}, Invalid{}};
  }
}
/// From the smallest to the largest element.
template <std::size_t N, Operand X>
constexpr auto histogram(X&& x) {
  if constexpr (std::is_floating_point_v<detail::value_of_t<X>>)
    return histogram<N>(detail::again<X>(x), min(detail::again<X>(x)), max(detail::again<X>(x)));
  else
    return histogram<N>(cast<double>(static_cast<X&&>(x)));
}
/// The same with the sum of the weights of what lies in an interval instead of its number: of their dtype, and with a derivative.
/// [S...], [], [], [S...] -> [N], [N + 1]
template <std::size_t N, Operand X, class L, class H, Operand W>
  requires Operands<X, L, H>
constexpr auto histogram(X&& x, L&& low, H&& high, W&& weights) {
  using S = detail::shape_of_t<X>;
  using T = detail::value_of_t<X>;
  using R = detail::shape_of_t<W>;
  constexpr bool fits = std::is_same_v<S, R> && !std::is_same_v<detail::value_of_t<W>, bool>;
  constexpr bool bounded = detail::is_bound<T, detail::arg_of<L>> && detail::is_bound<T, detail::arg_of<H>>;
  static_assert(
      diagnose::one_weight_for_each_element<S, R, detail::value_of_t<W>, fits>,
      "histogram: there must be a number for each element as its weight (shape, that of the weights, their dtype follow)");
  if constexpr (!fits)
    return std::tuple{Invalid{}, Invalid{}};
  else if constexpr (std::is_floating_point_v<T> && !bounded)
    return histogram<N>(static_cast<X&&>(x), static_cast<L&&>(low), static_cast<H&&>(high));  // which says what is wrong there
  else if constexpr (!std::is_floating_point_v<T>)
    return histogram<N>(detail::as_double(static_cast<X&&>(x)), detail::as_double(static_cast<L&&>(low)),
                        detail::as_double(static_cast<H&&>(high)), static_cast<W&&>(weights));
  else {
    auto const edges = apply<detail::BinEdges<N>>(detail::again<X>(x), detail::again<L>(low), detail::again<H>(high));
    auto const flat = flatten(detail::again<X>(x));
    auto const inside = flat >= slice(edges, at<0>) && flat <= slice(edges, at<int(N)>);
    auto const bin = minimum(searchsorted(edges, flat, reverse) - 1, int(N) - 1);  // the last one has its upper edge
    auto const counted = where(inside, flatten(static_cast<W&&>(weights)), 0);
    return std::tuple{segment_sum<N>(counted, where(inside, bin, 0)),
                      apply<detail::BinEdges<N>>(detail::again<X>(x), detail::again<L>(low), detail::again<H>(high))};
  }
}
/// The interval that each x lies in, between edges that grow: 0 before the first edge, i from edge i - 1 on, n behind the last.
/// [S...], [n] -> [S...]
template <Operand X, Operand E>
constexpr auto digitize(X&& x, E&& edges) {
  return searchsorted(static_cast<E&&>(edges), static_cast<X&&>(x), reverse);
}

}  // namespace tenon
