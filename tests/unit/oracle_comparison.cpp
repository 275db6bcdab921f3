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
  auto const z = cases.input<T, 40>("z");
  auto const g = cases.input<T, 9>("g");
  auto const h = cases.input<T, 9>("h");
  EXACT(x == y);
  EXACT(x != y);
  EXACT(x < y);
  EXACT(x <= y);
  EXACT(x > y);
  EXACT(x >= y);
  EXACT(isnan(x));
  EXACT(isinf(x));
  EXACT(isfinite(x));
  EXACT(isclose(y, z));
  EXACT(isclose(y, z, 1e-4, 0));
  EXACT(allclose(y, z));
  EXACT(allclose(g, h));
}

void booleans(NumpyCases& cases) {
  cases.group("bool");
  auto const p = cases.input<bool, 35>("p");
  auto const q = cases.input<bool, 35>("q");
  EXACT(p && q);
  EXACT(p || q);
  EXACT(logical_xor(p, q));
  EXACT(!p);
}

void casts(NumpyCases& cases) {
  cases.group("casts");
  auto const x = cases.input<float, 25>("x");
  auto const i = cases.input<std::int32_t, 25>("i");
  EXACT(cast<std::int8_t>(x));
  EXACT(cast<std::int64_t>(x));
  EXACT(cast<bool>(x));
  EXACT(cast<double>(x));
  EXACT(cast<std::uint8_t>(i));
  EXACT(cast<std::int16_t>(i));
  EXACT(cast<std::uint64_t>(i));
  EXACT(cast<bool>(i));
  EXACT(cast<float>(i));
}

}  // namespace

TEST_CASE("oracle: comparison") {
  NumpyCases cases("comparison");
  floating<float>(cases);
  floating<double>(cases);
  booleans(cases);
  casts(cases);
  cases.check_consumed();
}
