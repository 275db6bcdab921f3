// SPDX-License-Identifier: MIT
// Convolution layers: shapes, parameters, and that bias and activation are where they belong.
#include "support/laws/layer_laws.hpp"
#include "support/laws/module_laws.hpp"

namespace tn = tenon;
using namespace tn::nn;
using tenon_test::Approx;
using tenon_test::layer_laws;

namespace {
template <class Out, class Layer, std::size_t... In>
constexpr bool gives = std::is_same_v<typename Sequential<tn::Shape<In...>, Layer>::output_shape, Out>;
template <class Layer, std::size_t... In>
constexpr bool takes = tn::nn::detail::accepts_input<Layer, tn::Shape<In...>>();
template <class Layer, std::size_t... In>
constexpr auto parameters = tn::parameter_count<typename Layer::template build<tn::Shape<In...>>>;
}  // namespace

TEST_CASE("convolution layers: shapes", "[layer]") {
  static_assert(gives<tn::Shape<26, 26, 32>, Conv2D<32, Size<3>>, 28, 28, 1>);
  static_assert(gives<tn::Shape<14, 10, 4>, Conv2D<4, Size<3, 5>, Stride<2, 3>, Same, Relu>, 28, 28, 3>);
  static_assert(gives<tn::Shape<4, 6, 6>, Conv2D<4, Size<3>, ChannelsFirst>, 3, 8, 8>);
  static_assert(gives<tn::Shape<10, 3>, Conv1D<3, Size<4>, Causal, Dilation<2>>, 10, 2>);
  static_assert(gives<tn::Shape<3, 2, 2, 5>, Conv3D<5, Size<2, 3, 3>>, 4, 4, 4, 2>);
  static_assert(gives<tn::Shape<16, 14, 5>, Conv2DTranspose<5, Size<2>, Stride<2>>, 8, 7, 3>);
  static_assert(gives<tn::Shape<9, 5>, Conv1DTranspose<5, Size<3>, Stride<2>>, 4, 3>);
  static_assert(gives<tn::Shape<4, 4, 4, 1>, Conv3DTranspose<1, Size<3>, Stride<2>, Same>, 2, 2, 2, 2>);
  static_assert(gives<tn::Shape<6, 6, 6>, DepthwiseConv2D<Size<3>, DepthMultiplier<2>>, 8, 8, 3>);
  static_assert(gives<tn::Shape<8, 8, 7>, SeparableConv2D<7, Size<3>, Same>, 8, 8, 3>);
  static_assert(gives<tn::Shape<6, 4>, SeparableConv1D<4, Size<3>>, 8, 3>);
  static_assert(!takes<Conv2D<4, Size<3>>, 8, 8> && !takes<Conv1D<4, Size<3>>, 8, 8, 1> &&
                !takes<SeparableConv1D<4, Size<3>>, 8>);
  using Built = Conv2D<4, Size<3>>::build<tn::Shape<8, 8, 3>>;
  static_assert(takes<Built, 8, 8, 3> && takes<Built, 5, 5, 3> && !takes<Built, 8, 8, 4>);  // of any size, but these channels
}

TEST_CASE("convolution layers: parameters", "[layer]") {
  static_assert(parameters<Conv2D<32, Size<3>>, 28, 28, 3> == 3 * 3 * 3 * 32 + 32);
  static_assert(parameters<Conv2D<32, Size<3>, NoBias, Groups<4>>, 28, 28, 8> == 3 * 3 * 2 * 32);
  static_assert(parameters<Conv2DTranspose<5, Size<2>>, 8, 8, 3> == 2 * 2 * 5 * 3 + 5);
  static_assert(parameters<DepthwiseConv2D<Size<3>, DepthMultiplier<2>>, 8, 8, 3> == 9 * 3 * 2 + 6);
  static_assert(parameters<SeparableConv2D<7, Size<3>>, 8, 8, 3> == 9 * 3 + 3 * 7 + 7);
  static_assert(parameters<PReLU<SharedAxes<1>>, 4, 3> == 3 && parameters<PReLU<>, 4, 3> == 12);
  using Net = Conv2D<4, Size<2>, Relu, Kernel<HeNormal, L2<1e-4>>, Bias<Ones>>::build<tn::Shape<8, 8, 3>>;
  tenon_test::module_laws<Net>({{"kernel", 48}, {"bias", 4}});
  static_assert(std::is_same_v<decltype(Net::kernel)::init_type, HeNormal> &&
                std::is_same_v<decltype(Net::bias)::init_type, Ones>);
}

TEST_CASE("convolution layers: gradients", "[layer]") {
  layer_laws<Conv2D<2, Size<2>, Tanh, Same>::build<tn::Shape<3, 3, 2>>, tn::Shape<3, 3, 2>, tn::Shape<3, 3, 2>>();
  layer_laws<SeparableConv1D<2, Size<2>, DepthMultiplier<2>>::build<tn::Shape<4, 2>>, tn::Shape<4, 2>, tn::Shape<3, 2>>();
}
TEST_CASE("transposed convolution and PReLU: gradients", "[layer]") {
  layer_laws<Conv2DTranspose<2, Size<2>, Stride<2>>::build<tn::Shape<2, 2, 2>>, tn::Shape<2, 2, 2>, tn::Shape<4, 4, 2>>();
  layer_laws<PReLU<SharedAxes<1>>::build<tn::Shape<2, 3>>, tn::Shape<2, 3>, tn::Shape<2, 3>>();
}

TEST_CASE("convolution layers: channels first", "[layer]") {
  using First = Conv2D<3, Size<2>, Relu, ChannelsFirst>::build<tn::Shape<2, 4, 5>>;
  using Last = Conv2D<3, Size<2>, Relu>::build<tn::Shape<4, 5, 2>>;
  auto const first = tenon_test::filled<First>();
  Last last;
  last.kernel = first.kernel;
  last.bias = first.bias;
  auto const x = tenon_test::spread_tensor<tn::Tensor<float, 2, 4, 5, 2>>(-1, 1, 7);
  tn::Tensor<float, 2, 2, 4, 5> const moved = tn::permute<0, 3, 1, 2>(x);
  auto const y = tn::call(last, x);
  auto const z = tn::call(first, moved);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t c = 0; c < 3; ++c) CHECK(z(1, c, i, 2) == Approx(y(1, i, 2, c)).epsilon(1e-6));
}
