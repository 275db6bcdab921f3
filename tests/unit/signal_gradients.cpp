// SPDX-License-Identifier: MIT
// Derivatives of convolutions, pools, patches and resampling against central differences; second ones too.
#include "support/sliding_reference.hpp"

#include <tenon/trace/cost.hpp>

using namespace tenon_test;

namespace {
/// With respect to either operand.
template <class F, class X, class K>
void both_gradients(F f, X const& x, K const& k) {
  gradient_is_right(f, x, k);
  constexpr auto flipped = [](auto const& second, auto const& first) { return F{}(first, second); };
  gradient_is_right(flipped, k, x);
}
}  // namespace

TEST_CASE("gradients of convolutions", "[signal]") {
  both_gradients([](auto const& x, auto const& k) { return tn::conv2d(x, k, tn::same, tn::stride<2, 1>); }, reals<2, 5, 4, 2>(1),
                 reals<3, 2, 2, 3>(2));
  both_gradients([](auto const& x, auto const& k) { return tn::conv2d(x, k, tn::dilation<2>, tn::padding<1, 2, 0, 1>); },
                 reals<1, 5, 6, 2>(3), reals<2, 3, 2, 2>(4));
  both_gradients([](auto const& x, auto const& k) { return tn::conv1d(x, k, tn::causal); }, reals<2, 6, 3>(5), reals<3, 3, 1>(6));
  both_gradients([](auto const& x, auto const& k) { return tn::conv2d(x, k, tn::stride<2>); }, reals<1, 4, 6, 3>(7),
                 reals<2, 2, 3, 4>(8));
}

TEST_CASE("no cotangent of padding is computed", "[signal]") {
  using X = tn::Tensor<float, 2, 16, 15, 4>;
  using K = tn::Tensor<float, 3, 3, 4, 4>;
  constexpr auto conv = [](auto const& x, auto const& k) { return tn::conv2d(x, k, tn::same); };
  constexpr auto seen = [](auto const& x, auto const& k, auto const& g) { return tn::sum(tn::conv2d(x, k, tn::same) * g); };
  // The cotangent of a convolution that keeps its input's shape is one too.
  static_assert(tn::cost<decltype(tn::grad<0>(seen)), X, K, X>.flops == tn::cost<decltype(conv), X, K>.flops);
  // More padding than the taps reach, a sum around the padding, padding of channels.
  both_gradients([](auto const& x, auto const& k) { return tn::conv2d(x, k, tn::padding<3, 4, 0, 2>); }, reals<1, 3, 4, 2>(50),
                 reals<2, 3, 2, 2>(51));
  both_gradients([](auto const& x, auto const& k) { return tn::conv2d(tn::pad<0, 0, 1, 2, 1, 0, 0, 0>(x - 0.5) + 0.5, k); },
                 reals<1, 3, 4, 2>(52), reals<2, 2, 2, 2>(53));
  both_gradients([](auto const& x, auto const& k) { return tn::conv2d(tn::pad<0, 0, 1, 2, 1, 0, 1, 1>(x), k, tn::stride<2>); },
                 reals<1, 3, 4, 1>(54), reals<3, 3, 3, 2>(55));
  // What is padded is used elsewhere, too.
  both_gradients(
      [](auto const& x, auto const& k) {
        auto const p = tn::pad<0, 0, 1, 1, 1, 1, 0, 0>(x);
        return tn::conv2d(p, k) * tn::sum(tn::square(p));
      },
      reals<1, 3, 3, 2>(56), reals<3, 3, 2, 2>(57));
}

TEST_CASE("taps on padding are left out of every form of a contraction", "[signal]") {
  // Dot products along nine filters; windows of which all taps are beside the image; images smaller than a tile and larger.
  both_gradients([](auto const& x, auto const& k) { return tn::conv2d(x, k, tn::same); }, reals<1, 7, 9, 3>(60),
                 reals<5, 5, 3, 9>(61));
  both_gradients([](auto const& x, auto const& k) { return tn::conv2d(x, k, tn::padding<5, 0, 1, 6>, tn::dilation<2, 1>); },
                 reals<1, 4, 5, 2>(62), reals<3, 3, 2, 10>(63));
  both_gradients([](auto const& x, auto const& k) { return tn::conv2d(x, k, tn::same, tn::stride<2, 3>); }, reals<1, 7, 8, 2>(64),
                 reals<4, 5, 2, 9>(65));
  // One channel: lanes along the width; one filter: dot products a row; rows that are joined; one axis; three.
  both_gradients([](auto const& x, auto const& k) { return tn::conv2d(x, k, tn::same); }, reals<2, 6, 17, 1>(66),
                 reals<5, 3, 1, 3>(67));
  both_gradients([](auto const& x, auto const& k) { return tn::conv2d(x, k, tn::same); }, reals<1, 5, 4, 9>(68),
                 reals<3, 3, 9, 1>(69));
  both_gradients([](auto const& x, auto const& k) { return tn::conv2d(x, k, tn::same, tn::groups<2>); }, reals<1, 5, 3, 4>(70),
                 reals<3, 3, 2, 6>(71));
  both_gradients([](auto const& x, auto const& k) { return tn::conv1d(x, k, tn::causal, tn::dilation<3>); }, reals<2, 11, 2>(72),
                 reals<4, 2, 9>(73));
  both_gradients([](auto const& x, auto const& k) { return tn::conv3d(x, k, tn::same); }, reals<1, 3, 4, 3, 2>(74),
                 reals<3, 2, 3, 2, 9>(75));
}

TEST_CASE("gradients of grouped, depthwise, transposed and volume convolutions", "[signal]") {
  both_gradients([](auto const& x, auto const& k) { return tn::conv2d(x, k, tn::groups<2>); }, reals<2, 4, 3, 4>(9),
                 reals<2, 2, 2, 6>(10));
  both_gradients([](auto const& x, auto const& k) { return tn::depthwise_conv2d(x, k, tn::same); }, reals<1, 4, 3, 3>(11),
                 reals<3, 2, 3, 2>(12));
  both_gradients([](auto const& x, auto const& k) { return tn::conv2d_transpose(x, k, tn::stride<2>, tn::same); },
                 reals<1, 3, 2, 3>(13), reals<3, 3, 2, 3>(14));
  both_gradients([](auto const& x, auto const& k) { return tn::conv3d(x, k, tn::stride<1, 2, 1>); }, reals<1, 3, 4, 3, 2>(15),
                 reals<2, 2, 2, 2, 2>(16));
}

TEST_CASE("channels first and no batch have gradients too", "[signal]") {
  both_gradients([](auto const& x, auto const& k) { return tn::conv2d(x, k, tn::channels_first, tn::same); },
                 reals<2, 2, 4, 3>(17), reals<2, 2, 2, 3>(18));
  both_gradients([](auto const& x, auto const& k) { return tn::conv1d(x, k); }, reals<5, 2>(19), reals<2, 2, 2>(20));
}

TEST_CASE("second derivatives of convolutions", "[signal]") {
  // The gradient of a function of the gradient, with respect to the input and the kernel.
  constexpr auto inner = [](auto const& x, auto const& k) {
    return tn::sum(tn::square(tn::square(tn::conv2d(x, k, tn::same, tn::stride<2>))));
  };
  constexpr auto by_kernel = [](auto const& x, auto const& k) { return tn::grad<1>(decltype(inner){})(x, k); };
  constexpr auto by_input = [](auto const& x, auto const& k) { return tn::grad<0>(decltype(inner){})(x, k); };
  both_gradients(by_kernel, reals<1, 4, 3, 2>(21), reals<3, 2, 2, 2>(22));
  both_gradients(by_input, reals<1, 4, 3, 2>(23), reals<3, 2, 2, 2>(24));
}

TEST_CASE("gradients of pools", "[signal]") {
  gradient_is_right([](auto const& x) { return tn::max_pool2d<2>(x); }, reals<2, 5, 4, 3>(25));
  gradient_is_right([](auto const& x) { return tn::max_pool2d<3, 2>(x, tn::stride<2>, tn::same); }, reals<1, 5, 4, 3>(26));
  gradient_is_right([](auto const& x) { return tn::avg_pool2d<3>(x, tn::stride<1>, tn::same); }, reals<1, 5, 4, 2>(27));
  gradient_is_right([](auto const& x) { return tn::avg_pool1d<2>(x, tn::channels_first); }, reals<2, 3, 7>(28));
  gradient_is_right([](auto const& x) { return tn::adaptive_avg_pool<3, 2>(x); }, reals<1, 5, 4, 2>(29));
  gradient_is_right([](auto const& x) { return tn::adaptive_max_pool<2, 2>(x); }, reals<1, 5, 4, 2>(30));
  gradient_is_right([](auto const& x) { return tn::global_avg_pool(x) * tn::global_max_pool(x); }, reals<2, 3, 4, 2>(31));
}

TEST_CASE("gradients of patches and resampling", "[signal]") {
  gradient_is_right([](auto const& x) { return tn::unfold<2, 3>(x, tn::stride<1, 2>, tn::padding<1>); }, reals<1, 4, 5, 2>(32));
  gradient_is_right([](auto const& x) { return tn::fold<4, 5>(x, tn::stride<1, 2>); }, reals<1, 3, 2, 2, 3, 2>(33));
  gradient_is_right([](auto const& x) { return tn::resize<7, 3>(x); }, reals<1, 4, 5, 2>(34));
  gradient_is_right([](auto const& x) { return tn::resize<tn::ResizeMode::nearest, 6, 3>(x); }, reals<1, 4, 5, 2>(35));
}
