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

TEST_CASE("oracle: reduce_integers") {
  NumpyCases cases("reduce_integers");
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
