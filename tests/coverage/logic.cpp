// SPDX-License-Identifier: MIT
#include "coverage.hpp"

static tenon_test::Family const family("comparison and logic", [](tenon_test::Rows& rows) {
  ROW("operator==", x == y);
  ROW("operator!=", x != y);
  ROW("operator<", x < y);
  ROW("operator<=", x <= y);
  ROW("operator>", x > y);
  ROW("operator>=", x >= y);
  ROW("operator&&", x && y);
  ROW("operator||", x || y);
  ROW("operator!", !x);
  ROW("logical_xor", logical_xor(x, y));
  ROW("where", where(cast<bool>(y), x, y));
  ROW("isnan", isnan(x));
  ROW("isinf", isinf(x));
  ROW("isfinite", isfinite(x));
  ROW("isclose", isclose(x, y));
  ROW("allclose", allclose(x, y));
  ROW("cast", cast<double>(x));
  ROW("stop_gradient", stop_gradient(x));
});
