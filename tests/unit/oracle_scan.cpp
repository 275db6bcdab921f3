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
  auto const n = cases.input<T, 4, 5>("n");
  auto const b = cases.input<T, 3, 9>("b");
  EXACT(cumsum(n));
  EXACT(cummax<0>(n));
  EXACT(cummin<1>(n));
  CLOSE(8, cumsum<0>(b));
  CLOSE(8, cumprod<0>(b));
  EXACT(cummax<0>(b));
  CLOSE(8, cumsum<0>(b, reverse));
  CLOSE(8, cumprod<0>(b, reverse));
  EXACT(cummin<0>(b, reverse));
  CLOSE(8, cumsum<1>(b));
  CLOSE(8, cumprod<1>(b));
  EXACT(cummax<1>(b));
  CLOSE(8, cumsum<1>(b, reverse));
  CLOSE(8, cumprod<1>(b, reverse));
  EXACT(cummin<1>(b, reverse));
}

template <class T>
void integer(NumpyCases& cases) {
  cases.group(dtype_name<T>());
  auto const i = cases.input<T, 3, 5>("i");
  EXACT(cumsum(i));
  EXACT(cumsum<0>(i, reverse));
  EXACT(cumprod<-2>(i));
  EXACT(cummax(i));
  EXACT(cummin<0>(i));
}

}  // namespace

TEST_CASE("oracle: scan") {
  NumpyCases cases("scan");
  floating<float>(cases);
  floating<double>(cases);
  integer<std::int8_t>(cases);
  integer<std::int64_t>(cases);
  integer<std::uint32_t>(cases);
  cases.check_consumed();
}
