// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/options.hpp>
#include <tenon/trace/module.hpp>

/// Pools over windows. Options in any order: `Size<N...>` of the window (2), `Stride<N...>` (its size), `Same`, `Padding<...>`,
/// `Dilation<N...>`, `ChannelsFirst`.
namespace tenon::nn {

namespace detail {
template <auto const& Op, int Spatial, class... Option>
struct PoolingLayer {
  TENON_MODULE(PoolingLayer);
  using option_list = LayerOptions<PoolingLayer, SizeOption, sliding::StrideOption, sliding::DilationOption,
                                   sliding::PaddingOption, ChannelsFirst>;
  using option_check = CheckedOptions<option_list, Option...>;
  using op_type = Pool<Op, extents_option<Spatial, Size<2>, Option...>, SlidingPart<Option...>>;
  template <class S>
  using fault = typename decltype(pool_fault<op_type, S>())::type;
  /// Inputs [spatial..., channels] that are as large as a window.
  template <class S>
  static constexpr bool accepts = check_options<option_list, Option...>() && std::is_void_v<fault<S>>;
  constexpr auto call(Operand auto const& x) const { return op_type::call(x); }
};
}  // namespace detail

/// The largest element of each window; padding is left out.   [batch, spatial..., channels] -> [batch, windows..., channels]
template <class... Option>
struct MaxPooling1D : detail::PoolingLayer<op::max, 1, Option...> {
  static constexpr char name[] = "MaxPooling1D";
};
template <class... Option>
struct MaxPooling2D : detail::PoolingLayer<op::max, 2, Option...> {
  static constexpr char name[] = "MaxPooling2D";
};
template <class... Option>
struct MaxPooling3D : detail::PoolingLayer<op::max, 3, Option...> {
  static constexpr char name[] = "MaxPooling3D";
};

/// The mean of each window, of the elements that are there.   [batch, spatial..., channels] -> [batch, windows..., channels]
template <class... Option>
struct AveragePooling1D : detail::PoolingLayer<op::mean, 1, Option...> {
  static constexpr char name[] = "AveragePooling1D";
};
template <class... Option>
struct AveragePooling2D : detail::PoolingLayer<op::mean, 2, Option...> {
  static constexpr char name[] = "AveragePooling2D";
};
template <class... Option>
struct AveragePooling3D : detail::PoolingLayer<op::mean, 3, Option...> {
  static constexpr char name[] = "AveragePooling3D";
};

}  // namespace tenon::nn
