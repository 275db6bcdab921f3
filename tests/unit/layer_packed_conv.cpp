// SPDX-License-Identifier: MIT
// Convolutions with transformed kernels (Winograd): values, errors of rounding, and the layers and models made of them.
#include "support/laws/layer_laws.hpp"
#include "support/laws/module_laws.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace tn = tenon;
using namespace tn::nn;
using tenon_test::Approx;

namespace {

template <class X>
void fill_normal(X& x, unsigned seed, double scale = 1) {
  std::mt19937 bits(seed);
  std::normal_distribution<double> normal;
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = static_cast<typename X::value_type>(scale * normal(bits));
}

/// The convolution in the plainest way, in double.
template <bool Same, class X, class K>
std::vector<double> reference(X const& x, K const& k) {
  constexpr auto in = tn::dims_of<typename X::shape_type>, taps = tn::dims_of<typename K::shape_type>;
  constexpr int pad = Same ? 1 : 0, h = in[1] + 2 * pad - 2, w = in[2] + 2 * pad - 2, filters = taps[3];
  std::vector<double> y;
  for (int b = 0; b < in[0]; ++b)
    for (int r = 0; r < h; ++r)
      for (int c = 0; c < w; ++c)
        for (int f = 0; f < filters; ++f) {
          double sum = 0;
          for (int i = 0; i < 9; ++i) {
            int const row = r + i / 3 - pad, column = c + i % 3 - pad;
            if (row < 0 || row >= in[1] || column < 0 || column >= in[2]) continue;
            for (int d = 0; d < in[3]; ++d)
              sum += double(x.data()[((b * in[1] + row) * in[2] + column) * in[3] + d]) *
                     double(k.data()[(i * in[3] + d) * filters + f]);
          }
          y.push_back(sum);
        }
  return y;
}

struct Errors {
  double largest = 0, squares = 0;
  template <class Y>
  Errors(Y const& y, std::vector<double> const& want) {
    for (std::size_t i = 0; i < y.size; ++i) {
      double const e = std::abs(double(y.data()[i]) - want[i]);
      largest = std::max(largest, e);
      squares += e * e / double(y.size);
    }
  }
};

template <bool Same>
constexpr auto transformed = [](auto const& x, auto const& k) { return tn::WinogradConvolve<Same, false>::call(x, k); };
template <bool Same>
constexpr auto direct = [](auto const& x, auto const& k) {
  if constexpr (Same)
    return tn::conv2d(x, k, tn::same);
  else
    return tn::conv2d(x, k);
};

/// Normal images and weights such that results are normal too, but for the bounds of the image.
template <class T, std::size_t Batch, std::size_t Height, std::size_t Width, std::size_t Channels, std::size_t Filters>
struct Case {
  tn::Tensor<T, Batch, Height, Width, Channels> x;
  tn::Tensor<T, 3, 3, Channels, Filters> kernel;
  Case() {
    fill_normal(x, 7);
    fill_normal(kernel, 8, 1 / std::sqrt(9.0 * double(Channels)));
  }
  template <int M>
  auto points() const {
    tn::Tensor<T, (M + 2) * (M + 2), Channels, Filters> to;
    tn::winograd::transform_kernel<M>(Channels * Filters, kernel.data(), to.data());
    return to;
  }
  template <int M, bool Same>
  void check(double bound) const {
    auto const y = tn::function(transformed<Same>)(x, points<M>());
    auto const want = reference<Same>(x, kernel);
    REQUIRE(y.size == want.size());
    CHECK(Errors(y, want).largest < bound);
  }
};

}  // namespace

TEST_CASE("transformed convolutions of any size, channels and filters", "[signal][packed]") {
  Case<float, 1, 9, 7, 1, 17>().check<4, true>(8e-6);
  Case<float, 3, 5, 6, 3, 5>().check<4, false>(8e-6);
  Case<float, 2, 4, 11, 17, 3>().check<2, true>(2e-6);
  Case<float, 2, 7, 5, 5, 1>().check<2, false>(2e-6);
  Case<float, 1, 1, 3, 40, 33>().check<4, true>(8e-6);  // smaller than a tile
  Case<double, 2, 6, 7, 9, 20>().check<4, true>(2e-14);
  Case<double, 1, 3, 3, 5, 4>().check<2, false>(4e-15);
}

TEST_CASE("transformed convolutions: errors beside those of the direct way", "[signal][packed]") {
  auto check = [](auto const& c) {
    auto const want = reference<true>(c.x, c.kernel);
    Errors const plain(tn::function(direct<true>)(c.x, c.kernel), want);
    Errors const two(tn::function(transformed<true>)(c.x, c.template points<2>()), want);
    Errors const four(tn::function(transformed<true>)(c.x, c.template points<4>()), want);
    CHECK(two.squares < 1.5 * 1.5 * plain.squares);
    CHECK(four.squares < 3 * 3 * plain.squares);
    CHECK(two.largest < 4e-6);
    CHECK(four.largest < 1.2e-5);
  };
  check(Case<float, 1, 16, 16, 16, 16>());
  check(Case<float, 1, 16, 16, 96, 24>());
}

TEST_CASE("transformed convolutions: infinities and NaN are not lost", "[signal][packed]") {
  Case<float, 1, 8, 8, 2, 2> c;
  c.x(0, 1, 1, 0) = std::numeric_limits<float>::infinity();
  auto const y = tn::function(transformed<true>)(c.x, c.points<4>());
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) CHECK(!std::isfinite(y(0, i, j, 0)));
  CHECK(std::isfinite(y(0, 7, 7, 1)));  // of another tile
}

TEST_CASE("transformed convolutions in constant evaluation", "[signal][packed]") {
  constexpr auto sums = [] {
    float const x[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9}, ones[9] = {1, 1, 1, 1, 1, 1, 1, 1, 1}, bias[1] = {-30};
    float kernel[16] = {}, back[9] = {};
    tn::winograd::transform_kernel<2>(1, ones, kernel);
    tn::winograd::restore_kernel<2>(1, kernel, back);
    std::array<float, 10> y{};
    tn::op::WinogradConv::run(tn::Dims{8, {1, 3, 3, 1, 1, 2, 1, 1}}, x, kernel, bias, y.data());
    y[9] = back[4];
    return y;
  }();
  static_assert(sums == std::array<float, 10>{0, 0, 0, 0, 15, 3, 0, 9, 0, 1});
}

TEST_CASE("transformed convolutions: what leads to the images is trained", "[signal][packed][gradient]") {
  auto check = []<bool Same>(std::bool_constant<Same>, auto height) {
    Case<double, 2, 5, 4, 2, 3> const c;
    auto const u = c.points<4>();
    tn::Tensor<double, 2, height(), height() - 1, 3> seen;
    fill_normal(seen, 4);
    tn::Tensor<double, 3> bias{0.1, -0.2, 0.3};
    constexpr auto packed_loss = [](auto const& x, auto const& k, auto const& b, auto const& s) {
      return tn::sum(s * tn::WinogradConvolve<Same, true>::call(x, k, b));
    };
    constexpr auto loss = [](auto const& x, auto const& k, auto const& b, auto const& s) {
      return tn::sum(s * tn::relu(direct<Same>(x, k) + b));
    };
    auto const [dx, dbias] = tn::grad<0, 2>(packed_loss)(c.x, u, bias, seen);
    auto const [want, want_bias] = tn::grad<0, 2>(loss)(c.x, c.kernel, bias, seen);
    for (std::size_t i = 0; i < dx.size; ++i) CHECK(dx.data()[i] == Approx(want.data()[i]).margin(1e-13));
    for (std::size_t i = 0; i < 3; ++i) CHECK(dbias.data()[i] == Approx(want_bias.data()[i]).margin(1e-13));
  };
  check(std::true_type{}, std::integral_constant<std::size_t, 5>{});
  check(std::false_type{}, std::integral_constant<std::size_t, 3>{});
}

namespace {
template <class Conv, std::size_t... In>
void check_layer() {
  using Layer = typename Conv::template build<tn::Shape<In...>>;
  Layer conv;
  tn::initialize(conv, 5);
  if constexpr (requires { conv.bias.size; }) fill_normal(conv.bias, 6);
  tn::Tensor<float, 2, In...> x;
  fill_normal(x, 3);
  auto const fast = packed(conv);
  static_assert(!std::is_same_v<decltype(fast), Layer const>);
  auto const y = tn::call(fast, x), want = tn::call(conv, x);
  static_assert(std::is_same_v<decltype(y), decltype(want)>);
  for (std::size_t i = 0; i < y.size; ++i) CHECK(std::abs(y.data()[i] - want.data()[i]) < 2e-5f);
  Layer const again = fast.unpacked();
  for (std::size_t i = 0; i < conv.kernel.size; ++i) CHECK(std::abs(again.kernel.data()[i] - conv.kernel.data()[i]) < 1e-7f);
}

using Images = tn::Shape<12, 10, 3>;
struct Block : Sequential<tn::Shape<10, 8, 16>, Conv2D<16, Size<3>, Same, Relu>, MaxPooling2D<Size<2>>> {};
struct Classifier
    : Sequential<Images, Conv2D<16, Size<3>, Relu>, Block, Frozen<Conv2D<24, Size<3>, Same, Relu>>, Flatten, Dense<3, Softmax>> {
};
}  // namespace

TEST_CASE("a packed convolution is the convolution", "[layer][packed]") {
  check_layer<Conv2D<19, Size<3>, Same, Relu>, 9, 6, 16>();
  check_layer<Conv2D<16, Size<3, 3>, NoBias, Tanh>, 7, 8, 21>();
  using Small = PackedConv2DLayer<2, 3, Size<3>, Relu>;
  static_assert(Small::tile == 4 && PackedConv2DLayer<128, 128, Size<3>>::tile == 2);
  static_assert(std::is_empty_v<tn::Gradient<Small>>);
  tenon_test::module_laws<Small>({{"kernel", 36 * 6, tn::LeafKind::hyper}, {"bias", 3, tn::LeafKind::hyper}});
}

TEST_CASE("packing a model packs its convolutions of 3 x 3 taps", "[layer][packed]") {
  using Fast = Packed<Classifier>;
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(Fast{}.layer<1>().layer<0>())>,
                               PackedConv2DLayer<16, 16, Size<3>, Same, Relu>>);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(Fast{}.layer<0>())>, ConvLayer<2, 3, 16, Size<3>, Relu>>);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(Fast{}.layer<2>())>, PackedConv2DLayer<16, 24, Size<3>, Same, Relu>>);
  // What has no such form, or does not gain, stays as it is.
  static_assert(std::is_same_v<Packed<ConvLayer<2, 32, 32, Size<5>>>, ConvLayer<2, 32, 32, Size<5>>>);
  static_assert(std::is_same_v<Packed<ConvLayer<2, 32, 32, Size<3>, Stride<2>>>, ConvLayer<2, 32, 32, Size<3>, Stride<2>>>);
  static_assert(std::is_same_v<Packed<ConvLayer<2, 32, 3, Size<3>>>, ConvLayer<2, 32, 3, Size<3>>>);
  static_assert(std::is_same_v<Packed<ConvLayer<2, 32, 32, Size<3>, Groups<2>>>, ConvLayer<2, 32, 32, Size<3>, Groups<2>>>);
  Classifier net;
  tn::initialize(net, 9);
  Fast const fast = packed(net);
  tn::Tensor<float, 3, 12, 10, 3> x;
  fill_normal(x, 1);
  auto const want = net(x);
  // A batch that is not full.
  tn::PredictStep<Fast, tn::Batch<3>> step;
  tn::Tensor<float, 3, 3> y;
  step(fast, x.data(), y.data(), 2);
  for (std::size_t i = 0; i < 6; ++i) CHECK(y.data()[i] == Approx(want.data()[i]).epsilon(1e-4));
}
