// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/signal/sliding.hpp>

/// Convolutions (in the field's sense: the kernel is not flipped) over 1, 2 or 3 spatial axes. A convolution is one
/// contraction of a view: windows over the padded input times the kernel, folded over taps and channels. No window is
/// ever copied, forward or backward, and what follows (bias, activation) is applied before the result is stored.
namespace tenon {

namespace sliding {

enum class Convolution { plain, depthwise, transposed };

/// The shape rule. Kernels are [taps..., channels / groups, filters], of depthwise ones [taps..., channels, multiplier], of
/// transposed ones [taps..., filters, channels].
struct ConvolutionRule {
  enum Fault : std::int32_t { none, input_axes, kernel_axes, channels, filters, groups, window } fault = none;
  Geometry geometry{};
  Dims dims{};
  bool batch = true;
  std::int32_t rows = 1, channel_axis = 0, kernel_axis = 0, channels_of_kernel = 0, filters_of_kernel = 0;

  static constexpr ConvolutionRule of(Dims const& x, Dims const& kernel, SlidingOptions const& o, int spatial, Convolution kind) {
    ConvolutionRule r;
    r.fault = r.find(x, kernel, o, spatial, kind);
    return r;
  }

 private:
  constexpr Fault find(Dims const& x, Dims const& kernel, SlidingOptions const& o, int spatial, Convolution kind) {
    batch = x.rank == spatial + 2;
    if (!batch && x.rank != spatial + 1) return input_axes;
    if (kernel.rank != spatial + 2) return kernel_axes;
    bool const transposed = kind == Convolution::transposed, depthwise = kind == Convolution::depthwise;
    channel_axis = sliding::channel_axis(o, x.rank, spatial);
    kernel_axis = spatial + (transposed ? 1 : 0);
    channels_of_kernel = kernel[kernel_axis];
    filters_of_kernel = kernel[transposed ? spatial : spatial + 1];
    if (o.groups < 1 || (o.groups > 1 && kind != Convolution::plain)) return groups;
    if (x[channel_axis] != channels_of_kernel * o.groups) return channels;
    if (filters_of_kernel % o.groups != 0) return filters;
    rows = batch ? x[0] : 1;
    std::int32_t extents[max_spatial] = {}, result[max_spatial] = {};
    int const first = first_spatial_axis(o, x.rank, spatial);
    for (int i = 0; i < spatial; ++i) extents[i] = x[first + i];
    geometry = transposed ? spread(o, extents, kernel.extent, spatial) : sliding::geometry(o, extents, kernel.extent, spatial);
    if (geometry.fault.kind != sliding::Fault::none) return window;
    for (int i = 0; i < spatial; ++i) result[i] = transposed ? geometry.axis[i].extent : geometry.axis[i].windows;
    dims = users_dims(o, batch, rows, result, spatial, depthwise ? channels_of_kernel * filters_of_kernel : filters_of_kernel);
    return none;
  }

  /// What a transposed convolution gives: windows over an extent that gives back `extents`.
  static constexpr Geometry spread(SlidingOptions const& o, std::int32_t const* extents, std::int32_t const* taps, int spatial) {
    Geometry g;
    g.spatial = spatial;
    g.fault = checked(o, spatial);
    if (g.fault.kind == sliding::Fault::none && o.padding == Padding::causal) g.fault = {sliding::Fault::causal, 0, spatial, 1};
    if (g.fault.kind != sliding::Fault::none) return g;
    for (int i = 0; i < spatial; ++i) {
      Axis& a = g.axis[i];
      a = {0, taps[i], o.stride[i], o.dilation[i], 0, 0, extents[i]};
      std::int32_t const reach = a.reach(), whole = (extents[i] - 1) * a.stride + reach;
      std::int32_t const gap = reach < a.stride ? a.stride - reach : 0;  // every input reaches `stride` elements
      if (o.padding == Padding::same) {
        a.before = reach > a.stride ? (reach - a.stride) / 2 : 0;
        a.extent = extents[i] * a.stride;
      } else if (o.padding == Padding::given) {
        a.before = o.amount[2 * i];
        a.extent = whole - a.before - o.amount[2 * i + 1];
      } else
        a.extent = whole + gap;
      a.extent += o.extra[i];
      if (a.taps < 1 || a.extent < 1) g.fault = {sliding::Fault::too_large, i, a.before + o.amount[2 * i + 1], whole - 1};
    }
    return g;
  }
};

// Names of axes in a contraction.
inline constexpr std::int32_t batch_name = 0, taps_name = 10, channel_name = 20, filter_name = 21, group_name = 22;

constexpr Dims window_names(int spatial) {
  Dims r{1, {batch_name}};
  for (int i = 0; i < spatial; ++i) r.push_back(1 + i);
  for (int i = 0; i < spatial; ++i) r.push_back(taps_name + i);
  return r;
}
constexpr Dims kernel_names(int spatial) {
  Dims r;
  for (int i = 0; i < spatial; ++i) r.push_back(taps_name + i);
  return r;
}

/// [batch, spatial..., channels] with its last axis in `parts`.
constexpr NodeId split_last(Builder& b, NodeId x, std::int32_t parts) {
  Dims d = b[x].dims;
  d[d.rank - 1] /= parts;
  d.push_back(d[d.rank - 1]);
  d[d.rank - 2] = parts;
  return reshape(b, x, d);
}
constexpr NodeId join_last(Builder& b, NodeId x) {
  Dims d = b[x].dims;
  d[d.rank - 2] *= d[d.rank - 1];
  --d.rank;
  return reshape(b, x, d);
}

constexpr NodeId convolve(Builder& b, NodeId x, NodeId kernel, Geometry const& g) {
  Dims names = window_names(g.spatial), taps = kernel_names(g.spatial), out{1, {batch_name}};
  for (int i = 0; i < g.spatial; ++i) out.push_back(1 + i);
  names.push_back(channel_name);
  taps.push_back(channel_name);
  taps.push_back(filter_name);
  out.push_back(filter_name);
  return tenon::detail::contract(b, {windows(b, x, g), names}, {kernel, taps}, out);
}

/// Every group has its own channels of the input and filters of the kernel.
constexpr NodeId convolve_groups(Builder& b, NodeId x, NodeId kernel, Geometry const& g, std::int32_t groups) {
  Dims names = window_names(g.spatial), taps = kernel_names(g.spatial), out{1, {batch_name}};
  for (int i = 0; i < g.spatial; ++i) out.push_back(1 + i);
  names.push_back(group_name);
  names.push_back(channel_name);
  taps.push_back(channel_name);
  taps.push_back(group_name);
  taps.push_back(filter_name);
  out.push_back(group_name);
  out.push_back(filter_name);
  NodeId const input = windows(b, split_last(b, x, groups), g);
  return join_last(b, tenon::detail::contract(b, {input, names}, {split_last(b, kernel, groups), taps}, out));
}

/// Every channel has its own filters: products summed over the taps, with the lanes along the channels.
constexpr NodeId convolve_depthwise(Builder& b, NodeId x, NodeId kernel, Geometry const& g) {
  Dims const taps = b[kernel].dims;
  std::int32_t const multiplier = taps[taps.rank - 1];
  NodeId w = windows(b, x, g);
  if (multiplier == 1) {
    kernel = reshape(b, kernel, without_axes(taps, 1u << (taps.rank - 1)));
    return reduce(b, op::sum, (Value{&b, w} * Value{&b, kernel}).id, tap_axes(g.spatial));
  }
  Dims d = b[w].dims;
  d.push_back(1);
  w = reshape(b, w, d);
  return join_last(b, reduce(b, op::sum, (Value{&b, w} * Value{&b, kernel}).id, tap_axes(g.spatial)));
}

/// The adjoint of `convolve` with respect to its input, as a convolution of its own.
constexpr NodeId convolve_transposed(Builder& b, NodeId x, NodeId kernel, Geometry const& g) {
  adjoint::Windows w[max_spatial];
  Dims names{1, {batch_name}}, taps = kernel_names(g.spatial), out{1, {batch_name}};
  for (int i = 0; i < g.spatial; ++i) {
    Axis const& a = g.axis[i];
    w[i] = {1 + i, -1, a.stride, a.dilation, -a.before, a.taps, a.extent};
    names.push_back(1 + i);
    out.push_back(1 + i);
  }
  names.push_back(channel_name);
  for (int i = 0; i < g.spatial; ++i) names.push_back(taps_name + i);
  taps.push_back(filter_name);
  taps.push_back(channel_name);
  out.push_back(filter_name);
  return tenon::detail::contract(b, {adjoint::seen_from_elements(b, x, w, g.spatial), names}, {kernel, taps}, out);
}

}  // namespace sliding

namespace diagnose {
template <class Operation, class S, int Spatial>
inline constexpr bool is_taps_channels_filters = false;
template <class L, class R, int Groups>
inline constexpr bool channels_are_those_of_the_kernel = false;
template <class K, int Groups>
inline constexpr bool groups_divide_the_filters = false;
template <class Operation, int Groups>
inline constexpr bool takes_groups = false;
}  // namespace diagnose

/// The front-end form of convolutions.
template <sliding::Convolution Kind, int Spatial, class... Option>
struct Convolve {
  static constexpr SlidingOptions options = sliding::options_of<Option...>;
  using Rule = sliding::ConvolutionRule;
  static constexpr Rule rule_of(Dims const& x, Dims const& kernel) { return Rule::of(x, kernel, options, Spatial, Kind); }
  template <class A, class K>
  static constexpr Rule rule = rule_of(dims_of<typename A::shape_type>, dims_of<typename K::shape_type>);

  template <class A, class K>
  static constexpr bool dtypes_ok =
      std::is_same_v<typename A::value_type, typename K::value_type> && !std::is_same_v<typename A::value_type, bool>;
  template <class A, class K>
  static constexpr bool ok = rule<A, K>.fault == Rule::none && dtypes_ok<A, K>;

  template <class A, class K>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<rule<A, K>.dims>;
    template <int I>
    using operand_type = value_type;
  };

  template <class V>
  static constexpr V record(V x, V kernel) {
    Builder& b = *x.builder;
    Rule const r = Rule::of(b[x.id].dims, b[kernel.id].dims, options, Spatial, Kind);
    NodeId y = sliding::channels_last(b, x.id, options, Spatial);
    if constexpr (Kind == sliding::Convolution::transposed)
      y = sliding::convolve_transposed(b, y, kernel.id, r.geometry);
    else {
      y = sliding::padded(b, y, r.geometry);
      if constexpr (Kind == sliding::Convolution::depthwise)
        y = sliding::convolve_depthwise(b, y, kernel.id, r.geometry);
      else if (options.groups == 1)
        y = sliding::convolve(b, y, kernel.id, r.geometry);
      else if (options.groups == r.channels_of_kernel * options.groups && r.filters_of_kernel == options.groups) {
        // Groups of one channel and one filter: [taps..., 1, filters] is the depthwise [taps..., channels, 1].
        Dims d = b[kernel.id].dims;
        d[Spatial] = d[Spatial + 1];
        d[Spatial + 1] = 1;
        y = sliding::convolve_depthwise(b, y, reshape(b, kernel.id, d), r.geometry);
      } else
        y = sliding::convolve_groups(b, y, kernel.id, r.geometry, options.groups);
    }
    return {&b, sliding::as_users_have_it(b, y, options, r.batch)};
  }

  template <class X, class K>
  static constexpr auto call(X&& x, K&& kernel) {
    if constexpr (detail::faulty<Convolve, X, K>) {
      using A = detail::arg_of<X>;
      using B = detail::arg_of<K>;
      using S = typename A::shape_type;
      using T = typename A::value_type;
      using R = typename B::shape_type;
      constexpr Rule r = rule<A, B>;
      static_assert(diagnose::same_dtype<Convolve, T, typename B::value_type>,
                    "convolution: the dtypes differ; convert one side with tn::cast<T>(x)");
      static_assert(diagnose::operation_accepts_dtype<Convolve, T, !std::is_same_v<T, bool>>,
                    "convolution: not defined for bool");
      static_assert(
          r.fault != Rule::input_axes || diagnose::is_batch_spatial_channels<Convolve, S, Spatial>,
          "convolution: the input is [batch, spatial..., channels], or without the batch (its shape, spatial axes follow)");
      static_assert(r.fault != Rule::kernel_axes || diagnose::is_taps_channels_filters<Convolve, R, Spatial>,
                    "convolution: the kernel is [taps..., channels / groups, filters], of a transposed one [taps..., filters, "
                    "channels] (its shape, spatial axes follow)");
      static_assert(r.fault != Rule::groups || diagnose::takes_groups<Convolve, options.groups>,
                    "convolution: groups are a positive number, and for plain convolutions only");
      if constexpr (r.fault == Rule::channels) {
        using Left = diagnose::lhs<r.channel_axis, detail::extent_or_1(dims_of<S>, r.channel_axis), S>;
        using Right = diagnose::rhs<r.kernel_axis, static_cast<std::size_t>(r.channels_of_kernel), R>;
        static_assert(diagnose::channels_are_those_of_the_kernel<Left, Right, options.groups>,
                      "convolution: the input must have as many channels as the kernel, times the groups (axis, extent, shape of "
                      "input and kernel, groups follow)");
      }
      static_assert(r.fault != Rule::filters || diagnose::groups_divide_the_filters<R, options.groups>,
                    "convolution: the groups do not divide the filters (kernel shape, groups follow)");
      if constexpr (r.fault == Rule::window) sliding::assert_fits<Convolve, S, r.geometry.fault>();
    }
    return apply<Convolve>(static_cast<X&&>(x), static_cast<K&&>(kernel));
  }
};

/// Convolution over one axis: y[t, f] = sum over taps j and channels c of x[stride t + dilation j, c] kernel[j, c, f].
/// [batch, steps, channels], [taps, channels / groups, filters] -> [batch, steps', filters]; the batch may be missing.
/// Options (behind the operands, in any order): `stride<N>`, `dilation<N>`, `groups<N>`, `same`, `causal`,
/// `padding<before, after>`, `channels_first`. 2 taps (channels / groups) operations an element of the result.
/// Fails to compile when channels do not match or the kernel is larger than the padded input. Example: examples/10_signal.cpp
template <Operand X, Operand K, sliding::Option... O>
constexpr auto conv1d(X&& x, K&& kernel, O...) {
  return Convolve<sliding::Convolution::plain, 1, O...>::call(static_cast<X&&>(x), static_cast<K&&>(kernel));
}
/// Convolution over two axes, as `conv1d`.
/// [batch, rows, columns, channels], [taps, taps, channels / groups, filters] -> [batch, rows', columns', filters]
template <Operand X, Operand K, sliding::Option... O>
constexpr auto conv2d(X&& x, K&& kernel, O...) {
  return Convolve<sliding::Convolution::plain, 2, O...>::call(static_cast<X&&>(x), static_cast<K&&>(kernel));
}
/// Convolution over three axes, as `conv1d`.
template <Operand X, Operand K, sliding::Option... O>
constexpr auto conv3d(X&& x, K&& kernel, O...) {
  return Convolve<sliding::Convolution::plain, 3, O...>::call(static_cast<X&&>(x), static_cast<K&&>(kernel));
}
/// Convolutions of each channel with filters of its own; filter m of channel c is channel c multiplier + m of the result.
/// [batch, spatial..., channels], [taps..., channels, multiplier] -> [batch, spatial..., channels multiplier]
template <Operand X, Operand K, sliding::Option... O>
constexpr auto depthwise_conv1d(X&& x, K&& kernel, O...) {
  return Convolve<sliding::Convolution::depthwise, 1, O...>::call(static_cast<X&&>(x), static_cast<K&&>(kernel));
}
template <Operand X, Operand K, sliding::Option... O>
constexpr auto depthwise_conv2d(X&& x, K&& kernel, O...) {
  return Convolve<sliding::Convolution::depthwise, 2, O...>::call(static_cast<X&&>(x), static_cast<K&&>(kernel));
}
template <Operand X, Operand K, sliding::Option... O>
constexpr auto depthwise_conv3d(X&& x, K&& kernel, O...) {
  return Convolve<sliding::Convolution::depthwise, 3, O...>::call(static_cast<X&&>(x), static_cast<K&&>(kernel));
}
/// Transposed convolutions: what the gradient of a convolution with this kernel and these options does to x.
/// [batch, spatial..., channels], [taps..., filters, channels] -> [batch, spatial'..., filters], where an extent n becomes
/// (n - 1) stride + reach (at least n stride), with `same` n stride, with `padding<before, after>` that much less; a reach is
/// dilation (taps - 1) + 1. `output_padding<N...>` adds elements behind.
template <Operand X, Operand K, sliding::Option... O>
constexpr auto conv1d_transpose(X&& x, K&& kernel, O...) {
  return Convolve<sliding::Convolution::transposed, 1, O...>::call(static_cast<X&&>(x), static_cast<K&&>(kernel));
}
template <Operand X, Operand K, sliding::Option... O>
constexpr auto conv2d_transpose(X&& x, K&& kernel, O...) {
  return Convolve<sliding::Convolution::transposed, 2, O...>::call(static_cast<X&&>(x), static_cast<K&&>(kernel));
}
template <Operand X, Operand K, sliding::Option... O>
constexpr auto conv3d_transpose(X&& x, K&& kernel, O...) {
  return Convolve<sliding::Convolution::transposed, 3, O...>::call(static_cast<X&&>(x), static_cast<K&&>(kernel));
}

/// What a convolution of one kind accepts: `ConvolutionOperands<sliding::Convolution::plain, 2, X, K>`.
template <sliding::Convolution Kind, int Spatial, class X, class K, class... O>
concept ConvolutionOperands = Operand<X> && Operand<K> && Applicable<Convolve<Kind, Spatial, O...>, X, K>;

}  // namespace tenon
