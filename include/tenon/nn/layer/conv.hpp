// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/options.hpp>

/// Convolutions. Options in any order: `Size<N...>` of the kernel, which must be named, `Stride<N...>`, `Dilation<N...>`,
/// `Groups<N>`, `Same`, `Causal` (1D), `Padding<...>`, `ChannelsFirst`, an activation, `Kernel<...>` (Glorot uniform),
/// `Bias<...>` (zeros) or `NoBias`, `Dtype<T>`.
namespace tenon::nn {

namespace detail {

template <class Taps, std::size_t... Rest>
struct KernelShape;
template <std::size_t... Taps, std::size_t... Rest>
struct KernelShape<Shape<Taps...>, Rest...> : std::type_identity<Shape<Taps..., Rest...>> {};
/// The extents of a kernel's taps, then Rest.
template <int Spatial, class OptionList, std::size_t... Rest>
struct KernelOf;
template <int Spatial, class... Options, std::size_t... Rest>
struct KernelOf<Spatial, OptionList<Options...>, Rest...> : KernelShape<extents_option<Spatial, Size<1>, Options...>, Rest...> {};

/// Channels of an input without the batch, 0 if there are none.
template <class S, bool First>
inline constexpr std::size_t channels_of = S::rank == 0 ? 0 : static_cast<std::size_t>(dims_of<S>[First ? 0 : int(S::rank) - 1]);

/// y + bias along the channels.
template <bool First, class Y, class B>
constexpr auto with_bias(Y const& y, B const& bias) {
  if constexpr (tenon::detail::is_broken<Y>)
    return y;
  else if constexpr (First)
    return [&]<std::size_t... One>(std::index_sequence<One...>) {
      return y + reshape<std::int64_t(B::size), std::int64_t(One * 0 + 1)...>(bias);
    }(std::make_index_sequence<Y::shape_type::rank - 2>{});
  else
    return y + bias;
}
/// What convolutions have in common behind the products: bias and activation.
template <class Layer, class Y, class... Options>
constexpr auto finished(Layer const& layer, Y const& y, OptionList<Options...>) {
  using Activation = activation_option<Linear, Options...>;
  if constexpr (has_bias<Options...>)
    return Activation{}(with_bias<has_option<ChannelsFirst, Options...>>(y, layer.bias));
  else
    return Activation{}(y);
}

/// The options of all convolutions, and those of a kind.
template <class Layer, class... More>
using ConvOptions = LayerOptions<Layer, ActivationOption, SizeOption, sliding::StrideOption, sliding::DilationOption,
                                 sliding::PaddingOption, ChannelsFirst, Bias<>, NoBias, Dtype<>, More...>;

/// What is wrong with inputs of shape S for a built convolution; void if nothing is.
template <int Spatial, class S, class Built>
using convolution_fault_of =
    typename decltype(convolution_fault<typename Built::op_type, Spatial, S, typename Built::kernel_shape>())::type;
template <class List, class Fault, class... Options>
constexpr bool convolution_accepts() {
  static_assert((std::is_base_of_v<SizeOption, Options> || ...), "convolution: name the size of the kernel, as in Size<3>");
  return check_options<List, Options...>() && std::is_void_v<Fault>;
}

template <int Spatial, std::size_t Filters, class... Options>
struct ConvSpec;

}  // namespace detail

/// A built convolution over `Spatial` axes: activation(conv(x, kernel) + bias).
/// [batch, spatial..., Channels] -> [batch, windows..., Filters]
template <int Spatial, std::size_t Channels, std::size_t Filters, class... Options>
struct ConvLayer {
  using T = dtype_option<float, Options...>;
  using op_type = Convolve<sliding::Convolution::plain, Spatial, detail::SlidingPart<Options...>>;
  static constexpr std::size_t groups = op_type::options.groups < 1 ? 1 : std::size_t(op_type::options.groups);
  using kernel_shape = typename detail::KernelOf<Spatial, detail::OptionList<Options...>, Channels / groups, Filters>::type;
  MainParam<Kernel<GlorotUniform>, T, kernel_shape, Options...> kernel;
  OptionalParam<has_bias<Options...>, Bias<Zeros>, T, Shape<Filters>, Options...> bias;
  TENON_MODULE(ConvLayer, kernel, bias);
  static constexpr char name[] = {'C', 'o', 'n', 'v', char('0' + Spatial), 'D', 0};
  /// Inputs of as many channels.
  template <class S>
  static constexpr bool accepts = detail::ConvSpec<Spatial, Filters, Options...>::template accepts<S> &&
                                  detail::channels_of<S, has_option<ChannelsFirst, Options...>> == Channels;
  constexpr auto call(auto const& x) const {
    return detail::finished(*this, op_type::call(x, kernel), detail::OptionList<Options...>{});
  }
};

namespace detail {
template <int Spatial, std::size_t Filters, class... Options>
struct ConvSpec {
  static_assert(Filters > 0, "convolution: at least one filter");
  using option_list = ConvOptions<ConvSpec, Main<Kernel<>>, sliding::GroupsOption>;
  using option_check = CheckedOptions<option_list, Options...>;
  template <class In>
  using build = ConvLayer<Spatial, channels_of<In, has_option<ChannelsFirst, Options...>>, Filters, Options...>;
  template <class S>
  using fault = convolution_fault_of<Spatial, S, build<S>>;
  template <class S>
  static constexpr bool accepts = convolution_accepts<option_list, fault<S>, Options...>();
};
}  // namespace detail

/// Convolutions over one, two and three axes, whose channels are inferred: `Conv2D<32, Size<3>, Relu, Same>`.
/// [batch, spatial..., channels] -> [batch, windows..., Filters]
template <std::size_t Filters, class... Options>
struct Conv1D : detail::ConvSpec<1, Filters, Options...> {
  static constexpr char name[] = "Conv1D";
};
template <std::size_t Filters, class... Options>
struct Conv2D : detail::ConvSpec<2, Filters, Options...> {
  static constexpr char name[] = "Conv2D";
};
template <std::size_t Filters, class... Options>
struct Conv3D : detail::ConvSpec<3, Filters, Options...> {
  static constexpr char name[] = "Conv3D";
};

}  // namespace tenon::nn
