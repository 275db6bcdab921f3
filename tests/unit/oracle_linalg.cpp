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
  auto const a1 = cases.input<T, 2, 1, 1>("a1");
  auto const b1 = cases.input<T, 2, 1, 3>("b1");
  auto const p1 = cases.input<T, 2, 1, 1>("p1");
  auto const a2 = cases.input<T, 2, 2, 2>("a2");
  auto const b2 = cases.input<T, 2, 2, 3>("b2");
  auto const p2 = cases.input<T, 2, 2, 2>("p2");
  auto const a3 = cases.input<T, 2, 3, 3>("a3");
  auto const b3 = cases.input<T, 2, 3, 3>("b3");
  auto const p3 = cases.input<T, 2, 3, 3>("p3");
  auto const a4 = cases.input<T, 2, 4, 4>("a4");
  auto const b4 = cases.input<T, 2, 4, 3>("b4");
  auto const p4 = cases.input<T, 2, 4, 4>("p4");
  auto const a5 = cases.input<T, 2, 5, 5>("a5");
  auto const b5 = cases.input<T, 2, 5, 3>("b5");
  auto const p5 = cases.input<T, 2, 5, 5>("p5");
  auto const a8 = cases.input<T, 2, 8, 8>("a8");
  auto const b8 = cases.input<T, 2, 8, 3>("b8");
  auto const p8 = cases.input<T, 2, 8, 8>("p8");
  auto const m = cases.input<T, 3, 3>("m");
  auto const v = cases.input<T, 3>("v");
  auto const tall = cases.input<T, 6, 3>("tall");
  auto const broad = cases.input<T, 3, 5>("broad");
  auto const s = cases.input<T, 3, 3>("s");
  CLOSE(bound<T>, inv(a1));
  CLOSE(bound<T>, det(a1));
  CLOSE(bound<T>, solve(a1, b1));
  CLOSE(bound<T>, cholesky(p1));
  CLOSE(bound<T>, inv(a2));
  CLOSE(bound<T>, det(a2));
  CLOSE(bound<T>, solve(a2, b2));
  CLOSE(bound<T>, cholesky(p2));
  CLOSE(bound<T>, inv(a3));
  CLOSE(bound<T>, det(a3));
  CLOSE(bound<T>, solve(a3, b3));
  CLOSE(bound<T>, cholesky(p3));
  CLOSE(bound<T>, inv(a4));
  CLOSE(bound<T>, det(a4));
  CLOSE(bound<T>, solve(a4, b4));
  CLOSE(bound<T>, cholesky(p4));
  CLOSE(bound<T>, inv(a5));
  CLOSE(bound<T>, det(a5));
  CLOSE(bound<T>, solve(a5, b5));
  CLOSE(bound<T>, cholesky(p5));
  CLOSE(bound<T>, inv(a8));
  CLOSE(bound<T>, det(a8));
  CLOSE(bound<T>, solve(a8, b8));
  CLOSE(bound<T>, cholesky(p8));
  CLOSE(bound<T>, solve(m, v));
  CLOSE(bound<T>, matrix_power<-2>(m));
  CLOSE(bound<T>, matrix_power<-1>(m));
  CLOSE(bound<T>, matrix_power<2>(m));
  CLOSE(bound<T>, matrix_power<5>(m));
  CLOSE(bound<T>, matrix_power<0>(m));
  CLOSE(bound<T>, std::get<0>(slogdet(-m)));
  CLOSE(bound<T>, std::get<1>(slogdet(-m)));
  CLOSE(bound<T>, triangular_solve(m, v));
  CLOSE(bound<T>, triangular_solve(m, v, upper));
  CLOSE(bound<T>, triangular_solve(m, v, transposed));
  CLOSE(bound<T>, triangular_solve(m, v, unit_diagonal));
  CLOSE(bound<T>, std::get<0>(qr(tall)));
  CLOSE(bound<T>, std::get<1>(qr(tall)));
  CLOSE(bound<T>, std::get<0>(qr(broad)));
  CLOSE(bound<T>, std::get<1>(qr(broad)));
  CLOSE(bound<T>, std::get<0>(qr(m)));
  CLOSE(bound<T>, std::get<1>(qr(m)));
  CLOSE(bound<T>, norm(tall));
  CLOSE(bound<T>, det(s));
}

}  // namespace

TEST_CASE("oracle: linalg") {
  NumpyCases cases("linalg");
  floating<float>(cases);
  floating<double>(cases);
  cases.check_consumed();
}
