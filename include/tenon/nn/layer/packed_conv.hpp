// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/conv.hpp>
#include <tenon/op/signal/winograd_conv.hpp>

namespace tenon::diagnose {
template <class Layer, bool Fits>
inline constexpr bool slides_three_by_three_taps_by_one = Fits;
}  // namespace tenon::diagnose

namespace tenon::nn {

namespace detail {

/// Whether a convolution has a transformed form: 3 x 3 taps that slide by one, zeros of one element around the image or none.
template <class Conv>
inline constexpr bool has_winograd_form = false;
template <std::size_t Channels, std::size_t Filters, class... Options>
inline constexpr bool has_winograd_form<ConvLayer<2, Channels, Filters, Options...>> = [] {
  using Layer = ConvLayer<2, Channels, Filters, Options...>;
  Dims const kernel = dims_of<typename Layer::kernel_shape>;
  SlidingOptions const o = Layer::op_type::options;
  bool const plain = kernel[0] == 3 && kernel[1] == 3 && o.groups == 1 && !o.channels_first;
  bool const by_one = o.stride[0] == 1 && o.stride[1] == 1 && o.dilation[0] == 1 && o.dilation[1] == 1;
  return plain && by_one && (o.padding == tenon::Padding::same || o.padding == tenon::Padding::valid);
}();

/// Windows along one axis of a tile: four, where the 36 matrices of weights stay in the second cache; else two, with 16.
template <std::size_t Channels, std::size_t Filters>
inline constexpr int winograd_tile = Channels * Filters <= 96 * 96 ? 4 : 2;

/// Whether the transforms cost less than they save, and the tiles that go through them together fit the stack (docs/speed.md).
template <std::size_t Channels, std::size_t Filters>
inline constexpr bool winograd_pays = Channels >= 8 && Filters >= 4 && Channels <= 256;

}  // namespace detail

/// A convolution over two axes for inference, of 3 x 3 taps that slide by one: its kernel is kept transformed, and a tile of 4 x
/// 4 windows takes 36 products of channels by filters instead of 144 (2 x 2 windows 16 instead of 36, with many channels). Errors
/// of rounding are as large as the direct way's, up to three times with tiles of 4 x 4 (docs/numerics.md); one infinite or NaN
/// element makes NaN of a whole tile. It is not trained. Made by `nn::packed`. [batch, rows, columns, Channels] -> [batch, rows',
/// columns', Filters]
template <std::size_t Channels, std::size_t Filters, class... Options>
struct PackedConv2DLayer {
  using conv_type = ConvLayer<2, Channels, Filters, Options...>;
  using T = dtype_option<float, Options...>;
  static_assert(diagnose::slides_three_by_three_taps_by_one<conv_type, detail::has_winograd_form<conv_type>>,
                "PackedConv2DLayer: for 3 x 3 taps, stride and dilation 1, one group, Same or no padding, channels last");
  static constexpr int tile = detail::winograd_tile<Channels, Filters>;
  static constexpr std::size_t points = static_cast<std::size_t>((tile + 2) * (tile + 2));

  LayerParam<Kernel<GlorotUniform>, T, Shape<points, Channels, Filters>, Kernel<NotTrainable>> kernel;
  OptionalParam<has_bias<Options...>, Bias<Zeros>, T, Shape<Filters>, Bias<NotTrainable>> bias;
  TENON_MODULE(PackedConv2DLayer, kernel, bias);
  static constexpr char name[] = "PackedConv2D";
  template <class S>
  static constexpr bool accepts = conv_type::template accepts<S>;

  /// Takes the weights of a convolution.
  constexpr void pack(conv_type const& conv) {
    winograd::transform_kernel<tile>(Channels * Filters, conv.kernel.data(), kernel.data());
    if constexpr (has_bias<Options...>)
      for (std::size_t f = 0; f < Filters; ++f) bias.data()[f] = conv.bias.data()[f];
  }
  /// The convolution again, but for rounding.
  constexpr conv_type unpacked() const {
    conv_type conv;
    winograd::restore_kernel<tile>(Channels * Filters, kernel.data(), conv.kernel.data());
    if constexpr (has_bias<Options...>)
      for (std::size_t f = 0; f < Filters; ++f) conv.bias.data()[f] = bias.data()[f];
    return conv;
  }

  constexpr auto call(auto const& x) const {
    using Activation = activation_option<Linear, Options...>;
    constexpr bool relu = std::is_same_v<Activation, Relu>;
    using Products = WinogradConvolve<conv_type::op_type::options.padding == tenon::Padding::same, relu>;
    auto const y = [&] {
      if constexpr (has_bias<Options...>)
        return Products::call(x, kernel, bias);
      else
        return Products::call(x, kernel);
    }();
    if constexpr (relu)
      return y;
    else
      return Activation{}(y);
  }
};

}  // namespace tenon::nn
