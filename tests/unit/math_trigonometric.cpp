// SPDX-License-Identifier: MIT
// Trigonometric functions against the C library in long double: all exponents, multiples of right angles.
#include "support/math_functions.hpp"
#include "support/math_sweep.hpp"

using namespace tenon_test;
using namespace tenon_test::functions;

namespace {

// Next to n pi/2 one of sine and cosine is nearly 0; huge arguments need hundreds of bits of pi.
template <class F, class T>
void check_right_angles() {
  Sweep<F, T> sweep;
  std::mt19937_64 random(11);
  for (int i = 0; i < 60000 * density; ++i) {
    double const n = i < 20000 ? i : std::floor(std::ldexp(within<double>(random, 1, 2), i % 52));
    T const x = static_cast<T>(static_cast<Long>(n) * 1.57079632679489661923132169163975144L);
    sweep(i % 3 == 0 ? std::nextafter(x, T(0)) : i % 3 == 1 ? x : std::nextafter(x, T(1e30)));
  }
  for (int i = 0; i < 8; ++i) {
    // The double nearest to a multiple of pi/2; the ends of what the short reduction takes.
    sweep(sizeof(T) == 8 ? static_cast<T>(std::ldexp(6381956970095103.0, 797)) : T(16367173 * 0x1p72));
    sweep(std::nextafter(math::detail::Quarters<T>::most, T(i < 4 ? 0 : 1e9)));
    sweep(std::numeric_limits<T>::max());
  }
  sweep.check();
}

}  // namespace

TEMPLATE_TEST_CASE("sine, cosine and tangent are accurate for every finite angle", "", float, double) {
  check_accuracy<Sin, TestType>({0.75, 3.0, 25.0, 1e4, 1e7});
  check_accuracy<Cos, TestType>({0.75, 3.0, 25.0, 1e4, 1e7});
  check_accuracy<Tan, TestType>({0.75, 3.0, 25.0, 1e4, 1e7});
  check_right_angles<Sin, TestType>();
  check_right_angles<Cos, TestType>();
  check_right_angles<Tan, TestType>();
}

TEMPLATE_TEST_CASE("inverse trigonometric functions are accurate", "", float, double) {
  check_accuracy<Asin, TestType>({0.01, 0.55, 1.0, 2.0});
  check_accuracy<Acos, TestType>({0.01, 0.55, 1.0, 2.0});
  check_accuracy<Atan, TestType>({0.45, 1.0, 3.0, 100.0});
  check_accuracy<Atan2, TestType>({0.45, 1.0, 3.0, 100.0});
}

TEMPLATE_TEST_CASE("trigonometric functions of special values", "", float, double) {
  using T = TestType;
  using N = std::numeric_limits<T>;
  T const nan = N::quiet_NaN(), inf = N::infinity(), zero = 0, least = N::denorm_min();
  for (T const x : {inf, -inf, nan}) {
    CHECK(same(at<Sin>(x), nan));
    CHECK(same(at<Cos>(x), nan));
    CHECK(same(at<Tan>(x), nan));
    CHECK(same(at<Asin>(x), nan));
    CHECK(same(at<Acos>(x), nan));
  }
  for (T const x : {zero, -zero, least, -least, N::min(), -N::min()}) {
    CHECK(same(at<Sin>(x), x));
    CHECK(same(at<Tan>(x), x));
    CHECK(same(at<Asin>(x), x));
    CHECK(same(at<Atan>(x), x));
    CHECK(same(at<Cos>(x), T(1)));
  }
  CHECK(same(at<Acos>(T(1)), zero));
  CHECK(same(at<Acos>(std::nextafter(T(1), T(2))), nan));
  CHECK(same(at<Asin>(std::nextafter(T(-1), T(-2))), nan));
  CHECK(same(at<Atan>(nan), nan));
  T const values[] = {zero, -zero, least, -least, T(1), T(-1), T(2), N::max(), N::lowest(), N::min(), inf, -inf, nan};
  for (T const y : values)
    for (T const x : values) {
      Long const exact = std::atan2(static_cast<Long>(y), static_cast<Long>(x));
      INFO("atan2(" << y << ", " << x << ")");
      CHECK(error_in_ulp(at<Atan2>(y, x), exact) <= 1);
    }
}

TEMPLATE_TEST_CASE("the compiler computes angles as the processor does", "", float, double) {
  check_constant<Sin, TestType>();
  check_constant<Cos, TestType>();
  check_constant<Tan, TestType>();
  check_constant<Asin, TestType>();
  check_constant<Acos, TestType>();
  check_constant<Atan, TestType>();
  check_constant<Atan2, TestType>();
  using L = tenon::lanes::Lane<TestType, 1>;
  STATIC_REQUIRE(math::sin(L(0)).v[0] == 0);
  STATIC_REQUIRE(math::cos(L(0)).v[0] == 1);
  STATIC_REQUIRE(math::atan2(L(0), L(1)).v[0] == 0);
  constexpr L huge = math::sin(L(TestType(1e22)));  // -0.85220084976718880...
  STATIC_REQUIRE(
      (sizeof(TestType) == 4 || (huge.v[0] > TestType(-0.8522008497671890) && huge.v[0] < TestType(-0.8522008497671886))));
}
