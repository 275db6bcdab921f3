// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>
#include <tenon/nn/options.hpp>
#include <tenon/op/signal.hpp>

/// Options of layers that slide windows, as template arguments in any order, spelled as those of the functions:
/// `conv2d(x, kernel, stride<2>, same)` is `Conv2D<32, Size<3>, Stride<2>, Same>`.
namespace tenon::diagnose {
// What is wrong with the input of such a layer, for the message that it is not taken.
template <int Got, int Wanted>
struct axes_without_the_batch {};
template <int Axis, int Window, int PaddedExtent>
struct window_is_larger_than_its_input {};
template <int Axis, int Padding, int Window>
struct padding_is_as_wide_as_the_window {};
template <int Channels, int Filters, int Groups>
struct groups_do_not_divide {};
}  // namespace tenon::diagnose

namespace tenon::nn {

/// Taps of a kernel, elements of a pool's window, factors and bins: one number for each spatial axis, or one for all.
struct SizeOption {};
template <std::size_t... N>
struct Size : SizeOption {};

/// How far windows are apart; how far the taps of a window are.
template <int... N>
using Stride = sliding::Stride<N...>;
template <int... N>
using Dilation = sliding::Dilation<N...>;
template <int N>
using Groups = sliding::Groups<N>;
/// Padding: none (the default), as many windows as elements / stride, before the first axis only, or that much.
using Valid = sliding::Named<tenon::Padding::valid>;
using Same = sliding::Named<tenon::Padding::same>;
using Causal = sliding::Named<tenon::Padding::causal>;
template <int... N>
using Padding = sliding::Amounts<N...>;
template <int... N>
using OutputPadding = sliding::Extra<N...>;
/// [batch, channels, spatial...] instead of [batch, spatial..., channels].
using ChannelsFirst = sliding::ChannelsFirst;

namespace detail {

constexpr Dims with_batch(Dims const& row) {
  Dims r{1, {1}};
  for (int i = 0; i < row.rank; ++i) r.push_back(row[i]);
  return r;
}

/// All sliding options of a list as one.
template <class... Option>
struct SlidingPart {
  template <class O>
  static constexpr void apply_one(SlidingOptions& o) {
    if constexpr (sliding::Option<O>) O::apply(o);
  }
  static constexpr void apply(SlidingOptions& o) { (apply_one<Option>(o), ...); }
};
/// One number for each of the spatial axes, as a shape.
template <int Spatial, class Given>
struct SpatialExtents;
template <int Spatial, std::size_t... N>
struct SpatialExtents<Spatial, Size<N...>> {
  static_assert(sizeof...(N) == 1 || sizeof...(N) == Spatial, "Size: one number for all spatial axes, or one for each");
  template <std::size_t... I>
  static auto of(std::index_sequence<I...>) {
    constexpr std::size_t given[] = {N...};
    return Shape<given[sizeof...(N) == 1 ? 0 : I]...>{};
  }
  using type = decltype(of(std::make_index_sequence<std::size_t(Spatial)>{}));
};

/// What the size says for each of the spatial axes, as a shape.
template <int Spatial, class Default, class... Option>
using extents_option = typename SpatialExtents<Spatial, option_of_kind<SizeOption, Default, Option...>>::type;

/// What is wrong with windows over an input: void if nothing, or if the operation itself says it better.
template <sliding::Fault F>
constexpr auto window_fault() {
  if constexpr (F.kind == sliding::Fault::too_large)
    return std::type_identity<diagnose::window_is_larger_than_its_input<F.axis, F.got, F.allowed>>{};
  else if constexpr (F.kind == sliding::Fault::pool_padding)
    return std::type_identity<diagnose::padding_is_as_wide_as_the_window<F.axis, F.got, F.allowed + 1>>{};
  else
    return std::type_identity<void>{};
}
/// The same of a batch of inputs of shape S for the pool P over windows.
template <class P, class S>
constexpr auto pool_fault() {
  if constexpr (int(S::rank) != P::spatial + 1)
    return std::type_identity<diagnose::axes_without_the_batch<int(S::rank), P::spatial + 1>>{};
  else
    return window_fault<P::rule_of(with_batch(dims_of<S>)).geometry.fault>();
}
/// For a convolution C with kernels of shape K.
template <class C, int Spatial, class S, class K>
constexpr auto convolution_fault() {
  if constexpr (int(S::rank) != Spatial + 1)
    return std::type_identity<diagnose::axes_without_the_batch<int(S::rank), Spatial + 1>>{};
  else {
    constexpr auto rule = C::rule_of(with_batch(dims_of<S>), dims_of<K>);
    constexpr int channels = dims_of<S>[C::options.channels_first ? 0 : Spatial];
    if constexpr (rule.fault == rule.channels || rule.fault == rule.filters)
      return std::type_identity<diagnose::groups_do_not_divide<channels, dims_of<K>[Spatial + 1], C::options.groups>>{};
    else
      return window_fault<rule.geometry.fault>();
  }
}

}  // namespace detail

}  // namespace tenon::nn
