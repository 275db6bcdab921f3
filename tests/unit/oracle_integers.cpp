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
  auto const p = cases.input<T, 24>("p");
  auto const q = cases.input<T, 24>("q");
  EXACT(p + q);
  EXACT(p - q);
  EXACT(p * q);
  EXACT(p / q);
  EXACT(-p);
  EXACT(abs(p));
  EXACT(sign(p));
  EXACT(square(p));
  EXACT(fma(p, q, p));
  EXACT(floor_divide(p, q));
  EXACT(remainder(p, q));
  EXACT(minimum(p, q));
  EXACT(maximum(p, q));
  EXACT(clip(p, 3, 9));
  EXACT(relu(p));
  EXACT(nan_to_num(p));
  EXACT(p < q);
  EXACT(where(p >= q, p, q + 1));
}

}  // namespace

TEST_CASE("oracle: integers") {
  NumpyCases cases("integers");
  integer<std::int8_t>(cases);
  integer<std::int16_t>(cases);
  integer<std::int32_t>(cases);
  integer<std::int64_t>(cases);
  integer<std::uint8_t>(cases);
  integer<std::uint16_t>(cases);
  integer<std::uint32_t>(cases);
  integer<std::uint64_t>(cases);
  cases.check_consumed();
}
