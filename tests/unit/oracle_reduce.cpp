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
  auto const a = cases.input<T, 3, 4, 5>("a");
  auto const n = cases.input<T, 4, 6>("n");
  auto const big = cases.input<T, 200>("big");
  auto const none = cases.input<T, 3, 0, 2>("none");
  CLOSE(16, sum(a));
  CLOSE(16, mean(a));
  EXACT(max(a));
  EXACT(min(a, keepdims));
  CLOSE(16, prod(a));
  CLOSE(16, sum<2>(a));
  CLOSE(16, mean<2>(a));
  EXACT(max<2>(a));
  EXACT(min<2>(a, keepdims));
  CLOSE(16, prod<2>(a));
  CLOSE(16, sum<0, 2>(a));
  CLOSE(16, mean<0, 2>(a));
  EXACT(max<0, 2>(a));
  EXACT(min<0, 2>(a, keepdims));
  CLOSE(16, prod<0, 2>(a));
  CLOSE(16, sum<0, 2>(a, keepdims));
  CLOSE(16, mean<1>(a, keepdims));
  CLOSE(16, prod<1>(a, keepdims));
  EXACT(max<1>(n));
  EXACT(min<1>(n));
  EXACT(sum<1>(n));
  EXACT(argmax<1>(n));
  EXACT(argmax<0>(n));
  EXACT(argmax(a));
  EXACT(argmax<-2>(a));
  EXACT(argmin<1>(n));
  EXACT(argmin<0>(n));
  EXACT(argmin(a));
  EXACT(argmin<-2>(a));
  CLOSE(16, sum(big));
  EXACT(sum<1>(none));
  EXACT(prod<1>(none));
  EXACT(sum<0>(none));
  if constexpr (std::is_same_v<T, float>) {
    CLOSE(16, sum<0>(a));
    CLOSE(16, mean<0>(a));
    EXACT(max<0>(a));
    EXACT(min<0>(a, keepdims));
    CLOSE(16, prod<0>(a));
    CLOSE(16, sum<1>(a));
    CLOSE(16, mean<1>(a));
    EXACT(max<1>(a));
    EXACT(min<1>(a, keepdims));
    CLOSE(16, prod<1>(a));
    CLOSE(16, sum<-1>(a));
    CLOSE(16, mean<-1>(a));
    EXACT(max<-1>(a));
    EXACT(min<-1>(a, keepdims));
    CLOSE(16, prod<-1>(a));
    CLOSE(16, sum<0, 1>(a));
    CLOSE(16, mean<0, 1>(a));
    EXACT(max<0, 1>(a));
    EXACT(min<0, 1>(a, keepdims));
    CLOSE(16, prod<0, 1>(a));
    CLOSE(16, sum<-1, -2>(a));
    CLOSE(16, mean<-1, -2>(a));
    EXACT(max<-1, -2>(a));
    EXACT(min<-1, -2>(a, keepdims));
    CLOSE(16, prod<-1, -2>(a));
    CLOSE(16, sum<2, 0, 1>(a));
    CLOSE(16, mean<2, 0, 1>(a));
    EXACT(max<2, 0, 1>(a));
    EXACT(min<2, 0, 1>(a, keepdims));
    CLOSE(16, prod<2, 0, 1>(a));
  }
}

}  // namespace

TEST_CASE("oracle: reduce") {
  NumpyCases cases("reduce");
  floating<float>(cases);
  floating<double>(cases);
  cases.check_consumed();
}
