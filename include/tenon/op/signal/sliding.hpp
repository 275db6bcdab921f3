// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/contract.hpp>
#include <tenon/op/shape_ops.hpp>

/// What convolutions, pools and patches have in common: options, and how windows slide over the axes of an input.
namespace tenon {

inline constexpr int max_spatial = 3;

enum class Padding : std::uint8_t { valid, same, causal, given };

/// The options of a sliding window as a value; one number for an axis, or one for all.
struct SlidingOptions {
  std::int32_t stride[max_spatial] = {1, 1, 1}, dilation[max_spatial] = {1, 1, 1}, amount[2 * max_spatial] = {},
               extra[max_spatial] = {};
  /// How many numbers were given: 1 stands for all axes.
  std::int32_t strides = 0, dilations = 0, amounts = 0, extras = 0;
  std::int32_t groups = 1;
  Padding padding = Padding::valid;
  bool channels_first = false;
};

namespace sliding {
template <std::size_t N>
constexpr std::int32_t set(std::int32_t (&to)[N], std::initializer_list<std::int32_t> values) {
  std::size_t i = 0;
  for (std::int32_t const v : values)
    if (i < N) to[i++] = v;
  if (values.size() == 1)
    for (std::int32_t& t : to) t = to[0];
  return static_cast<std::int32_t>(values.size());
}

// The types of the options below, and what they are options for.
struct StrideOption {};
struct DilationOption {};
struct GroupsOption {};
struct PaddingOption {};
struct ExtraOption {};
template <int... N>
struct Stride : StrideOption {
  static constexpr void apply(SlidingOptions& o) { o.strides = set(o.stride, {N...}); }
};
template <int... N>
struct Dilation : DilationOption {
  static constexpr void apply(SlidingOptions& o) { o.dilations = set(o.dilation, {N...}); }
};
template <int N>
struct Groups : GroupsOption {
  static constexpr void apply(SlidingOptions& o) { o.groups = N; }
};
template <Padding P>
struct Named : PaddingOption {
  static constexpr void apply(SlidingOptions& o) { o.padding = P; }
};
template <int... N>
struct Amounts : PaddingOption {
  static constexpr void apply(SlidingOptions& o) {
    o.padding = Padding::given;
    o.amounts = set(o.amount, {N...});
  }
};
template <int... N>
struct Extra : ExtraOption {
  static constexpr void apply(SlidingOptions& o) { o.extras = set(o.extra, {N...}); }
};
struct ChannelsFirst {
  static constexpr void apply(SlidingOptions& o) { o.channels_first = true; }
};

template <class O>
concept Option = requires(SlidingOptions& o) { O::apply(o); };
}  // namespace sliding

/// Options of convolutions and pools, given behind the operands in any order: `conv2d(x, kernel, stride<2>, same)`.
/// How far windows are apart: one number for each spatial axis, or one for all. Pools: the window, unless given.
template <int... N>
inline constexpr sliding::Stride<N...> stride{};
/// How far the taps of a window are apart.
template <int... N>
inline constexpr sliding::Dilation<N...> dilation{};
/// The channels in N groups, each with filters of its own.
template <int N>
inline constexpr sliding::Groups<N> groups{};
/// Padding with zeros (maxima: with the lowest number, means: with nothing). `valid`, the default, is none; with `same` a
/// window for every `stride` elements, what is odd behind (as TensorFlow); with `causal` before the first axis only, so that
/// no window sees what comes after its last element; `padding<before, after, ...>` is a pair for each spatial axis, or one
/// number for all sides.
inline constexpr sliding::Named<Padding::valid> valid{};
inline constexpr sliding::Named<Padding::same> same{};
inline constexpr sliding::Named<Padding::causal> causal{};
template <int... N>
inline constexpr sliding::Amounts<N...> padding{};
/// Elements added behind the result of a transposed convolution, for those that several inputs of a convolution lead to.
template <int... N>
inline constexpr sliding::Extra<N...> output_padding{};
/// The input, and the result, as [batch, channels, spatial...] instead of [batch, spatial..., channels].
inline constexpr sliding::ChannelsFirst channels_first{};

namespace sliding {

/// One axis that windows slide over.
struct Axis {
  std::int32_t extent = 1, taps = 1, stride = 1, dilation = 1, before = 0, after = 0, windows = 1;
  constexpr std::int32_t reach() const { return dilation * (taps - 1) + 1; }
  constexpr std::int32_t padded() const { return extent + before + after; }
};

/// What can be wrong with options and window, and on which spatial axis.
struct Fault {
  enum Kind : std::int32_t { none, count, stride, dilation, negative, causal, too_large, pool_padding } kind = none;
  std::int32_t axis = 0, got = 0, allowed = 0;
};

/// Windows over the spatial axes.
struct Geometry {
  int spatial = 0;
  Axis axis[max_spatial] = {};
  Fault fault{};
  /// Whether elements are added to any axis.
  constexpr bool pads() const {
    for (int i = 0; i < spatial; ++i)
      if (axis[i].before != 0 || axis[i].after != 0) return true;
    return false;
  }
};

constexpr std::int32_t ceiling(std::int32_t a, std::int32_t b) { return (a + b - 1) / b; }

/// The numbers of options checked, before any shape.
constexpr Fault checked(SlidingOptions const& o, int spatial) {
  auto counts = [spatial](std::int32_t n, int per_axis) { return n == 0 || n == 1 || n == per_axis * spatial; };
  if (!counts(o.strides, 1)) return {Fault::count, 0, o.strides, spatial};
  if (!counts(o.dilations, 1)) return {Fault::count, 0, o.dilations, spatial};
  if (!counts(o.amounts, 2)) return {Fault::count, 0, o.amounts, 2 * spatial};
  if (!counts(o.extras, 1)) return {Fault::count, 0, o.extras, spatial};
  for (int i = 0; i < spatial; ++i) {
    if (o.stride[i] < 1) return {Fault::stride, i, o.stride[i], 1};
    if (o.dilation[i] < 1) return {Fault::dilation, i, o.dilation[i], 1};
    for (int side = 0; side < 2; ++side)
      if (o.amount[2 * i + side] < 0) return {Fault::negative, i, o.amount[2 * i + side], 0};
    if (o.extra[i] < 0) return {Fault::negative, i, o.extra[i], 0};
  }
  if (o.padding == Padding::causal && spatial != 1) return {Fault::causal, 0, spatial, 1};
  return {};
}

/// The windows of `taps` over the spatial extents.
constexpr Geometry geometry(SlidingOptions const& o, std::int32_t const* extents, std::int32_t const* taps, int spatial) {
  Geometry g;
  g.spatial = spatial;
  g.fault = checked(o, spatial);
  if (g.fault.kind != Fault::none) return g;
  for (int i = 0; i < spatial; ++i) {
    Axis& a = g.axis[i];
    a = {extents[i], taps[i], o.stride[i], o.dilation[i], 0, 0, 1};
    if (o.padding == Padding::same) {
      std::int32_t const total = (ceiling(a.extent, a.stride) - 1) * a.stride + a.reach() - a.extent;
      a.before = total > 0 ? total / 2 : 0;
      a.after = total > 0 ? total - a.before : 0;
    } else if (o.padding == Padding::causal)
      a.before = a.reach() - 1;
    else if (o.padding == Padding::given) {
      a.before = o.amount[2 * i];
      a.after = o.amount[2 * i + 1];
    }
    if (a.taps < 1 || a.reach() > a.padded()) {
      g.fault = {Fault::too_large, i, a.reach(), a.padded()};
      return g;
    }
    a.windows = (a.padded() - a.reach()) / a.stride + 1;
  }
  return g;
}

// Inside, inputs are [batch, spatial..., rest]; the axes of users are brought there by views.

/// Axis i of an input's shape: 0 the batch, then spatial ones, -1 the channels.
constexpr int channel_axis(SlidingOptions const& o, int rank, int spatial) {
  return o.channels_first ? rank - 1 - spatial : rank - 1;
}
constexpr int first_spatial_axis(SlidingOptions const& o, int rank, int spatial) {
  return o.channels_first ? rank - spatial : rank - 1 - spatial;
}

/// The input as [batch, spatial..., channels]; one without a batch gets one.
constexpr NodeId channels_last(Builder& b, NodeId x, SlidingOptions const& o, int spatial) {
  Dims d = b[x].dims;
  if (d.rank == spatial + 1) {
    for (int i = d.rank++; i > 0; --i) d[i] = d[i - 1];
    d[0] = 1;
    x = reshape(b, x, d);
  }
  if (!o.channels_first) return x;
  Dims order;
  for (int i = 0; i < d.rank; ++i) order.push_back(i == 0 ? 0 : i == d.rank - 1 ? 1 : i + 1);
  return permute(b, x, order);
}
/// The reverse, for a result.
constexpr NodeId as_users_have_it(Builder& b, NodeId x, SlidingOptions const& o, bool batch) {
  if (o.channels_first) {
    int const rank = b[x].dims.rank;
    Dims order;
    for (int i = 0; i < rank; ++i) order.push_back(i == 0 ? 0 : i == 1 ? rank - 1 : i - 1);
    x = permute(b, x, order);
  }
  if (batch) return x;
  return reshape(b, x, without_axes(b[x].dims, 1u));
}
/// The shape of a result: [batch, windows..., channels] in the user's order.
constexpr Dims users_dims(SlidingOptions const& o, bool batch, std::int32_t rows, std::int32_t const* spatial, int count,
                          std::int32_t channels) {
  Dims d;
  if (batch) d.push_back(rows);
  if (o.channels_first) d.push_back(channels);
  for (int i = 0; i < count; ++i) d.push_back(spatial[i]);
  if (!o.channels_first) d.push_back(channels);
  return d;
}

/// [batch, spatial..., rest...] with `fill` around the spatial axes.
constexpr NodeId padded(Builder& b, NodeId x, Geometry const& g, Scalar fill = {}) {
  if (!g.pads()) return x;
  Dims d = b[x].dims;
  ViewMap map = ViewMap::identity(d.rank);
  for (int i = 0; i < g.spatial; ++i) {
    d[1 + i] = g.axis[i].padded();
    map.axis[1 + i].offset = g.axis[i].before;
  }
  return embed(b, x, map, d, fill);
}
/// The windows of a padded [batch, spatial..., rest...], a view: [batch, windows..., taps..., rest...].
constexpr NodeId windows(Builder& b, NodeId x, Geometry const& g) {
  Dims const from = b[x].dims;
  Dims d{1, {from[0]}};
  ViewMap map = ViewMap::identity(from.rank);
  for (int i = 0; i < g.spatial; ++i) {
    d.push_back(g.axis[i].windows);
    map.axis[1 + i] = {1 + i, g.axis[i].stride, 0, 1 + g.spatial + i, g.axis[i].dilation};
  }
  for (int i = 0; i < g.spatial; ++i) d.push_back(g.axis[i].taps);
  for (int i = 1 + g.spatial; i < from.rank; ++i) {
    map.axis[i].axis = d.rank;
    d.push_back(from[i]);
  }
  return make_view(b, x, map, d);
}
/// The bits of the taps among the axes of `windows`.
constexpr std::uint32_t tap_axes(int spatial) { return ((1u << spatial) - 1u) << (1 + spatial); }

/// The options of a call as a value.
template <class... O>
inline constexpr SlidingOptions options_of = [] {
  SlidingOptions o;
  (O::apply(o), ...);
  return o;
}();

}  // namespace sliding

namespace diagnose {
template <class Operation, class Got, class Wanted>
inline constexpr bool one_number_for_all_axes_or_one_each = false;
template <class Operation, int Axis, class Got>
inline constexpr bool is_positive = false;
template <class Operation, int Axis, class Got>
inline constexpr bool is_not_negative = false;
template <class Operation, int Axes>
inline constexpr bool has_one_spatial_axis = false;
template <class Operation, int Axis, class Reach, class Extent, class S>
inline constexpr bool window_fits = false;
template <class Operation, class S, int Spatial>
inline constexpr bool is_batch_spatial_channels = false;
}  // namespace diagnose

namespace sliding {
/// Says what is wrong with a window over an input of shape S.
template <class Operation, class S, Fault F>
constexpr void assert_fits() {
  using Got = diagnose::got<F.got>;
  using From0 = diagnose::expected_from_to<0, F.allowed>;
  using From1 = diagnose::expected_from_to<1, F.allowed>;
  static_assert(F.kind != Fault::count || diagnose::one_number_for_all_axes_or_one_each<Operation, Got, From1>,
                "window: an option has neither one number for all spatial axes nor one for each (numbers, expected follow)");
  static_assert(F.kind != Fault::stride || diagnose::is_positive<Operation, F.axis, Got>,
                "window: a stride must be at least 1 (spatial axis, stride follow)");
  static_assert(F.kind != Fault::dilation || diagnose::is_positive<Operation, F.axis, Got>,
                "window: a dilation must be at least 1 (spatial axis, dilation follow)");
  static_assert(F.kind != Fault::negative || diagnose::is_not_negative<Operation, F.axis, Got>,
                "window: negative padding (spatial axis, padding follow)");
  static_assert(F.kind != Fault::causal || diagnose::has_one_spatial_axis<Operation, F.got>,
                "window: causal padding is for one spatial axis (spatial axes follow)");
  static_assert(F.kind != Fault::too_large || diagnose::window_fits<Operation, F.axis, Got, From1, S>,
                "window: it is larger than the input with its padding (spatial axis, window, allowed range, input shape follow)");
  static_assert(F.kind != Fault::pool_padding || diagnose::window_fits<Operation, F.axis, Got, From0, S>,
                "pool: the padding must be smaller than the window (spatial axis, padding, allowed range, input shape follow)");
}
}  // namespace sliding

}  // namespace tenon
