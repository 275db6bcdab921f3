// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/options.hpp>
#include <tenon/op/signal.hpp>

/// Options of layers that slide windows, as template arguments in any order, spelled as those of the functions:
/// `conv2d(x, kernel, stride<2>, same)` is `Conv2D<32, Size<3>, Stride<2>, Same>`.
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

/// The first option that is a size, or the default.
template <class Default, class... Option>
using size_option =
    typename decltype((Candidate<std::is_base_of_v<SizeOption, Option>, Option>{} | ... | Candidate<true, Default>{}))::type;
/// What it says for each of the spatial axes, as a shape.
template <int Spatial, class Default, class... Option>
using extents_option = typename SpatialExtents<Spatial, size_option<Default, Option...>>::type;

}  // namespace detail

}  // namespace tenon::nn
