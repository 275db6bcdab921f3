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
  TENON_MODULE(GlobalPoolingLayer);
  using option_list = LayerOptions<GlobalPoolingLayer, KeepDims, ChannelsFirst>;
  using option_check = CheckedOptions<option_list, Option...>;
  /// Inputs [spatial..., channels].
  template <class S>
  static constexpr bool accepts = check_options<option_list, Option...>() && S::rank == Spatial + 1;
  constexpr auto call(Operand auto const& x) const {
    return tenon::detail::global_pool<Op, has_option<KeepDims, Option...>, has_option<ChannelsFirst, Option...>>(x);
  }
};

template <auto const& Op, bool First, class Bins>
struct AdaptivePoolOf;
template <auto const& Op, bool First, std::size_t... Bins>
struct AdaptivePoolOf<Op, First, Shape<Bins...>> : std::type_identity<AdaptivePool<Op, First, Bins...>> {};

template <auto const& Op, int Spatial, class... Option>
struct AdaptivePoolingLayer {
  TENON_MODULE(AdaptivePoolingLayer);
  using option_list = LayerOptions<AdaptivePoolingLayer, SizeOption, ChannelsFirst>;
  using option_check = CheckedOptions<option_list, Option...>;
  /// Inputs [spatial..., channels].
  template <class S>
  static constexpr bool accepts = check_options<option_list, Option...>() && S::rank == Spatial + 1;
  constexpr auto call(Operand auto const& x) const {
    using Bins = extents_option<Spatial, Size<1>, Option...>;
    return AdaptivePoolOf<Op, has_option<ChannelsFirst, Option...>, Bins>::type::call(x);
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

/// The mean of all elements; with a mask [batch, steps], given or of a layer before, of the steps that count, 0 where none does.
/// [batch, steps, channels] -> [batch, channels]
template <class... Option>
struct GlobalAveragePooling1D : detail::GlobalPoolingLayer<op::mean, 1, Option...> {
  static constexpr char name[] = "GlobalAveragePooling1D";
  using detail::GlobalPoolingLayer<op::mean, 1, Option...>::call;
  template <Operand X, Operand M>
  constexpr auto call(X const& x, M const& mask) const {
    constexpr int steps = has_option<ChannelsFirst, Option...> ? 2 : 1;
    auto const counts = broadcast_to_shape<typename X::shape_type>(expand<3 - steps>(mask));
    auto const part = maximum(this->call(cast<typename X::value_type>(counts)), 1e-7f);
    return this->call(where(counts, x, 0)) / part;
  }
  template <Operand X>
  constexpr auto call(X const& x, auto& context) const {
    constexpr Dims d = dims_of<typename X::shape_type>;
    using Steps = Shape<std::size_t(d[0]), std::size_t(d[has_option<ChannelsFirst, Option...> ? 2 : 1])>;
    bool const masked = context.template has_mask<Steps>();
    auto const mask = context.template mask<Steps>();
    context.clear_mask();
    if (masked) return this->call(x, mask);
    return this->call(x);
  }
};

/// The mean of all elements.   [batch, spatial..., channels] -> [batch, channels]
template <class... Option>
struct GlobalAveragePooling2D : detail::GlobalPoolingLayer<op::mean, 2, Option...> {
  static constexpr char name[] = "GlobalAveragePooling2D";
};
template <class... Option>
struct GlobalAveragePooling3D : detail::GlobalPoolingLayer<op::mean, 3, Option...> {
  static constexpr char name[] = "GlobalAveragePooling3D";
};

/// The largest element of each of `Size<N...>` bins (1), which are of one length or nearly.
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
