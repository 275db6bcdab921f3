// SPDX-License-Identifier: MIT
#include "coverage.hpp"

static tenon_test::Family const family("reductions", [](tenon_test::Rows& rows) {
  ROW("sum", sum<0>(x));
  ROW("mean", mean<0>(x));
  ROW("max", max<0>(x));
  ROW("min", min<0>(x));
  ROW("prod", prod<0>(x));
  ROW("var", var<0>(x));
  ROW("std", tenon::std<0>(x));
  ROW("moments", std::get<1>(moments<0>(x)));
  ROW("median", median<0>(x));
  ROW("norm", norm<0>(x));
  ROW("logsumexp", logsumexp<0>(x));
  ROW("any", any<0>(x));
  ROW("all_of", all_of<0>(x));
  ROW("count_nonzero", count_nonzero<0>(x));
  ROW("argmax", argmax<0>(x));
  ROW("argmin", argmin<0>(x));
  ROW("quantile", quantile<0>(x, 0.25));
  ROW("percentile", percentile<0>(x, 25));
  ROW("average", average<0>(x, y));
  ROW("ptp", ptp<0>(x));
  ROW("nansum", nansum<0>(x));
  ROW("nanmean", nanmean<0>(x));
  ROW("nanvar", nanvar<0>(x));
  ROW("nanstd", nanstd<0>(x));
  ROW("nanmax", nanmax<0>(x));
  ROW("nanmin", nanmin<0>(x));
});
