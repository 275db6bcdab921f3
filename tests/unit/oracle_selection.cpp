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
  auto const x = cases.input<T, 4, 6>("x");
  auto const rows = cases.input<bool, 4>("rows");
  auto const columns = cases.input<bool, 6>("columns");
  EXACT(std::get<0>(unique(x)));
  EXACT(std::get<1>(unique(x)));
  EXACT(std::get<1>(unique_inverse(x)));
  EXACT(std::get<1>(unique_counts(x)));
  EXACT(std::get<0>(argwhere(x)));
  EXACT(std::get<1>(argwhere(x)));
  EXACT(std::get<0>(nonzero(x > 2)));
  EXACT(std::get<1>(nonzero(x > 2)));
  EXACT(std::get<0>(compress(rows, x)));
  EXACT(std::get<0>(compress<-1>(columns, x, 9)));
  EXACT(std::get<0>(boolean_mask(x, x > 2)));
  EXACT(std::get<1>(boolean_mask(x, x > 2)));
}

}  // namespace

TEST_CASE("oracle: selection") {
  NumpyCases cases("selection");
  all_dtypes<float>(cases);
  all_dtypes<std::int16_t>(cases);
  all_dtypes<std::uint8_t>(cases);
  cases.check_consumed();
}
