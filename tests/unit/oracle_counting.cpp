// SPDX-License-Identifier: MIT
// Tenon beside NumPy; tests/support/numpy_cases.hpp says how.
#include "support/numpy_cases.hpp"

#include <tenon/core.hpp>

#include <cstdint>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class T>
void numbers(NumpyCases& cases) {
  cases.group(dtype_name<T>());
  auto const x = cases.input<T, 3, 20>("x");
  auto const e = cases.input<T, 6>("e");
  EXACT(std::get<0>(histogram<5>(x)));
  CLOSE(1, std::get<1>(histogram<5>(x)));
  EXACT(std::get<0>(histogram<1>(x)));
  CLOSE(1, std::get<1>(histogram<1>(x)));
  EXACT(std::get<0>(histogram<8>(x, -4, 4)));
  CLOSE(1, std::get<1>(histogram<8>(x, -4, 4)));
  EXACT(std::get<0>(histogram<7>(x, -1, 2)));
  CLOSE(1, std::get<1>(histogram<7>(x, -1, 2)));
  EXACT(std::get<0>(histogram<4>(x, 3, 3)));
  CLOSE(1, std::get<1>(histogram<4>(x, 3, 3)));
  EXACT(digitize(x, e));
  if constexpr (std::is_same_v<T, double>) {
    auto const n = cases.input<T, 9>("n");
    EXACT(std::get<0>(histogram<3>(n, -1, 1)));
    EXACT(digitize(n, e));
  }
}

template <class T>
void integer(NumpyCases& cases) {
  cases.group(dtype_name<T>());
  auto const k = cases.input<T, 4, 10>("k");
  EXACT(bincount<9>(k));
  EXACT(bincount<20>(k));
  EXACT(bincount<3>(remainder(k, 3)));
}

}  // namespace

TEST_CASE("oracle: counting") {
  NumpyCases cases("counting");
  numbers<float>(cases);
  numbers<double>(cases);
  numbers<std::int32_t>(cases);
  integer<std::int8_t>(cases);
  integer<std::int64_t>(cases);
  integer<std::uint8_t>(cases);
  cases.check_consumed();
}
