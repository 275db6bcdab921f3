// SPDX-License-Identifier: MIT
// Tenon beside NumPy; tests/support/numpy_cases.hpp says how.
#include "support/numpy_cases.hpp"

#include <tenon/core.hpp>

#include <cstdint>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class T>
void all_dtypes(NumpyCases& cases) {
  cases.group(dtype_name<T>());
  auto const x = cases.input<T, 3, 8>("x");
  auto const s = cases.input<T, 8>("s");
  auto const v = cases.input<T, 11>("v");
  auto const d = cases.input<T, 3, 8>("d");
  EXACT(sort<0>(x));
  EXACT(argsort<0>(x));
  EXACT(sort<1>(x));
  EXACT(argsort<1>(x));
  EXACT(searchsorted(s, v));
  EXACT(searchsorted(s, v, reverse));
  EXACT(argsort(d, reverse));
  EXACT(sort(d, reverse));
  EXACT(std::get<0>(top_k<3>(d)));
  EXACT(std::get<1>(top_k<3>(d)));
}

void float32_long(NumpyCases& cases) {
  cases.group("float32 long");
  auto const y = cases.input<float, 2, 101>("y");
  EXACT(sort(y));
  EXACT(argsort(y));
}

}  // namespace

TEST_CASE("oracle: sort") {
  NumpyCases cases("sort");
  all_dtypes<float>(cases);
  all_dtypes<double>(cases);
  all_dtypes<std::int8_t>(cases);
  all_dtypes<std::int32_t>(cases);
  all_dtypes<std::uint8_t>(cases);
  all_dtypes<std::uint32_t>(cases);
  float32_long(cases);
  cases.check_consumed();
}
