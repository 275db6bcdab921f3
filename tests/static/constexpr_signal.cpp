// SPDX-License-Identifier: MIT
// Convolutions, pools, patches, resampling, evaluated by the compiler.
#include "support/constant.hpp"

#include <tenon/op/vocabulary.hpp>

#include <cstdint>
#include <limits>
#include <tuple>

namespace tn = tenon;
using tenon_test::has_shape;
using tenon_test::is;
using tenon_test::near;
template <std::size_t... N>
using F = tn::Tensor<float, N...>;
template <std::size_t... N>
using D = tn::Tensor<double, N...>;
template <std::size_t... N>
using I = tn::Tensor<std::int32_t, N...>;

namespace {
// Pictures of one channel.
constexpr D<4, 4> flat{{1, 2, 0, -1}, {3, 1, 4, 2}, {0, -2, 5, 1}, {2, 2, -3, 6}};
constexpr D<2, 2> taps{{1, -1}, {2, 0.5}};
constexpr auto x = tn::reshape<1, 4, 4, 1>(flat);
constexpr auto k = tn::reshape<2, 2, 1, 1>(taps);
// Three steps of two channels.
constexpr D<1, 3, 2> steps{{{1, 2}, {3, 4}, {5, 6}}};
constexpr double eps = 1e-15;
}  // namespace

// Convolutions.
static_assert(is(tn::conv2d(x, k), {5.5, 6, 10, 1, -4.5, 12.5, 7, -4.5, 1}));
static_assert(is(tn::conv2d(x, k, tn::stride<2>), {5.5, 10, 7, 1}));
static_assert(is(tn::conv2d(x, k, tn::dilation<2, 1>), {-2, 0.5, 11.5, 7, -0.5, -1}));
static_assert(is(tn::conv2d(x, k, tn::same), {5.5, 6, 10, 3, 1, -4.5, 12.5, 4, 7, -4.5, 1, 13, 0, 5, -9, 6}));
static_assert(is((tn::conv2d(x, k, tn::padding<1, 0, 0, 2>, tn::stride<2>)), {3, -0.5, 0, 1, 12.5, 0}));
static_assert(is(tn::conv2d(tn::permute<0, 3, 1, 2>(x), k, tn::channels_first, tn::stride<2, 1>), {5.5, 6, 10, 7, -4.5, 1}));
static_assert(has_shape<1, 3, 3, 1>(tn::conv2d(x, k)) && has_shape<1, 2, 2, 1>(tn::conv2d(x, k, tn::stride<2>, tn::same)));
static_assert(is(tn::conv1d(steps, D<2, 2, 3>{{{1, 0, 2}, {0, 1, -1}}, {{1, 1, 0}, {2, 0, 1}}}), {12, 5, 4, 20, 9, 8}));
static_assert(is(tn::conv1d(steps, D<2, 2, 3>{{{1, 0, 2}, {0, 1, -1}}, {{1, 1, 0}, {2, 0, 1}}}, tn::causal),
                 {5, 1, 2, 12, 5, 4, 20, 9, 8}));
static_assert(is(tn::conv1d(steps, D<2, 1, 2>{{{1, 2}}, {{3, 4}}}, tn::groups<2>), {10, 20, 18, 32}));
static_assert(is(tn::depthwise_conv1d(steps, D<2, 2, 2>{{{1, -1}, {2, 0}}, {{3, 1}, {4, 5}}}), {10, 2, 20, 20, 18, 2, 32, 30}));
static_assert(is(tn::conv3d(tn::reshape<1, 4, 2, 2, 1>(flat), tn::reshape<2, 2, 1, 1, 1>(taps)), {9, 6, 1.5, -4.5, -2.5, 4}));
static_assert(is(tn::conv1d_transpose(steps, D<3, 1, 2>{{{1, 0}}, {{0, 2}}, {{1, 1}}}), {1, 7, 16, 19, 11}));
static_assert(is(tn::conv1d_transpose(steps, D<3, 1, 2>{{{1, 0}}, {{0, 2}}, {{1, 1}}}, tn::stride<2>), {1, 4, 6, 8, 12, 12, 11}));
static_assert(is(tn::conv2d_transpose(tn::reshape<1, 2, 2, 1>(D<4>{1, 2, 3, 4}), k, tn::stride<2>),
                 {1, -1, 2, -2, 2, 0.5, 4, 1, 3, -3, 4, -4, 6, 1.5, 8, 2}));
static_assert(is(tn::conv1d(I<1, 4, 1>{{{1}, {2}, {3}, {4}}}, I<2, 1, 1>{{{1}}, {{-1}}}), {-1, -1, -1}));

// Pools.
static_assert(is(tn::max_pool2d<2>(x), {3, 4, 2, 6}));
static_assert(is(tn::avg_pool2d<2>(x), {1.75, 1.25, 0.5, 2.25}));
static_assert(is(tn::max_pool2d<2>(x, tn::stride<1>), {3, 4, 4, 3, 5, 5, 2, 5, 6}));
static_assert(is(tn::max_pool2d<2>(x, tn::stride<1>, tn::same), {3, 4, 4, 2, 3, 5, 5, 2, 2, 5, 6, 6, 2, 2, 6, 6}));
static_assert(near(tn::avg_pool2d<2>(x, tn::stride<1>, tn::same),
                   {1.75, 1.75, 1.25, 0.5, 0.5, 2, 3, 1.5, 0.5, 0.5, 2.25, 3.5, 2, -0.5, 1.5, 6}, eps));
static_assert(is((tn::max_pool2d<3, 2>(x, tn::stride<1>)), {3, 5, 5, 3, 5, 6}));
static_assert(is(tn::max_pool1d<2>(steps), {3, 4}));
static_assert(is(tn::avg_pool1d<3>(steps), {3, 4}));
static_assert(is(tn::max_pool3d<2>(tn::reshape<1, 2, 4, 2, 1>(flat)), {5, 6}));
static_assert(is(tn::global_max_pool(steps), {5, 6}));
static_assert(is(tn::global_avg_pool(x), {1.4375}));
static_assert(is((tn::adaptive_max_pool<2, 1>(x)), {4, 6}));
static_assert(is((tn::adaptive_avg_pool<1, 2>(x)), {1.125, 1.75}));

// Patches: overlapping windows, and added where they overlap.
static_assert(is((tn::unfold<2, 2>(x, tn::stride<2>)), {1, 2, 3, 1, 0, -1, 4, 2, 0, -2, 2, 2, 5, 1, -3, 6}));
static_assert(is(tn::unfold<2>(steps), {1, 2, 3, 4, 3, 4, 5, 6}));
static_assert(has_shape<1, 2, 2, 2>(tn::unfold<2>(steps)) && has_shape<1, 3, 3, 2, 2, 1>(tn::unfold<2, 2>(x)));
static_assert(is(tn::fold<3>(tn::unfold<2>(steps)), {1, 2, 6, 8, 5, 6}));

// Resampling, by the centres of elements.
static_assert(is(tn::resize<4>(D<1, 2, 1>{{{1}, {3}}}), {1, 1.5, 2.5, 3}));
static_assert(is((tn::resize<2, 8>(x)),
                 {2, 1.875, 1.625, 1.625, 1.875, 1.625, 0.875, 0.5, 1, 0.75, 0.25, 0.25, 0.75, 1.625, 2.875, 3.5}));
static_assert(near(tn::resize<5>(steps), {1, 2, 1.8000000000000003, 2.8, 3, 4, 4.2, 5.2, 5, 6}, 2e-15));
static_assert(is((tn::resize<tn::ResizeMode::nearest, 2, 6>(x)), {3, 1, 1, 4, 2, 2, 2, 2, 2, -3, 6, 6}));
static_assert(is(tn::resize<tn::ResizeMode::nearest, 5>(I<1, 2, 1>{{{7}, {9}}}), {7, 7, 9, 9, 9}));
