// SPDX-License-Identifier: MIT
#include "coverage.hpp"

static tenon_test::Family const family("scans", [](tenon_test::Rows& rows) {
  ROW("cumsum", cumsum(x));
  ROW("cumprod", cumprod(x));
  ROW("cummax", cummax(x));
  ROW("cummin", cummin(x));
});
