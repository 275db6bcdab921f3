// SPDX-License-Identifier: MIT
#include "coverage.hpp"

static tenon_test::Family const family("arithmetic", [](tenon_test::Rows& rows) {
  ROW("operator+", x + y);
  ROW("operator-", x - y);
  ROW("operator- of one", -x);
  ROW("operator*", x * y);
  ROW("operator/", x / y);
  ROW("square", square(x));
  ROW("fma", fma(x, y, x));
  ROW("abs", abs(x));
  ROW("sign", sign(x));
  ROW("minimum", minimum(x, y));
  ROW("maximum", maximum(x, y));
  ROW("clip", clip(x, 0, 2));
  ROW("floor_divide", floor_divide(y, x));
  ROW("remainder", remainder(y, x));
  ROW("lerp", lerp(x, y, y));
  ROW("floor", floor(x));
  ROW("ceil", ceil(x));
  ROW("trunc", trunc(x));
  ROW("round", round(x));
  ROW("nan_to_num", nan_to_num(x));
  ROW("relu", relu(x));
});
