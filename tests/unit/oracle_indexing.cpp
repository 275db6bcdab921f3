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
  auto const x = cases.input<T, 3, 4, 2>("x");
  auto const rows = cases.input<std::int64_t, 6>("rows");
  auto const grid = cases.input<std::int16_t, 2, 2>("grid");
  auto const one = cases.input<std::int32_t>("one");
  auto const at0 = cases.input<std::int32_t, 2, 4, 2>("at0");
  auto const at1 = cases.input<std::int32_t, 3, 2, 2>("at1");
  auto const at2 = cases.input<std::int32_t, 3, 4, 2>("at2");
  auto const p1 = cases.input<std::int32_t, 3, 1>("p1");
  auto const p2 = cases.input<std::int32_t, 4, 2>("p2");
  auto const p3 = cases.input<std::int8_t, 2, 2, 3>("p3");
  auto const v2 = cases.input<T, 4, 2>("v2");
  auto const v3 = cases.input<T, 2, 2>("v3");
  auto const y = cases.input<T, 3, 4, 2>("y");
  auto const along = cases.input<std::int32_t, 3, 1, 2>("along");
  auto const va = cases.input<T, 3, 1, 2>("va");
  auto const groups = cases.input<std::uint8_t, 3>("groups");
  EXACT(take(x, rows));
  EXACT(take<1>(x, grid));
  EXACT(take<-1>(x, one));
  EXACT(take_along_axis<0>(x, at0));
  EXACT(take_along_axis<1>(x, at1));
  EXACT(take_along_axis<2>(x, at2));
  EXACT(gather_nd(x, p1));
  EXACT(gather_nd(x, p2));
  EXACT(gather_nd(x, p3));
  EXACT(scatter_nd_add(y, p2, v2));
  EXACT(scatter_nd_add(y, p3, v3));
  EXACT(scatter_nd_sub(y, p2, v2));
  EXACT(scatter_nd_sub(y, p3, v3));
  EXACT(scatter_nd_min(y, p2, v2));
  EXACT(scatter_nd_min(y, p3, v3));
  EXACT(scatter_nd_max(y, p2, v2));
  EXACT(scatter_nd_max(y, p3, v3));
  EXACT(scatter_nd_update(y, p2, v2));
  EXACT(scatter_nd_update(y, p3, v3));
  EXACT(scatter_along_axis_add<1>(y, along, va));
  EXACT(scatter_along_axis_sub<1>(y, along, va));
  EXACT(scatter_along_axis_min<1>(y, along, va));
  EXACT(scatter_along_axis_max<1>(y, along, va));
  EXACT(scatter_along_axis_update<1>(y, along, va));
  EXACT(segment_sum<4>(y, groups));
  EXACT(segment_max<4>(y, groups));
  EXACT(segment_min<4>(y, groups));
  if constexpr (std::is_same_v<T, float>) {
    CLOSE(8, segment_mean<4>(y, groups));
  }
}

void numbers(NumpyCases& cases) {
  cases.group("numbers");
  auto const n = cases.input<std::int32_t, 3, 4>("n");
  EXACT(bincount<7>(n));
  EXACT(one_hot<6>(n));
  EXACT(one_hot<6, std::uint8_t>(n));
}

}  // namespace

TEST_CASE("oracle: indexing") {
  NumpyCases cases("indexing");
  all_dtypes<float>(cases);
  all_dtypes<std::int16_t>(cases);
  numbers(cases);
  cases.check_consumed();
}
