// SPDX-License-Identifier: MIT
#include "coverage.hpp"

static tenon_test::Family const family("indexing and sorting", [](tenon_test::Rows& rows) {
  ROW("take", take(x, i));
  ROW("take_along_axis", take_along_axis<0>(x, expand<0>(i)));
  ROW("gather_nd", gather_nd(x, reshape<2, 2>(i)));
  ROW("scatter_nd_update", scatter_nd_update(x, reshape<2, 2>(i), slice(y, at<0>, to<2>)));
  ROW("scatter_nd_add", scatter_nd_add(x, reshape<2, 2>(i), slice(y, at<0>, to<2>)));
  ROW("scatter_nd_sub", scatter_nd_sub(x, reshape<2, 2>(i), slice(y, at<0>, to<2>)));
  ROW("scatter_nd_min", scatter_nd_min(x, reshape<2, 2>(i), slice(y, at<0>, to<2>)));
  ROW("scatter_nd_max", scatter_nd_max(x, reshape<2, 2>(i), slice(y, at<0>, to<2>)));
  ROW("scatter_along_axis_update", scatter_along_axis_update<0>(x, expand<0>(i), slice(y, to<1>)));
  ROW("scatter_along_axis_add", scatter_along_axis_add<0>(x, expand<0>(i), slice(y, to<1>)));
  ROW("scatter_along_axis_sub", scatter_along_axis_sub<0>(x, expand<0>(i), slice(y, to<1>)));
  ROW("scatter_along_axis_min", scatter_along_axis_min<0>(x, expand<0>(i), slice(y, to<1>)));
  ROW("scatter_along_axis_max", scatter_along_axis_max<0>(x, expand<0>(i), slice(y, to<1>)));
  ROW("segment_sum", segment_sum<4>(x, i));
  ROW("segment_mean", segment_mean<4>(x, i));
  ROW("segment_max", segment_max<4>(x, i));
  ROW("segment_min", segment_min<4>(x, i));
  ROW("bincount", bincount<20>(x));
  ROW("one_hot", one_hot<4, T>(i));
  ROW("sort", sort(x));
  ROW("argsort", argsort(x));
  ROW("top_k", std::get<0>(top_k<2>(x)));
  ROW("searchsorted", searchsorted(slice(x, at<0>), y));
});
