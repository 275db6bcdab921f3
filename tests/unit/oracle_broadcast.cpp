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
  auto const e0 = cases.input<T>("e0");
  auto const e1 = cases.input<T, 1>("e1");
  auto const e2 = cases.input<T, 3>("e2");
  auto const e3 = cases.input<T, 4, 1>("e3");
  auto const e4 = cases.input<T, 1, 1, 2, 4, 3>("e4");
  auto const e5 = cases.input<T, 1, 2, 1, 3>("e5");
  auto const e6 = cases.input<T, 2, 1, 3>("e6");
  auto const e7 = cases.input<T, 1, 3, 1, 4, 1>("e7");
  auto const e8 = cases.input<T, 1, 4, 1>("e8");
  auto const e9 = cases.input<T, 1, 3, 2, 4, 3>("e9");
  auto const e10 = cases.input<T, 2, 3, 1, 1, 3>("e10");
  auto const e11 = cases.input<T, 1, 3, 1, 1, 3>("e11");
  auto const e12 = cases.input<T, 3, 2, 4, 3>("e12");
  auto const e13 = cases.input<T, 2, 4, 3>("e13");
  auto const e14 = cases.input<T, 2, 3, 2, 4, 3>("e14");
  auto const e15 = cases.input<T, 1, 3>("e15");
  EXACT(e0 - e3);
  EXACT(e1 * e8);
  EXACT(e2 / e13);
  EXACT(e3 + e2);
  EXACT(e4 - e7);
  EXACT(e5 * e12);
  EXACT(e6 / e1);
  EXACT(e7 + e6);
  EXACT(e8 - e11);
  EXACT(e9 * e0);
  EXACT(e10 / e5);
  EXACT(e11 + e10);
  EXACT(e12 - e15);
  EXACT(e13 * e4);
  EXACT(e14 / e9);
  EXACT(e15 + e14);
  EXACT(e0 - e4);
  EXACT(e1 * e9);
  EXACT(e2 / e14);
  EXACT(e3 + e3);
  EXACT(e4 - e8);
  EXACT(e5 * e13);
  EXACT(e6 / e2);
  EXACT(e7 + e7);
  EXACT(e8 - e12);
  EXACT(e9 * e1);
  EXACT(e10 / e6);
  EXACT(e11 + e11);
  EXACT(e12 - e0);
  EXACT(e13 * e5);
  EXACT(e14 / e10);
  EXACT(e15 + e15);
  EXACT(where(e0 < e8, e8, e7));
  EXACT(where(e1 < e9, e9, e12));
  EXACT(where(e2 < e10, e10, e1));
  EXACT(where(e3 < e11, e11, e6));
  EXACT(where(e4 < e12, e12, e11));
  EXACT(where(e5 < e13, e13, e0));
  EXACT(where(e6 < e14, e14, e5));
  EXACT(where(e7 < e15, e15, e10));
}

}  // namespace

TEST_CASE("oracle: broadcast") {
  NumpyCases cases("broadcast");
  floating<float>(cases);
  cases.check_consumed();
}
