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
  auto const y = cases.input<T, 40>("y");
  auto const w = cases.input<T, 40>("w");
  auto const m = cases.input<bool, 40>("m");
  auto const p = cases.input<T, 24>("p");
  auto const q = cases.input<T, 24>("q");
  EXACT(x + y);
  EXACT(x - y);
  EXACT(x * y);
  EXACT(x / y);
  EXACT(-x);
  EXACT(2 / x + 1);
  EXACT(abs(x));
  EXACT(sign(x));
  EXACT(square(x));
  EXACT(sqrt(x));
  EXACT(reciprocal(x));
  EXACT(floor(x));
  EXACT(ceil(x));
  EXACT(trunc(x));
  EXACT(round(x));
  EXACT(round(x * 0.5));
  EXACT(relu(x));
  CLOSE(1, fma(w, x, y));
  EXACT(lerp(x, y, w));
  EXACT(minimum(x, y));
  EXACT(maximum(x, y));
  EXACT(clip(x, -1, 2));
  EXACT(where(m, x, y));
  EXACT(nan_to_num(x));
  EXACT(nan_to_num(x, 7));
  EXACT(floor_divide(p, q));
  EXACT(remainder(p, q));
}

template <class T>
void quotients(NumpyCases& cases) {
  cases.group(dtype_name<T>() + " quotients");
  auto const p = cases.input<T, 128>("p");
  auto const q = cases.input<T, 128>("q");
  EXACT(floor_divide(p, q));
  EXACT(remainder(p, q));
  EXACT(fmod(p, q));
}

template <class T>
void huge_quotients(NumpyCases& cases) {
  cases.group(dtype_name<T>() + " huge quotients");
  auto const p = cases.input<T, 96>("p");
  auto const q = cases.input<T, 96>("q");
  ULPS(2, floor_divide(p, q));  // (p - fmod(p, q)) / q, as NumPy's, beside the exact one
  EXACT(remainder(p, q));
  EXACT(fmod(p, q));
}

}  // namespace

TEST_CASE("oracle: arithmetic") {
  NumpyCases cases("arithmetic");
  floating<float>(cases);
  floating<double>(cases);
  quotients<float>(cases);
  quotients<double>(cases);
  huge_quotients<float>(cases);
  huge_quotients<double>(cases);
  cases.check_consumed();
}
