// SPDX-License-Identifier: MIT
// Tenon beside NumPy; tests/support/numpy_cases.hpp says how.
#include "support/numpy_cases.hpp"

#include <tenon/core.hpp>
#include <tenon/data/sets.hpp>

#include <cstdint>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class T>
void all_operations(NumpyCases& cases) {
  cases.group(dtype_name<T>());
  auto const a = cases.input<T, 6, 9>("a");
  auto const b = cases.input<T, 6, 5>("b");
  EXACT(sets::to_dense(sets::set_union(a, b), 7));
  EXACT(sets::size(sets::set_union(a, b)));
  EXACT(sets::to_dense(sets::set_union(b, a), 7));
  EXACT(sets::size(sets::set_union(b, a)));
  EXACT(sets::to_dense(sets::intersection(a, b), 7));
  EXACT(sets::size(sets::intersection(a, b)));
  EXACT(sets::to_dense(sets::difference(a, b), 7));
  EXACT(sets::size(sets::difference(a, b)));
  EXACT(sets::size(a));
  EXACT(sets::to_dense(sets::from_dense(a, 7)));
}

}  // namespace

TEST_CASE("oracle: sets") {
  NumpyCases cases("sets");
  all_operations<std::int8_t>(cases);
  all_operations<std::int32_t>(cases);
  all_operations<std::int64_t>(cases);
  all_operations<std::uint16_t>(cases);
  cases.check_consumed();
}
