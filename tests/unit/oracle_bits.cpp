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
  auto const i = cases.input<T, 3, 19>("i");
  auto const k = cases.input<T, 19>("k");
  auto const n = cases.input<T, 19>("n");
  EXACT(bitwise_and(i, k));
  EXACT(bitwise_or(i, k));
  EXACT(bitwise_xor(i, k));
  EXACT(i & 21);
  EXACT((i | 64) ^ k);
  EXACT(invert(i));
  EXACT(left_shift(i, n));
  EXACT(right_shift(i, n));
  EXACT(i << 3);
  EXACT(i >> 5);
  EXACT(1 << n);
}

void truth(NumpyCases& cases) {
  cases.group("bool");
  auto const p = cases.input<bool, 3, 11>("p");
  auto const q = cases.input<bool, 3, 1>("q");
  EXACT(p & q);
  EXACT(p | q);
  EXACT(p ^ q);
  EXACT(~p);
}

}  // namespace

TEST_CASE("oracle: bits") {
  NumpyCases cases("bits");
  integer<std::int8_t>(cases);
  integer<std::uint16_t>(cases);
  integer<std::int32_t>(cases);
  integer<std::uint64_t>(cases);
  truth(cases);
  cases.check_consumed();
}
