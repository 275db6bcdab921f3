// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/conv.hpp>

/// Transposed convolutions: what the gradient of a convolution does to its result. Options as of Conv2D but `Groups` and
/// `Causal`, and `OutputPadding<N...>`.
namespace tenon::nn {

namespace detail {
template <int Spatial, std::size_t Filters, class... Options>
struct ConvTransposeSpec;
}  // namespace detail

/// A built one, with a kernel [taps..., Filters, Channels].   [batch, spatial..., Channels] -> [batch, spatial'..., Filters]
template <int Spatial, std::size_t Channels, std::size_t Filters, class... Options>
struct ConvTransposeLayer {
  using T = dtype_option<float, Options...>;
  using op_type = Convolve<sliding::Convolution::transposed, Spatial, detail::SlidingPart<Options...>>;
  using kernel_shape = typename detail::KernelOf<Spatial, detail::OptionList<Options...>, Filters, Channels>::type;
  MainParam<Kernel<GlorotUniform>, T, kernel_shape, Options...> kernel;
  OptionalParam<has_bias<Options...>, Bias<Zeros>, T, Shape<Filters>, Options...> bias;
  TENON_MODULE(ConvTransposeLayer, kernel, bias);
  static constexpr char name[] = {'C', 'o', 'n', 'v', char('0' + Spatial), 'D', 'T', 'r', 'a', 'n', 's', 'p', 'o', 's', 'e', 0};
  template <class S>
  static constexpr bool accepts = detail::ConvTransposeSpec<Spatial, Filters, Options...>::template accepts<S> &&
                                  detail::channels_of<S, has_option<ChannelsFirst, Options...>> == Channels;
  constexpr auto call(auto const& x) const {
    return detail::finished(*this, op_type::call(x, kernel), detail::OptionList<Options...>{});
  }
};

namespace detail {
template <int Spatial, std::size_t Filters, class... Options>
struct ConvTransposeSpec {
  static_assert(Filters > 0, "convolution: at least one filter");
  using option_list = ConvOptions<ConvTransposeSpec, Main<Kernel<>>, sliding::ExtraOption>;
  using option_check = CheckedOptions<option_list, Options...>;
  template <class In>
  using build = ConvTransposeLayer<Spatial, channels_of<In, has_option<ChannelsFirst, Options...>>, Filters, Options...>;
  template <class S>
  using fault = convolution_fault_of<Spatial, S, build<S>>;
  template <class S>
  static constexpr bool accepts = convolution_accepts<option_list, fault<S>, Options...>();
};
}  // namespace detail

/// An extent n becomes (n - 1) stride + reach, with `Same` n stride: `Conv2DTranspose<16, Size<2>, Stride<2>>`.
/// [batch, spatial..., channels] -> [batch, spatial'..., Filters]
template <std::size_t Filters, class... Options>
struct Conv1DTranspose : detail::ConvTransposeSpec<1, Filters, Options...> {
  static constexpr char name[] = "Conv1DTranspose";
};
template <std::size_t Filters, class... Options>
struct Conv2DTranspose : detail::ConvTransposeSpec<2, Filters, Options...> {
  static constexpr char name[] = "Conv2DTranspose";
};
template <std::size_t Filters, class... Options>
struct Conv3DTranspose : detail::ConvTransposeSpec<3, Filters, Options...> {
  static constexpr char name[] = "Conv3DTranspose";
};

}  // namespace tenon::nn
