// SPDX-License-Identifier: MIT
// Tenon beside NumPy; tests/support/numpy_cases.hpp says how.
#include "support/numpy_cases.hpp"

#include <tenon/core.hpp>

#include <cstdint>

namespace tn = tenon;
using namespace tenon_test;

namespace {

// What NumPy has of linear algebra is settled to 32 bits.
template <class T>
constexpr double bound = sizeof(T) == 4 ? 32 : 0x1p22;

template <class T>
void floating(NumpyCases& cases) {
  cases.group(dtype_name<T>());
  auto const u = cases.input<T, 3>("u");
  auto const v = cases.input<T, 3>("v");
  auto const r = cases.input<T, 4, 1, 3>("r");
  auto const p = cases.input<T, 2, 3, 4>("p");
  auto const q = cases.input<T, 4, 5, 2>("q");
  auto const a = cases.input<T, 2, 9>("a");
  auto const b = cases.input<T, 9, 3>("b");
  auto const d = cases.input<T, 3, 8>("d");
  auto const e = cases.input<T, 8, 2>("e");
  auto const f = cases.input<T, 2, 5>("f");
  auto const g = cases.input<T, 2, 3, 4, 4>("g");
  auto const h = cases.input<T, 5, 2, 2>("h");
  auto const m = cases.input<T, 20, 20>("m");
  auto const s = cases.input<T, 3, 3>("s");
  CLOSE(4, cross(u, v));
  CLOSE(4, cross(r, u));
  CLOSE(4, cross(r, transpose(reshape<3, 8>(p))));
  CLOSE(4, tensordot<Axes<0, 2>, Axes<2, 0>>(p, q));
  CLOSE(4, tensordot<Axes<-1>, Axes<0>>(p, q));
  CLOSE(4, tensordot<Axes<1>, Axes<1>>(p, p));
  CLOSE(4, vdot(p, reshape<4, 6>(p)));
  CLOSE(8, multi_dot(a, b));
  CLOSE(8, multi_dot(a, b, d));
  CLOSE(8, multi_dot(a, b, d, e, f));
  CLOSE(8, multi_dot(v, d, e));
  CLOSE(8, multi_dot(a, b, v));
  CLOSE(8, multi_dot(v, d, e, a, b, u));
  CLOSE(bound<T>, std::get<0>(slogdet(g)));
  CLOSE(bound<T>, std::get<1>(slogdet(g)));
  CLOSE(bound<T>, std::get<0>(slogdet(h)));
  CLOSE(bound<T>, std::get<1>(slogdet(h)));
  CLOSE(bound<T>, std::get<0>(slogdet(m)));
  CLOSE(bound<T>, std::get<1>(slogdet(m)));
  CLOSE(bound<T>, std::get<0>(slogdet(s)));
  CLOSE(bound<T>, std::get<1>(slogdet(s)));
  CLOSE(bound<T>, matrix_power<-3>(g));
  CLOSE(bound<T>, matrix_power<1>(g));
  CLOSE(bound<T>, matrix_power<3>(g));
  CLOSE(bound<T>, matrix_power<8>(g));
  CLOSE(bound<T>, matrix_power<0>(h));
}

template <class T>
void integer(NumpyCases& cases) {
  cases.group(dtype_name<T>());
  auto const u = cases.input<T, 2, 3>("u");
  auto const i = cases.input<T, 3, 3>("i");
  EXACT(cross(u, i(at<0>)));
  EXACT(multi_dot(u, i, transpose(u)));
  EXACT(matrix_power<5>(i));
  EXACT(vdot(i, i));
}

}  // namespace

TEST_CASE("oracle: matrices") {
  NumpyCases cases("matrices");
  floating<float>(cases);
  floating<double>(cases);
  integer<std::int8_t>(cases);
  integer<std::uint32_t>(cases);
  cases.check_consumed();
}
