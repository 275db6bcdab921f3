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
  ULPS(1, exp(x));
  ULPS(2, exp2(x));
  ULPS(2, expm1(x));
  ULPS(1, log(x));
  ULPS(1, log2(x));
  ULPS(1, log10(x));
  ULPS(2, log1p(x));
  ULPS(2, rsqrt(x));
  ULPS(1, cbrt(x));
  ULPS(2, sigmoid(x));
  ULPS(3, softplus(x));
  ULPS(2, elu(x));
  ULPS(3, selu(x));
  ULPS(2, pow(x, b));
  ULPS(1, hypot(x, b));
}

}  // namespace

TEST_CASE("oracle: exponential") {
  NumpyCases cases("exponential");
  floating<float>(cases);
  floating<double>(cases);
  cases.check_consumed();
}
