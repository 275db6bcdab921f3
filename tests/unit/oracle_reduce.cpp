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

template <class T>
void integer(NumpyCases& cases) {
  cases.group(dtype_name<T>());
  auto const i = cases.input<T, 2, 3, 4>("i");
  EXACT(sum(i));
  EXACT(sum<1>(i));
  EXACT(prod<2>(i));
  EXACT(max<0, 2>(i));
  EXACT(min<-1>(i, keepdims));
  EXACT(argmax<1>(i));
  EXACT(any<0>(i));
}

void truth(NumpyCases& cases) {
  cases.group("truth");
  auto const t = cases.input<bool, 4, 3, 5>("t");
  auto const z = cases.input<float, 2, 0>("z");
  EXACT(any(t));
  EXACT(all_of(t));
  EXACT(count_nonzero(t));
  EXACT(any<0>(t));
  EXACT(all_of<0>(t));
  EXACT(count_nonzero<0>(t));
  EXACT(any<1>(t));
  EXACT(all_of<1>(t));
  EXACT(count_nonzero<1>(t));
  EXACT(any<-1>(t));
  EXACT(all_of<-1>(t));
  EXACT(count_nonzero<-1>(t));
  EXACT(any<0, 1>(t));
  EXACT(all_of<0, 1>(t));
  EXACT(count_nonzero<0, 1>(t));
  EXACT(any<1, 2>(t));
  EXACT(all_of<1, 2>(t));
  EXACT(count_nonzero<1, 2>(t));
  EXACT(any<1>(t, keepdims));
  EXACT(all_of<2>(t, keepdims));
  EXACT(any<1>(z));
  EXACT(all_of<1>(z));
}

}  // namespace

TEST_CASE("oracle: reduce") {
  NumpyCases cases("reduce");
  floating<float>(cases);
  floating<double>(cases);
  integer<std::int8_t>(cases);
  integer<std::int16_t>(cases);
  integer<std::int32_t>(cases);
  integer<std::int64_t>(cases);
  integer<std::uint8_t>(cases);
  integer<std::uint16_t>(cases);
  integer<std::uint32_t>(cases);
  integer<std::uint64_t>(cases);
  truth(cases);
  cases.check_consumed();
}
