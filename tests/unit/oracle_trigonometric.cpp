// SPDX-License-Identifier: MIT
// Tenon beside NumPy; tests/support/numpy_cases.hpp says how.
#include "support/numpy_cases.hpp"

#include <tenon/core.hpp>

#include <cstdint>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class T>
void floating(NumpyCases& cases) {
  cases.group(dtype_name<T>());
  auto const x = cases.input<T, 40>("x");
  auto const b = cases.input<T, 40>("b");
  ULPS(1, sin(x));
  ULPS(1, cos(x));
  ULPS(3, tan(x));
  ULPS(2, asin(x));
  ULPS(2, acos(x));
  ULPS(2, atan(x));
  ULPS(2, sinh(x));
  ULPS(2, cosh(x));
  ULPS(3, tanh(x));
  ULPS(2, asinh(x));
  ULPS(2, acosh(x));
  ULPS(2, atanh(x));
  ULPS(2, atan2(x, b));
}

void float32_special(NumpyCases& cases) {
  cases.group("float32 special");
  auto const x = cases.input<float, 40>("x");
  auto const y = cases.input<float, 33>("y");
  ULPS(2, erf(x));
  ULPS(6, erfc(x));
  ULPS(4, lgamma(y));
}

}  // namespace

TEST_CASE("oracle: trigonometric") {
  NumpyCases cases("trigonometric");
  floating<float>(cases);
  floating<double>(cases);
  float32_special(cases);
  cases.check_consumed();
}
