// SPDX-License-Identifier: MIT
// Convolutions against their definition, in every front end.
#include "support/sliding_reference.hpp"

using namespace tenon_test;

TEST_CASE("a convolution folds windows with a kernel", "[signal]") {
  auto const x = whole<float, 2, 7, 6, 3>(1);
  auto const k = whole<float, 3, 2, 3, 5>(2);
  constexpr auto valid = [](auto const& a, auto const& b) { return tn::conv2d(a, b); };
  check_equal(valid(x, k), convolved(x, k, {{3, 1, 1, 0, 0}, {2, 1, 1, 0, 0}}));
  same_everywhere(valid, x, k);
  static_assert(std::is_same_v<decltype(valid(x, k))::shape_type, tn::Shape<2, 5, 5, 5>>);
}

TEST_CASE("strides, dilation and every kind of padding", "[signal]") {
  auto const x = whole<float, 2, 9, 8, 2>(3);
  auto const k = whole<float, 3, 2, 2, 4>(4);
  check_equal(tn::conv2d(x, k, tn::stride<2, 3>), convolved(x, k, {{3, 2, 1, 0, 0}, {2, 3, 1, 0, 0}}));
  check_equal(tn::conv2d(x, k, tn::dilation<2>, tn::stride<1, 2>), convolved(x, k, {{3, 1, 2, 0, 0}, {2, 2, 2, 0, 0}}));
  // As TensorFlow: a window for every stride; what is odd is behind.
  check_equal(tn::conv2d(x, k, tn::same), convolved(x, k, {{3, 1, 1, 1, 1}, {2, 1, 1, 0, 1}}));
  check_equal(tn::conv2d(x, k, tn::stride<2>, tn::same), convolved(x, k, {{3, 2, 1, 1, 1}, {2, 2, 1, 0, 0}}));
  constexpr auto padded = [](auto const& a, auto const& b) {
    return tn::conv2d(a, b, tn::padding<2, 0, 1, 3>, tn::stride<2>, tn::dilation<1, 3>);
  };
  check_equal(padded(x, k), convolved(x, k, {{3, 2, 1, 2, 0}, {2, 2, 3, 1, 3}}));
  same_everywhere(padded, x, k);
  check_equal(tn::conv2d(x, k, tn::padding<1>), convolved(x, k, {{3, 1, 1, 1, 1}, {2, 1, 1, 1, 1}}));
}

TEST_CASE("one and three axes; causal windows see nothing later", "[signal]") {
  auto const x = whole<float, 2, 11, 3>(5);
  auto const k = whole<float, 4, 3, 2>(6);
  constexpr auto causal = [](auto const& a, auto const& b) { return tn::conv1d(a, b, tn::causal, tn::dilation<2>); };
  check_equal(causal(x, k), convolved(x, k, {{4, 1, 2, 6, 0}}));
  same_everywhere(causal, x, k);
  auto const volume = whole<float, 1, 5, 4, 6, 2>(7);
  auto const cube = whole<float, 2, 3, 2, 2, 3>(8);
  constexpr auto conv3d = [](auto const& a, auto const& b) { return tn::conv3d(a, b, tn::stride<1, 1, 2>, tn::same); };
  check_equal(conv3d(volume, cube), convolved(volume, cube, {{2, 1, 1, 0, 1}, {3, 1, 1, 1, 1}, {2, 2, 1, 0, 0}}));
  same_everywhere(conv3d, volume, cube);
}

TEST_CASE("groups have channels and filters of their own", "[signal]") {
  auto const x = whole<float, 2, 5, 6, 6>(9);
  auto const k = whole<float, 2, 3, 2, 9>(10);
  constexpr auto grouped = [](auto const& a, auto const& b) { return tn::conv2d(a, b, tn::groups<3>, tn::same); };
  check_equal(grouped(x, k), convolved(x, k, {{2, 1, 1, 0, 1}, {3, 1, 1, 1, 1}}, 3));
  same_everywhere(grouped, x, k);
  auto const one_each = whole<float, 2, 3, 1, 6>(11);
  check_equal(tn::conv2d(x, one_each, tn::groups<6>), convolved(x, one_each, {{2, 1, 1, 0, 0}, {3, 1, 1, 0, 0}}, 6));
  auto const two_each = whole<float, 2, 3, 1, 12>(12);
  check_equal(tn::conv2d(x, two_each, tn::groups<6>), convolved(x, two_each, {{2, 1, 1, 0, 0}, {3, 1, 1, 0, 0}}, 6));
  auto const volume = whole<float, 1, 3, 3, 4, 4>(13);
  auto const cubes = whole<float, 2, 1, 2, 2, 6>(14);
  check_equal(tn::conv3d(volume, cubes, tn::groups<2>),
              convolved(volume, cubes, {{2, 1, 1, 0, 0}, {1, 1, 1, 0, 0}, {2, 1, 1, 0, 0}}, 2));
}

TEST_CASE("a depthwise convolution is one of as many groups as channels", "[signal]") {
  auto const x = whole<float, 2, 5, 6, 7>(15);
  auto const k = whole<float, 3, 3, 7, 1>(16);
  tn::Tensor<float, 3, 3, 1, 7> const as_groups = tn::reshape<3, 3, 1, 7>(k);
  constexpr auto depthwise = [](auto const& a, auto const& b) { return tn::depthwise_conv2d(a, b, tn::same, tn::stride<2>); };
  check_equal(depthwise(x, k), convolved(x, as_groups, {{3, 2, 1, 1, 1}, {3, 2, 1, 0, 1}}, 7));
  same_everywhere(depthwise, x, k);
  // Filter m of channel c is channel c * multiplier + m of the result.
  auto const several = whole<float, 2, 2, 7, 3>(17);
  tn::Tensor<float, 2, 2, 1, 21> const flat_filters = tn::reshape<2, 2, 1, 21>(several);
  check_equal(tn::depthwise_conv2d(x, several), convolved(x, flat_filters, {{2, 1, 1, 0, 0}, {2, 1, 1, 0, 0}}, 7));
  // Rows of windows that do not fill a group of eight, channels that do not fill a register, something that follows.
  auto const wide = whole<float, 1, 4, 21, 19>(24);
  auto const cross = whole<float, 3, 3, 19, 1>(25);
  tn::Tensor<float, 3, 3, 1, 19> const cross_groups = tn::reshape<3, 3, 1, 19>(cross);
  std::vector<double> expected = convolved(wide, cross_groups, {{3, 1, 1, 1, 1}, {3, 1, 1, 1, 1}}, 19);
  check_equal(tn::depthwise_conv2d(wide, cross, tn::same), expected);
  constexpr auto followed = [](auto const& a, auto const& b) { return tn::relu(tn::depthwise_conv2d(a, b, tn::same) + a) * 2.f; };
  for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = 2 * std::max(0.0, expected[i] + double(wide.data()[i]));
  check_equal(tn::function(followed)(wide, cross), expected);
  auto const line = whole<float, 1, 9, 4>(18);
  auto const taps = whole<float, 3, 4, 2>(19);
  tn::Tensor<float, 3, 1, 8> const flat_taps = tn::reshape<3, 1, 8>(taps);
  check_equal(tn::depthwise_conv1d(line, taps, tn::causal), convolved(line, flat_taps, {{3, 1, 1, 2, 0}}, 4));
  auto const volume = whole<float, 1, 3, 4, 3, 2>(20);
  auto const cubes = whole<float, 2, 2, 2, 2, 2>(21);
  tn::Tensor<float, 2, 2, 2, 1, 4> const flat_cubes = tn::reshape<2, 2, 2, 1, 4>(cubes);
  check_equal(tn::depthwise_conv3d(volume, cubes),
              convolved(volume, flat_cubes, {{2, 1, 1, 0, 0}, {2, 1, 1, 0, 0}, {2, 1, 1, 0, 0}}, 2));
}

TEST_CASE("channels first, and inputs without a batch", "[signal]") {
  auto const x = whole<float, 2, 5, 6, 3>(22);
  auto const k = whole<float, 3, 2, 3, 4>(23);
  tn::Tensor<float, 2, 3, 5, 6> const first = tn::permute<0, 3, 1, 2>(x);
  tn::Tensor<float, 2, 4, 3, 5> const got = tn::conv2d(first, k, tn::channels_first);
  tn::Tensor<float, 2, 4, 3, 5> const want = tn::permute<0, 3, 1, 2>(tn::conv2d(x, k));
  check_same_bits(got, want, "channels first");
  tn::Tensor<float, 5, 6, 3> const row = x(tn::at<1>);
  tn::Tensor<float, 3, 5, 4> const single = tn::conv2d(row, k);
  tn::Tensor<float, 3, 5, 4> const second = tn::Tensor<float, 2, 3, 5, 4>(tn::conv2d(x, k))(tn::at<1>);
  check_same_bits(single, second, "no batch");
}

TEST_CASE("a transposed convolution is what the gradient does", "[signal]") {
  auto const y = whole<double, 2, 3, 4, 5>(24);
  auto const k = whole<double, 3, 2, 6, 5>(25);  // [taps, taps, filters, channels]: the kernel of a convolution from 6 to 5
  auto agrees = []<class Shape>(std::type_identity<Shape>, auto const& g, auto const& kernel, auto transposed, auto forward) {
    tn::BasicTensor<double, Shape> const got = transposed(g, kernel);
    // The gradient of sum(g * forward(x)) with respect to x, whatever x is.
    constexpr auto objective = [](auto const& x, auto const& cotangent, auto const& filters) {
      return tn::sum(decltype(forward){}(x, filters) * cotangent);
    };
    tn::BasicTensor<double, Shape> x;
    x.fill(0);
    tn::BasicTensor<double, Shape> const want = tn::grad<0>(objective)(x, g, kernel);
    check_same_bits(got, want, "transposed");
  };
  agrees(
      std::type_identity<tn::Shape<2, 5, 5, 6>>{}, y, k, [](auto const& a, auto const& b) { return tn::conv2d_transpose(a, b); },
      [](auto const& a, auto const& b) { return tn::conv2d(a, b); });
  agrees(
      std::type_identity<tn::Shape<2, 7, 8, 6>>{}, y, k,
      [](auto const& a, auto const& b) { return tn::conv2d_transpose(a, b, tn::stride<2>); },
      [](auto const& a, auto const& b) { return tn::conv2d(a, b, tn::stride<2>); });
  agrees(
      std::type_identity<tn::Shape<2, 6, 12, 6>>{}, y, k,
      [](auto const& a, auto const& b) { return tn::conv2d_transpose(a, b, tn::stride<2, 3>, tn::same); },
      [](auto const& a, auto const& b) { return tn::conv2d(a, b, tn::stride<2, 3>, tn::same); });
  agrees(
      std::type_identity<tn::Shape<2, 6, 8, 6>>{}, y, k,
      [](auto const& a, auto const& b) {
        return tn::conv2d_transpose(a, b, tn::stride<2>, tn::padding<1, 1, 1, 0>, tn::output_padding<1>);
      },
      [](auto const& a, auto const& b) { return tn::conv2d(a, b, tn::stride<2>, tn::padding<1, 1, 1, 0>); });
}

TEST_CASE("convolutions in constant evaluation", "[signal]") {
  constexpr tn::Tensor<float, 1, 3, 3, 1> x = tn::reshape<1, 3, 3, 1>(tn::Tensor<float, 9>{1, 2, 3, 4, 5, 6, 7, 8, 9});
  constexpr tn::Tensor<float, 2, 2, 1, 1> k = tn::reshape<2, 2, 1, 1>(tn::Tensor<float, 4>{1, 0, 0, -1});
  constexpr tn::Tensor<float, 1, 2, 2, 1> y = tn::conv2d(x, k);
  static_assert(y.data()[0] == -4 && y.data()[3] == -4);
  constexpr tn::Tensor<float, 1, 3, 3, 1> z = tn::conv2d(x, k, tn::same);
  static_assert(z.data()[8] == 9);
}

TEST_CASE("bias and activation are applied before a convolution is stored", "[signal]") {
  constexpr auto layer = tn::function([](auto const& x, auto const& k, auto const& b) { return tn::relu(tn::conv2d(x, k) + b); });
  using X = tn::Tensor<float, 2, 7, 6, 3>;
  using K = tn::Tensor<float, 3, 2, 3, 5>;
  using F = decltype(layer)::source<X, K, tn::Tensor<float, 5>>;
  static_assert(tn::Planned<F>::size.kernels == 1 && tn::Planned<F>::plan.workspace_bytes == 0);
}
