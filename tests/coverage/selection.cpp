// SPDX-License-Identifier: MIT
#include "coverage.hpp"

static tenon_test::Family const family("selection and counting", [](tenon_test::Rows& rows) {
  ROW("compress", std::get<0>(compress(slice(x, at<0>) > slice(y, at<0>), x)));
  ROW("boolean_mask", std::get<0>(boolean_mask(x, x > y)));
  ROW("nonzero", std::get<0>(nonzero(x)));
  ROW("argwhere", std::get<0>(argwhere(x)));
  ROW("unique", std::get<0>(unique(x)));
  ROW("unique_inverse", std::get<0>(unique_inverse(x)));
  ROW("unique_counts", std::get<0>(unique_counts(x)));
  ROW("histogram", std::get<0>(histogram<4>(x)));
  ROW("histogram of weights", std::get<0>(histogram<4>(y, 0.1, 0.9, x)));
  ROW("place", place(x, i > 1, y));
  ROW("digitize", digitize(y, slice(sort(x), at<0>)));
  ROW("diff", diff(x));
  ROW("meshgrid", std::get<0>(meshgrid(slice(x, at<0>), slice(y, at<0>))));
});
