// SPDX-License-Identifier: MIT
#include "coverage.hpp"

static tenon_test::Family const family("trigonometric and special functions", [](tenon_test::Rows& rows) {
  ROW("sin", sin(x));
  ROW("cos", cos(x));
  ROW("tan", tan(x));
  ROW("asin", asin(x));
  ROW("acos", acos(x));
  ROW("atan", atan(x));
  ROW("atan2", atan2(x, y));
  ROW("sinh", sinh(x));
  ROW("cosh", cosh(x));
  ROW("asinh", asinh(x));
  ROW("acosh", acosh(x + 1));
  ROW("atanh", atanh(x));
  ROW("erf", erf(x));
  ROW("erfc", erfc(x));
  ROW("lgamma", lgamma(x));
  ROW("digamma", digamma(x));
  ROW("trigamma", trigamma(x));
  ROW("polygamma", polygamma<2>(x));
});
