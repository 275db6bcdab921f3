// SPDX-License-Identifier: MIT
#include "coverage.hpp"

static tenon_test::Family const family("convolution and signal", [](tenon_test::Rows& rows) {
  ROW("conv1d", conv1d(reshape<1, 4, 4>(x), reshape<2, 4, 2>(y)));
  ROW("conv2d", conv2d(reshape<1, 4, 4, 1>(x), reshape<2, 2, 1, 4>(y)));
  ROW("conv2d strided", conv2d(reshape<1, 4, 4, 1>(x), reshape<2, 2, 1, 4>(y), stride<2>, same));
  ROW("conv2d in groups", conv2d(reshape<1, 2, 2, 4>(x), reshape<2, 2, 2, 2>(y), groups<2>));
  ROW("conv3d", conv3d(reshape<1, 2, 2, 4, 1>(x), reshape<2, 1, 2, 1, 4>(y)));
  ROW("depthwise_conv1d", depthwise_conv1d(reshape<1, 4, 4>(x), reshape<2, 4, 2>(y)));
  ROW("depthwise_conv2d", depthwise_conv2d(reshape<1, 4, 4, 1>(x), reshape<2, 2, 1, 4>(y)));
  ROW("depthwise_conv3d", depthwise_conv3d(reshape<1, 2, 2, 4, 1>(x), reshape<2, 1, 2, 1, 4>(y)));
  ROW("conv1d_transpose", conv1d_transpose(reshape<1, 4, 4>(x), reshape<2, 2, 4>(y)));
  ROW("conv2d_transpose", conv2d_transpose(reshape<1, 4, 4, 1>(x), reshape<2, 2, 4, 1>(y)));
  ROW("conv3d_transpose", conv3d_transpose(reshape<1, 2, 2, 4, 1>(x), reshape<2, 1, 2, 4, 1>(y)));
  ROW("max_pool1d", max_pool1d<2>(reshape<1, 4, 4>(x)));
  ROW("max_pool2d", max_pool2d<2>(reshape<1, 4, 4, 1>(x)));
  ROW("max_pool3d", max_pool3d<2>(reshape<1, 2, 2, 4, 1>(x)));
  ROW("avg_pool1d", avg_pool1d<2>(reshape<1, 4, 4>(x)));
  ROW("avg_pool2d", avg_pool2d<2>(reshape<1, 4, 4, 1>(x), stride<1>, same));
  ROW("avg_pool3d", avg_pool3d<2>(reshape<1, 2, 2, 4, 1>(x)));
  ROW("global_max_pool", global_max_pool(reshape<1, 4, 4, 1>(x)));
  ROW("global_avg_pool", global_avg_pool(reshape<1, 4, 4, 1>(x)));
  ROW("adaptive_max_pool", adaptive_max_pool<3, 2>(reshape<1, 4, 4, 1>(x)));
  ROW("adaptive_avg_pool", adaptive_avg_pool<3, 2>(reshape<1, 4, 4, 1>(x)));
  ROW("unfold", unfold<2, 2>(reshape<1, 4, 4, 1>(x)));
  ROW("fold", fold<4, 4>(reshape<1, 2, 2, 2, 2, 1>(x), stride<2>));
  ROW("resize", resize<6, 3>(reshape<1, 4, 4, 1>(x)));
  ROW("resize to the nearest", resize<ResizeMode::nearest, 6, 3>(reshape<1, 4, 4, 1>(x)));
});
