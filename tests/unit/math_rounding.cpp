// SPDX-License-Identifier: MIT
// Rounding to integral values against the C library: no error, not even in the sign of zero.
#include "support/math_functions.hpp"
#include "support/math_sweep.hpp"

using namespace tenon_test;
using namespace tenon_test::functions;

namespace {

template <class F, class T>
void check_special() {
  using N = std::numeric_limits<T>;
  T const big = 1 / N::epsilon();
  for (T const magnitude : {T(0), N::denorm_min(), N::min(), T(0.5), T(1), T(1.5), T(2.5), T(1) - N::epsilon() / 2,
                            big / 2 - T(0.5), big / 2, big / 2 + T(0.5), big, big + 1, N::max(), N::infinity(), N::quiet_NaN()})
    for (T const x : {magnitude, -magnitude}) {
      T const want = static_cast<T>(F::exact(static_cast<Long>(x))), got = at<F>(x);
      INFO(F::name << "(" << x << ") = " << got << ", not " << want);
      CHECK(same(got, want));
    }
}

}  // namespace

TEMPLATE_TEST_CASE("rounding is exact", "", float, double) {
  check_accuracy<Floor, TestType>({0.75, 25.0, 1e6, 1e16});
  check_accuracy<Ceil, TestType>({0.75, 25.0, 1e6, 1e16});
  check_accuracy<Trunc, TestType>({0.75, 25.0, 1e6, 1e16});
  check_accuracy<Round, TestType>({0.75, 25.0, 1e6, 1e16});
}

TEMPLATE_TEST_CASE("rounding of special values", "", float, double) {
  check_special<Floor, TestType>();
  check_special<Ceil, TestType>();
  check_special<Trunc, TestType>();
  check_special<Round, TestType>();
}

TEMPLATE_TEST_CASE("the compiler rounds as the processor does", "", float, double) {
  check_constant<Floor, TestType>();
  check_constant<Ceil, TestType>();
  check_constant<Trunc, TestType>();
  check_constant<Round, TestType>();
  using L = tenon::lanes::Lane<TestType, 1>;
  STATIC_REQUIRE(math::floor(L(-2.5)).v[0] == -3);
  STATIC_REQUIRE(math::ceil(L(-2.5)).v[0] == -2);
  STATIC_REQUIRE(math::trunc(L(-2.5)).v[0] == -2);
  STATIC_REQUIRE(round(L(-2.5)).v[0] == -2);
}
