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
  auto const a = cases.input<T, 2, 3, 7>("a");
  auto const q = cases.input<double, 2, 3>("q");
  auto const n = cases.input<T, 4, 5>("n");
  CLOSE(2, quantile(a, 0.3));
  CLOSE(2, quantile<0>(a, 0.25));
  CLOSE(2, quantile<-1>(a, 0.9));
  CLOSE(2, quantile<0, 2>(a, 0.6));
  CLOSE(2, quantile<1>(a, 0.75, keepdims));
  CLOSE(2, quantile<2>(a, q));
  CLOSE(2, quantile<1, 0>(a, q));
  EXACT(quantile<QuantileMethod::lower, 2>(a, q));
  EXACT(quantile<QuantileMethod::lower>(a, 0.35));
  EXACT(quantile<QuantileMethod::higher, 2>(a, q));
  EXACT(quantile<QuantileMethod::higher>(a, 0.35));
  EXACT(quantile<QuantileMethod::nearest, 2>(a, q));
  EXACT(quantile<QuantileMethod::nearest>(a, 0.35));
  CLOSE(2, quantile<QuantileMethod::midpoint, 2>(a, q));
  CLOSE(2, quantile<QuantileMethod::midpoint>(a, 0.35));
  CLOSE(2, percentile(a, 12.5));
  CLOSE(2, percentile<1>(a, 35));
  CLOSE(2, percentile<-1>(a, 90, keepdims));
  EXACT(median<0, 2>(a));
  EXACT(median<1>(a, keepdims));
  EXACT(quantile<1>(n, 0.5));
  EXACT(quantile<QuantileMethod::higher, 0>(n, 0.3));
}

}  // namespace

TEST_CASE("oracle: quantile") {
  NumpyCases cases("quantile");
  floating<float>(cases);
  floating<double>(cases);
  cases.check_consumed();
}
