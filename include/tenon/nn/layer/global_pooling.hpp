// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/options.hpp>
#include <tenon/trace/module.hpp>

/// Pools over all elements of the spatial axes, or over a number of bins.
namespace tenon::nn {

/// Keeps the spatial axes of a global pool, with extent 1.
struct KeepDims {};

namespace detail {

template <auto const& Op, int Spatial, class... Option>
struct GlobalPoolingLayer {
  static_assert(((std::is_same_v<Option, KeepDims> || std::is_same_v<Option, ChannelsFirst>) && ...),
                "global pooling: an option that it does not have: it has KeepDims and ChannelsFirst");
  TENON_MODULE(GlobalPoolingLayer);
  /// Inputs [spatial..., channels].
  template <class S>
  static constexpr bool accepts = S::rank == Spatial + 1;
  constexpr auto call(Operand auto const& x) const {
    constexpr bool keep = (std::is_same_v<Option, KeepDims> || ...);
    return tenon::detail::global_pool<Op, keep, is_channels_first<Option...>>(x);
  }
};

template <auto const& Op, bool First, class Bins>
struct AdaptivePoolOf;
template <auto const& Op, bool First, std::size_t... Bins>
struct AdaptivePoolOf<Op, First, Shape<Bins...>> : std::type_identity<AdaptivePool<Op, First, Bins...>> {};

template <auto const& Op, int Spatial, class... Option>
struct AdaptivePoolingLayer {
  static_assert(((is_list<Size, Option> || std::is_same_v<Option, ChannelsFirst>) && ...) && (is_list<Size, Option> || ...),
                "adaptive pooling: it has the options Size<N...>, which says how many bins there are, and ChannelsFirst");
  TENON_MODULE(AdaptivePoolingLayer);
  /// Inputs [spatial..., channels].
  template <class S>
  static constexpr bool accepts = S::rank == Spatial + 1;
  constexpr auto call(Operand auto const& x) const {
    using Bins = extents_of<Size, Size<1>, Spatial, Option...>;
    return AdaptivePoolOf<Op, is_channels_first<Option...>, Bins>::type::call(x);
  }
};

}  // namespace detail

/// The largest element of all.   [batch, spatial..., channels] -> [batch, channels]
template <class... Option>
struct GlobalMaxPooling1D : detail::GlobalPoolingLayer<op::max, 1, Option...> {
  static constexpr char name[] = "GlobalMaxPooling1D";
};
template <class... Option>
struct GlobalMaxPooling2D : detail::GlobalPoolingLayer<op::max, 2, Option...> {
  static constexpr char name[] = "GlobalMaxPooling2D";
};
template <class... Option>
struct GlobalMaxPooling3D : detail::GlobalPoolingLayer<op::max, 3, Option...> {
  static constexpr char name[] = "GlobalMaxPooling3D";
};

/// The mean of all elements.   [batch, spatial..., channels] -> [batch, channels]
template <class... Option>
struct GlobalAveragePooling1D : detail::GlobalPoolingLayer<op::mean, 1, Option...> {
  static constexpr char name[] = "GlobalAveragePooling1D";
};
template <class... Option>
struct GlobalAveragePooling2D : detail::GlobalPoolingLayer<op::mean, 2, Option...> {
  static constexpr char name[] = "GlobalAveragePooling2D";
};
template <class... Option>
struct GlobalAveragePooling3D : detail::GlobalPoolingLayer<op::mean, 3, Option...> {
  static constexpr char name[] = "GlobalAveragePooling3D";
};

/// The largest element of each of `Size<N...>` bins, which are of one length or nearly.
/// [batch, spatial..., channels] -> [batch, N..., channels]
template <class... Option>
struct AdaptiveMaxPooling1D : detail::AdaptivePoolingLayer<op::max, 1, Option...> {
  static constexpr char name[] = "AdaptiveMaxPooling1D";
};
template <class... Option>
struct AdaptiveMaxPooling2D : detail::AdaptivePoolingLayer<op::max, 2, Option...> {
  static constexpr char name[] = "AdaptiveMaxPooling2D";
};
template <class... Option>
struct AdaptiveMaxPooling3D : detail::AdaptivePoolingLayer<op::max, 3, Option...> {
  static constexpr char name[] = "AdaptiveMaxPooling3D";
};

/// The mean of each bin.
template <class... Option>
struct AdaptiveAveragePooling1D : detail::AdaptivePoolingLayer<op::mean, 1, Option...> {
  static constexpr char name[] = "AdaptiveAveragePooling1D";
};
template <class... Option>
struct AdaptiveAveragePooling2D : detail::AdaptivePoolingLayer<op::mean, 2, Option...> {
  static constexpr char name[] = "AdaptiveAveragePooling2D";
};
template <class... Option>
struct AdaptiveAveragePooling3D : detail::AdaptivePoolingLayer<op::mean, 3, Option...> {
  static constexpr char name[] = "AdaptiveAveragePooling3D";
};

}  // namespace tenon::nn
