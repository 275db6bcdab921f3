// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/conv.hpp>

/// Convolutions of each channel with filters of its own, alone or followed by sums over the channels. Options as of Conv2D but
/// `Groups`, and `DepthMultiplier<N>`, the filters of a channel (1).
namespace tenon::nn {

struct DepthMultiplierOption {};
template <std::size_t N>
struct DepthMultiplier : DepthMultiplierOption {
  static_assert(N > 0, "DepthMultiplier: one filter at least");
  static constexpr std::size_t value = N;
};

namespace detail {
template <class... Options>
inline constexpr std::size_t depth_multiplier = option_of_kind<DepthMultiplierOption, DepthMultiplier<1>, Options...>::value;
template <int Spatial, class... Options>
struct DepthwiseSpec;
template <int Spatial, std::size_t Filters, class... Options>
struct SeparableSpec;
}  // namespace detail

/// A built depthwise convolution, with a kernel [taps..., Channels, multiplier].
/// [batch, spatial..., Channels] -> [batch, windows..., Channels multiplier]
template <int Spatial, std::size_t Channels, class... Options>
struct DepthwiseConvLayer {
  using T = dtype_option<float, Options...>;
  using op_type = Convolve<sliding::Convolution::depthwise, Spatial, detail::SlidingPart<Options...>>;
  static constexpr std::size_t multiplier = detail::depth_multiplier<Options...>;
  using kernel_shape = typename detail::KernelOf<Spatial, detail::OptionList<Options...>, Channels, multiplier>::type;
  MainParam<Kernel<GlorotUniform>, T, kernel_shape, Options...> kernel;
  OptionalParam<has_bias<Options...>, Bias<Zeros>, T, Shape<Channels * multiplier>, Options...> bias;
  TENON_MODULE(DepthwiseConvLayer, kernel, bias);
  static constexpr char name[] = "DepthwiseConv";
  template <class S>
  static constexpr bool accepts = detail::DepthwiseSpec<Spatial, Options...>::template accepts<S> &&
                                  detail::channels_of<S, has_option<ChannelsFirst, Options...>> == Channels;
  constexpr auto call(auto const& x) const {
    return detail::finished(*this, op_type::call(x, kernel), detail::OptionList<Options...>{});
  }
};

/// A built separable convolution: a depthwise one, then a convolution with one tap.
/// [batch, spatial..., Channels] -> [batch, windows..., Filters]
template <int Spatial, std::size_t Channels, std::size_t Filters, class... Options>
struct SeparableConvLayer {
  using T = dtype_option<float, Options...>;
  using op_type = Convolve<sliding::Convolution::depthwise, Spatial, detail::SlidingPart<Options...>>;
  static constexpr std::size_t multiplier = detail::depth_multiplier<Options...>;
  static constexpr bool first = has_option<ChannelsFirst, Options...>;
  using kernel_shape = typename detail::KernelOf<Spatial, detail::OptionList<Options...>, Channels, multiplier>::type;
  using pointwise_shape = typename detail::KernelOf<Spatial, detail::OptionList<Size<1>>, Channels * multiplier, Filters>::type;
  LayerParam<DepthwiseKernel<GlorotUniform>, T, kernel_shape, Options...> depthwise_kernel;
  LayerParam<PointwiseKernel<GlorotUniform>, T, pointwise_shape, Options...> pointwise_kernel;
  OptionalParam<has_bias<Options...>, Bias<Zeros>, T, Shape<Filters>, Options...> bias;
  TENON_MODULE(SeparableConvLayer, depthwise_kernel, pointwise_kernel, bias);
  static constexpr char name[] = "SeparableConv";
  template <class S>
  static constexpr bool accepts =
      detail::SeparableSpec<Spatial, Filters, Options...>::template accepts<S> && detail::channels_of<S, first> == Channels;
  constexpr auto call(auto const& x) const {
    using Order = std::conditional_t<first, ChannelsFirst, Valid>;
    auto const y = op_type::call(x, depthwise_kernel);
    if constexpr (tenon::detail::is_broken<decltype(y)>)
      return Invalid{};
    else
      return detail::finished(*this, Convolve<sliding::Convolution::plain, Spatial, Order>::call(y, pointwise_kernel),
                              detail::OptionList<Options...>{});
  }
};

namespace detail {
template <int Spatial, class... Options>
struct DepthwiseSpec {
  using option_list = ConvOptions<DepthwiseSpec, Main<Kernel<>>, DepthMultiplierOption>;
  using option_check = CheckedOptions<option_list, Options...>;
  template <class In>
  using build = DepthwiseConvLayer<Spatial, channels_of<In, has_option<ChannelsFirst, Options...>>, Options...>;
  template <class S>
  using fault = convolution_fault_of<Spatial, S, build<S>>;
  template <class S>
  static constexpr bool accepts = convolution_accepts<option_list, fault<S>, Options...>();
};
template <int Spatial, std::size_t Filters, class... Options>
struct SeparableSpec {
  static_assert(Filters > 0, "convolution: at least one filter");
  using option_list = ConvOptions<SeparableSpec, DepthwiseKernel<>, PointwiseKernel<>, DepthMultiplierOption>;
  using option_check = CheckedOptions<option_list, Options...>;
  template <class In>
  using build = SeparableConvLayer<Spatial, channels_of<In, has_option<ChannelsFirst, Options...>>, Filters, Options...>;
  template <class S>
  using fault = convolution_fault_of<Spatial, S, build<S>>;
  template <class S>
  static constexpr bool accepts = convolution_accepts<option_list, fault<S>, Options...>();
};
}  // namespace detail

/// `DepthwiseConv2D<Size<3>, Same>`: filter m of channel c is channel c multiplier + m of the result.
/// [batch, spatial..., channels] -> [batch, windows..., channels multiplier]
template <class... Options>
struct DepthwiseConv1D : detail::DepthwiseSpec<1, Options...> {
  static constexpr char name[] = "DepthwiseConv1D";
};
template <class... Options>
struct DepthwiseConv2D : detail::DepthwiseSpec<2, Options...> {
  static constexpr char name[] = "DepthwiseConv2D";
};

/// `SeparableConv2D<32, Size<3>, Relu, DepthwiseKernel<HeNormal>>`: a depthwise convolution, whose channels are then mixed.
/// [batch, spatial..., channels] -> [batch, windows..., Filters]
template <std::size_t Filters, class... Options>
struct SeparableConv1D : detail::SeparableSpec<1, Filters, Options...> {
  static constexpr char name[] = "SeparableConv1D";
};
template <std::size_t Filters, class... Options>
struct SeparableConv2D : detail::SeparableSpec<2, Filters, Options...> {
  static constexpr char name[] = "SeparableConv2D";
};

}  // namespace tenon::nn
