// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/signal/sliding.hpp>

#include <tuple>

/// Pools: the largest element or the mean of windows, of all spatial elements, or of a given number of bins. A pool is a
/// reduction of a view, like any other.
namespace tenon {

namespace sliding {

/// [batch, spatial..., channels] -> [batch, windows..., channels].
constexpr NodeId pool(Builder& b, OpRecord const& op, NodeId x, Geometry const& g) {
  std::uint32_t const taps = tap_axes(g.spatial);
  DType const d = b[x].dtype;
  if (&op != &op::mean) return reduce(b, op, windows(b, padded(b, x, g, tenon::detail::fold_identity(d, op)), g), taps);
  if (!g.pads()) return reduce(b, op, windows(b, x, g), taps);
  // The mean of what is there: padding is not counted.
  Dims ones = b[x].dims;
  ones[0] = ones[ones.rank - 1] = 1;
  NodeId const there = padded(b, b.constant(d, ones, 1.0), g), count = reduce(b, op::sum, windows(b, there, g), taps);
  NodeId const sum = reduce(b, op::sum, windows(b, padded(b, x, g), g), taps);
  return (Value{&b, sum} / Value{&b, count}).id;
}

/// An axis in `bins` that differ by one element at most in where they begin and end: bin i is the elements from
/// floor(i n / bins) up to ceil((i + 1) n / bins), as in PyTorch; each is folded.
constexpr NodeId pool_bins(Builder& b, OpRecord const& op, NodeId x, int axis, std::int32_t bins) {
  Dims const d = b[x].dims;
  std::int32_t const n = d[axis];
  if (n % bins == 0) {
    Dims split = d;
    for (int i = split.rank++; i > axis + 1; --i) split[i] = split[i - 1];
    split[axis] = bins;
    split[axis + 1] = n / bins;
    ViewMap map = ViewMap::identity(d.rank);
    map.axis[axis] = {axis, n / bins, 0, axis + 1, 1};
    for (int i = axis + 1; i < d.rank; ++i) map.axis[i].axis = i + 1;
    return reduce(b, op, make_view(b, x, map, split), 1u << (axis + 1));
  }
  NodeId result = -1;
  for (std::int32_t i = 0; i < bins; ++i) {
    std::int32_t const begin = i * n / bins, end = ceiling((i + 1) * n, bins);
    Dims part = d;
    part[axis] = end - begin;
    ViewMap map = ViewMap::identity(d.rank);
    map.axis[axis].offset = begin;
    NodeId const folded = reduce(b, op, make_view(b, x, map, part), 1u << axis);
    part[axis] = 1;
    NodeId const bin = reshape(b, folded, part);
    result = i == 0 ? bin : concat(b, result, bin, axis);
  }
  return result;
}

}  // namespace sliding

/// The front-end form of pools over windows of the given extents.
template <auto const& Op, class Window, class... Option>
struct Pool;
template <auto const& Op, std::size_t... Window, class... Option>
struct Pool<Op, Shape<Window...>, Option...> {
  static constexpr int spatial = static_cast<int>(sizeof...(Window));
  static constexpr SlidingOptions options = [] {
    SlidingOptions o = sliding::options_of<Option...>;
    if (o.strides == 0) {
      std::int32_t const window[] = {static_cast<std::int32_t>(Window)...};
      for (int i = 0; i < spatial; ++i) o.stride[i] = window[i];
    }
    return o;
  }();

  struct Rule {
    bool axes_ok = false, batch = true;
    sliding::Geometry geometry{};
    Dims dims{};
  };
  static constexpr Rule rule_of(Dims const& x) {
    Rule r;
    r.batch = x.rank == spatial + 2;
    r.axes_ok = r.batch || x.rank == spatial + 1;
    if (!r.axes_ok) return r;
    std::int32_t extents[max_spatial] = {}, result[max_spatial] = {};
    std::int32_t const window[] = {static_cast<std::int32_t>(Window)...};
    int const first = sliding::first_spatial_axis(options, x.rank, spatial);
    for (int i = 0; i < spatial; ++i) extents[i] = x[first + i];
    r.geometry = sliding::geometry(options, extents, window, spatial);
    for (int i = 0; i < spatial && r.geometry.fault.kind == sliding::Fault::none; ++i) {
      sliding::Axis const& a = r.geometry.axis[i];
      // Else there would be windows with nothing in them.
      if (a.before >= a.reach() || a.after >= a.reach())
        r.geometry.fault = {sliding::Fault::pool_padding, i, a.before > a.after ? a.before : a.after, a.reach() - 1};
      result[i] = a.windows;
    }
    r.dims = sliding::users_dims(options, r.batch, r.batch ? x[0] : 1, result, spatial,
                                 x[sliding::channel_axis(options, x.rank, spatial)]);
    return r;
  }
  template <class A>
  static constexpr Rule rule = rule_of(dims_of<typename A::shape_type>);

  template <class A>
  static constexpr bool ok = rule<A>.axes_ok && rule<A>.geometry.fault.kind == sliding::Fault::none &&
                             accepts(Op.domain, dtype_of<typename A::value_type>) && options.groups == 1;

  template <class A>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<rule<A>.dims>;
    template <int I>
    using operand_type = value_type;
  };

  static constexpr Value record(Value x) {
    Builder& b = *x.builder;
    Rule const r = rule_of(b[x.id].dims);
    NodeId const y = sliding::pool(b, Op, sliding::channels_last(b, x.id, options, spatial), r.geometry);
    return {&b, sliding::as_users_have_it(b, y, options, r.batch)};
  }

  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<Pool, X>) {
      using S = typename detail::arg_of<X>::shape_type;
      using T = typename detail::arg_of<X>::value_type;
      constexpr Rule r = rule<detail::arg_of<X>>;
      static_assert(diagnose::operation_accepts_dtype<Pool, T, accepts(Op.domain, dtype_of<T>)>,
                    "pool: not defined for this dtype");
      static_assert(options.groups == 1, "pool: every channel is a group of its own");
      static_assert(
          r.axes_ok || diagnose::is_batch_spatial_channels<Shape<Window...>, S, spatial>,
          "pool: the input is [batch, spatial..., channels], or without the batch (window, input shape, spatial axes follow)");
      if constexpr (r.axes_ok) sliding::assert_fits<Shape<Window...>, S, r.geometry.fault>();
    }
    return apply<Pool>(static_cast<X&&>(x));
  }
};

/// The front-end form of pools of a whole input, or of a given number of bins an axis.
template <auto const& Op, bool ChannelsFirst, std::size_t... Bins>
struct AdaptivePool {
  static constexpr int spatial = static_cast<int>(sizeof...(Bins));
  static constexpr SlidingOptions options = [] {
    SlidingOptions o;
    o.channels_first = ChannelsFirst;
    return o;
  }();
  static constexpr std::int32_t bins[sizeof...(Bins)] = {static_cast<std::int32_t>(Bins)...};
  /// The first spatial axis with fewer elements than bins, or no bin; -1 if there is none.
  static constexpr int misfit(Dims const& x) {
    int const first = sliding::first_spatial_axis(options, x.rank, spatial);
    for (int i = 0; i < spatial; ++i)
      if (bins[i] < 1 || x[first + i] < bins[i]) return i;
    return -1;
  }
  template <class S>
  static constexpr bool axes_ok = S::rank == spatial + 1 || S::rank == spatial + 2;
  template <class A>
  static constexpr bool ok = [] {
    using S = typename A::shape_type;
    if constexpr (axes_ok<S> && accepts(Op.domain, dtype_of<typename A::value_type>))
      return misfit(dims_of<S>) < 0;
    else
      return false;
  }();
  template <class A>
  struct Result {
    using value_type = typename A::value_type;
    static constexpr Dims x = dims_of<typename A::shape_type>;
    using shape_type = shape_from<sliding::users_dims(options, x.rank == spatial + 2, x[0], bins, spatial,
                                                      x[sliding::channel_axis(options, x.rank, spatial)])>;
    template <int I>
    using operand_type = value_type;
  };
  template <class V>
  static constexpr V record(V x) {
    Builder& b = *x.builder;
    bool const batch = b[x.id].dims.rank == spatial + 2;
    NodeId y = sliding::channels_last(b, x.id, options, spatial);
    for (int i = 0; i < spatial; ++i) y = sliding::pool_bins(b, Op, y, 1 + i, bins[i]);
    return {&b, sliding::as_users_have_it(b, y, options, batch)};
  }
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<AdaptivePool, X>) {
      using S = typename detail::arg_of<X>::shape_type;
      using T = typename detail::arg_of<X>::value_type;
      static_assert(diagnose::operation_accepts_dtype<AdaptivePool, T, accepts(Op.domain, dtype_of<T>)>,
                    "pool: not defined for this dtype");
      static_assert(
          axes_ok<S> || diagnose::is_batch_spatial_channels<Shape<Bins...>, S, spatial>,
          "pool: the input is [batch, spatial..., channels], or without the batch (bins, input shape, spatial axes follow)");
      if constexpr (axes_ok<S>) {
        constexpr int at = misfit(dims_of<S>), axis = at < 0 ? 0 : at;
        constexpr int extent = dims_of<S>[sliding::first_spatial_axis(options, S::rank, spatial) + axis];
        static_assert(
            at < 0 ||
                diagnose::window_fits<Shape<Bins...>, axis, diagnose::got<bins[axis]>, diagnose::expected_from_to<1, extent>, S>,
            "pool: more bins than elements, or none (spatial axis, bins, allowed range, input shape follow)");
      }
    }
    return apply<AdaptivePool>(static_cast<X&&>(x));
  }
};

namespace detail {
template <auto const& Op, int Spatial, class Options, std::size_t... Window>
struct PoolOf;
template <auto const& Op, int Spatial, class... Option, std::size_t... Window>
struct PoolOf<Op, Spatial, std::tuple<Option...>, Window...> {
  static_assert(sizeof...(Window) == 1 || sizeof...(Window) == Spatial,
                "pool: name one extent for all spatial axes, or one for each");
  template <std::size_t... I>
  static auto of(std::index_sequence<I...>) {
    constexpr std::size_t window[] = {Window...};
    return std::type_identity<Pool<Op, Shape<window[sizeof...(Window) == 1 ? 0 : I]...>, Option...>>{};
  }
  using type = typename decltype(of(std::make_index_sequence<Spatial>{}))::type;
};
/// Its `call` is the pool.
template <auto const& Op, int Spatial, class Options, std::size_t... Window>
using pool = typename PoolOf<Op, Spatial, Options, Window...>::type;
/// A reduction over all spatial axes.
template <auto const& Op, bool Keep, bool First, class X>
constexpr auto global_pool(X&& x) {
  constexpr std::size_t rank = shape_of_t<X>::rank, spatial = rank < 3 ? 0 : rank - 2;
  static_assert(diagnose::is_batch_spatial_channels<void, shape_of_t<X>, 0> || rank >= 3,
                "pool: the input is [batch, spatial..., channels] (its shape follows)");
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return Reduce<Op, Keep, (First ? 2 : 1) + static_cast<int>(I)...>::call(static_cast<X&&>(x));
  }(std::make_index_sequence<spatial>{});
}
}  // namespace detail

/// The largest element of each window, padding left out; ties share the gradient equally.
/// `max_pool2d<2>(x)`, `max_pool2d<3, 2>(x, stride<2>, same)`: windows of 2x2, of 3x2. Options as of convolutions; windows are
/// side by side unless a stride is given.   [batch, spatial..., channels] -> [batch, windows..., channels]
template <std::size_t... Window, Operand X, sliding::Option... O>
constexpr auto max_pool1d(X&& x, O...) {
  return detail::pool<op::max, 1, std::tuple<O...>, Window...>::call(static_cast<X&&>(x));
}
template <std::size_t... Window, Operand X, sliding::Option... O>
constexpr auto max_pool2d(X&& x, O...) {
  return detail::pool<op::max, 2, std::tuple<O...>, Window...>::call(static_cast<X&&>(x));
}
template <std::size_t... Window, Operand X, sliding::Option... O>
constexpr auto max_pool3d(X&& x, O...) {
  return detail::pool<op::max, 3, std::tuple<O...>, Window...>::call(static_cast<X&&>(x));
}
/// The mean of each window, of the elements that are there: padding is not counted. As `max_pool1d` otherwise.
template <std::size_t... Window, Operand X, sliding::Option... O>
constexpr auto avg_pool1d(X&& x, O...) {
  return detail::pool<op::mean, 1, std::tuple<O...>, Window...>::call(static_cast<X&&>(x));
}
template <std::size_t... Window, Operand X, sliding::Option... O>
constexpr auto avg_pool2d(X&& x, O...) {
  return detail::pool<op::mean, 2, std::tuple<O...>, Window...>::call(static_cast<X&&>(x));
}
template <std::size_t... Window, Operand X, sliding::Option... O>
constexpr auto avg_pool3d(X&& x, O...) {
  return detail::pool<op::mean, 3, std::tuple<O...>, Window...>::call(static_cast<X&&>(x));
}

/// The largest element, or the mean, of Bins bins an axis, of one number of elements where that divides, else nearly:
/// `adaptive_avg_pool<7, 7>(x)`. As many spatial axes as bins.   [batch, spatial..., channels] -> [batch, Bins..., channels]
template <std::size_t... Bins, Operand X>
constexpr auto adaptive_max_pool(X&& x) {
  return AdaptivePool<op::max, false, Bins...>::call(static_cast<X&&>(x));
}
template <std::size_t... Bins, Operand X>
constexpr auto adaptive_max_pool(X&& x, sliding::ChannelsFirst) {
  return AdaptivePool<op::max, true, Bins...>::call(static_cast<X&&>(x));
}
template <std::size_t... Bins, Operand X>
constexpr auto adaptive_avg_pool(X&& x) {
  return AdaptivePool<op::mean, false, Bins...>::call(static_cast<X&&>(x));
}
template <std::size_t... Bins, Operand X>
constexpr auto adaptive_avg_pool(X&& x, sliding::ChannelsFirst) {
  return AdaptivePool<op::mean, true, Bins...>::call(static_cast<X&&>(x));
}

/// The largest element, or the mean, of all spatial elements; `keepdims` keeps their axes with extent 1.
/// [batch, spatial..., channels] -> [batch, channels]
template <Operand X>
constexpr auto global_max_pool(X&& x) {
  return detail::global_pool<op::max, false, false>(static_cast<X&&>(x));
}
template <Operand X>
constexpr auto global_max_pool(X&& x, KeepDims) {
  return detail::global_pool<op::max, true, false>(static_cast<X&&>(x));
}
template <Operand X>
constexpr auto global_max_pool(X&& x, sliding::ChannelsFirst) {
  return detail::global_pool<op::max, false, true>(static_cast<X&&>(x));
}
template <Operand X>
constexpr auto global_avg_pool(X&& x) {
  return detail::global_pool<op::mean, false, false>(static_cast<X&&>(x));
}
template <Operand X>
constexpr auto global_avg_pool(X&& x, KeepDims) {
  return detail::global_pool<op::mean, true, false>(static_cast<X&&>(x));
}
template <Operand X>
constexpr auto global_avg_pool(X&& x, sliding::ChannelsFirst) {
  return detail::global_pool<op::mean, false, true>(static_cast<X&&>(x));
}

}  // namespace tenon
