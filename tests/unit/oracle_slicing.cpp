// SPDX-License-Identifier: MIT
// Tenon beside NumPy; tests/support/numpy_cases.hpp says how.
#include "support/numpy_cases.hpp"

#include <tenon/core.hpp>

#include <cstdint>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class T>
void integer(NumpyCases& cases) {
  cases.group(dtype_name<T>());
  auto const s1 = cases.input<T, 4>("s1");
  auto const s2 = cases.input<T, 4, 3>("s2");
  auto const s3 = cases.input<T, 4, 3, 4>("s3");
  auto const s4 = cases.input<T, 4, 3, 4, 3>("s4");
  auto const s5 = cases.input<T, 4, 3, 4, 3, 2>("s5");
  EXACT(s1(from<3>, newaxis));
  EXACT(s2(ellipsis, from<-2>));
  EXACT(s3(from<2>));
  EXACT(s4(from<0>, at<2>));
  EXACT(s5(range<3, 3, -1>, newaxis, range<2, 0, -1>));
  EXACT(s1(ellipsis, to<-2>));
  EXACT(s2(ellipsis, range<2, 1, -3>));
  EXACT(s3(at<1>));
  EXACT(s4(at<2>, ellipsis, range<0, 2, 3>));
  EXACT(s5(all, to<3>, newaxis, at<-2>, at<0>, all));
  EXACT(s1(ellipsis, from<3>));
  EXACT(s2(ellipsis, at<-1>));
  EXACT(s3(range<1, 0, -2>, at<0>));
  EXACT(s4(ellipsis, at<-1>));
  EXACT(s5(range<3, 2, -1>, range<2, 1, -3>, range<0, 3, 3>, range<2, 1, -3>, all));
  EXACT(s1(ellipsis, all));
  EXACT(s2(range<1, 0, -1>));
  EXACT(s3(newaxis, reversed, ellipsis, all));
  EXACT(s4(all, newaxis, range<1, 2, 2>, all));
  EXACT(s5(to<-4>, reversed));
  EXACT(s1(range<3, 3, -2>));
  EXACT(s2(newaxis, all));
  EXACT(s3(to<3>, range<2, 2, -1>, range<2, 1, -3>));
  EXACT(s4(all));
  EXACT(s5(from<1>, at<-2>, at<-4>, newaxis, from<-1>, reversed));
  EXACT(s1(newaxis, at<2>));
  EXACT(s2(ellipsis, to<2>));
  EXACT(s3(reversed, range<1, 0, -1>, range<3, 2, -1>));
  EXACT(s4(newaxis, to<3>, to<-1>, range<3, 2, -1>, all));
  EXACT(s5(to<-3>, ellipsis, at<1>));
  EXACT(s1(newaxis, to<1>));
  EXACT(s2(to<3>, all));
  EXACT(s3(range<2, 2, 3>, from<2>, from<-4>));
  EXACT(s4(reversed));
  EXACT(s5(from<-4>, to<-3>, ellipsis, to<2>));
  EXACT(s1(at<-1>));
  EXACT(s2(reversed));
  EXACT(s3(to<2>, all));
  EXACT(s4(ellipsis, to<-2>));
  EXACT(s5(reversed, newaxis, range<1, 1, -3>, range<0, 1, 2>));
  EXACT(s1(reversed));
  EXACT(s2(from<0>));
  EXACT(s3(newaxis, all, all, at<1>));
  EXACT(s4(ellipsis, reversed));
  EXACT(s5(all, range<0, 3, 1>, newaxis, to<-2>));
  EXACT(s1(newaxis, to<2>));
  EXACT(s2(to<1>));
  EXACT(s3(at<1>, reversed));
}

}  // namespace

TEST_CASE("oracle: slicing") {
  NumpyCases cases("slicing");
  integer<std::int16_t>(cases);
  cases.check_consumed();
}
