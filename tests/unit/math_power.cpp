// SPDX-License-Identifier: MIT
// Powers, roots and logarithms against the C library in long double, and the special values of C.
#include "support/math_functions.hpp"
#include "support/math_sweep.hpp"

using namespace tenon_test;
using namespace tenon_test::functions;

namespace {

// x^y where results are neither 0 nor infinite: x of any size, |y log(x)| up to `most`.
template <class T>
void check_powers() {
  Sweep<Pow, T> sweep;
  std::mt19937_64 random(7);
  double const most = sizeof(T) == 4 ? 104 : 746;
  for (int i = 0; i < 200000 * density; ++i) {
    T x = std::fabs(any_bits<T>(random));
    if (i % 4 != 0) x = within<T>(random, 0.3, 3);
    if (i % 16 == 1) x = T(1) + (x - T(1)) * T(1e-4);
    double const log = std::log(static_cast<double>(x));
    if (std::isfinite(log) && log != 0) sweep(x, static_cast<T>(within<double>(random, -most, most) / log));
  }
  sweep.check();
}

}  // namespace

TEMPLATE_TEST_CASE("powers and roots are accurate over all exponents", "", float, double) {
  check_accuracy<Exp2, TestType>({0.75, 3.0, 150.0, 1100.0});
  check_accuracy<Log2, TestType>();
  check_accuracy<Log10, TestType>();
  check_accuracy<Rsqrt, TestType>();
  check_accuracy<Sqrt, TestType>();
  check_accuracy<Divide, TestType>();
  check_accuracy<Cbrt, TestType>();
  check_accuracy<Hypot, TestType>();
  check_accuracy<Pow, TestType>();
  check_powers<TestType>();
}

TEMPLATE_TEST_CASE("powers of special values", "", float, double) {
  using T = TestType;
  using N = std::numeric_limits<T>;
  T const nan = N::quiet_NaN(), inf = N::infinity(), zero = 0, least = N::denorm_min(), odd = 1 / N::epsilon() + 1;
  T const values[] = {zero,
                      -zero,
                      T(0.5),
                      T(-0.5),
                      T(1),
                      T(-1),
                      T(2),
                      T(-2),
                      T(3),
                      T(-3),
                      T(2.5),
                      T(-2.5),
                      odd,
                      -odd,
                      2 * odd,
                      -2 * odd,
                      inf,
                      -inf,
                      nan,
                      -nan,
                      N::max(),
                      N::lowest(),
                      N::min(),
                      -N::min(),
                      least,
                      -least,
                      1 + N::epsilon(),
                      1 - N::epsilon() / 2,
                      -1 - N::epsilon(),
                      N::epsilon() / 2 - 1};
  for (T const x : values)
    for (T const y : values) {
      Long const exact = std::pow(static_cast<Long>(x), static_cast<Long>(y));
      T const got = at<Pow>(x, y);
      INFO("pow(" << x << ", " << y << ") = " << got << ", not " << static_cast<T>(exact));
      CHECK(error_in_ulp(got, exact) <= 2);
      CHECK((got != got || std::signbit(got) == std::signbit(exact)));
      INFO("hypot(" << x << ", " << y << ")");
      CHECK(error_in_ulp(at<Hypot>(x, y), std::hypot(static_cast<Long>(x), static_cast<Long>(y))) <= 2);
    }
}

// Every clause of C's annex F.10.4.4, in its order and in words of our own.
TEMPLATE_TEST_CASE("pow has the special values of C's annex F", "", float, double) {
  using T = TestType;
  using N = std::numeric_limits<T>;
  T const nan = N::quiet_NaN(), inf = N::infinity(), huge = 1 / N::epsilon();
  auto const pow = [](T x, T y) { return at<Pow>(x, y); };
  for (T const odd : {T(1), T(3), T(17), huge - 1}) {
    CHECK(same(pow(T(0), -odd), inf));  // a zero to a negative odd integer keeps its sign
    CHECK(same(pow(-T(0), -odd), -inf));
    CHECK(same(pow(T(0), odd), T(0)));
    CHECK(same(pow(-T(0), odd), -T(0)));
    CHECK(same(pow(-inf, -odd), -T(0)));
    CHECK(same(pow(-inf, odd), -inf));
  }
  for (T const other : {T(2), T(4), T(0.5), T(2.5), huge, N::max()}) {
    CHECK(same(pow(T(0), -other), inf));
    CHECK(same(pow(-T(0), -other), inf));
    CHECK(same(pow(T(0), other), T(0)));
    CHECK(same(pow(-T(0), other), T(0)));
    CHECK(same(pow(-inf, -other), T(0)));
    CHECK(same(pow(-inf, other), inf));
  }
  CHECK(same(pow(T(0), -inf), inf));
  CHECK(same(pow(-T(0), -inf), inf));
  CHECK(same(pow(T(-1), inf), T(1)));
  CHECK(same(pow(T(-1), -inf), T(1)));
  for (T const any : {T(0), -T(0), T(1), T(-1), T(0.5), T(-7.25), inf, -inf, nan, -nan, N::max(), N::denorm_min()}) {
    CHECK(same(pow(T(1), any), T(1)));
    CHECK(same(pow(any, T(0)), T(1)));
    CHECK(same(pow(any, -T(0)), T(1)));
  }
  for (T const fraction : {T(0.5), T(-0.5), T(2.5), T(-1e-3)})
    for (T const negative : {T(-1), T(-0.5), T(-3), N::lowest(), -N::denorm_min()}) CHECK(same(pow(negative, fraction), nan));
  for (T const small : {T(0.5), T(-0.5), 1 - N::epsilon() / 2, N::denorm_min(), T(0)}) {
    CHECK(same(pow(small, -inf), inf));
    CHECK(same(pow(small, inf), T(0)));
  }
  for (T const large : {T(2), T(-2), 1 + N::epsilon(), N::max(), N::lowest(), inf, -inf}) {
    CHECK(same(pow(large, -inf), T(0)));
    CHECK(same(pow(large, inf), inf));
  }
  for (T const y : {T(-3), T(-2), T(-0.5)}) CHECK(same(pow(inf, y), T(0)));
  for (T const y : {T(3), T(2), T(0.5)}) CHECK(same(pow(inf, y), inf));
  for (T const x : {T(0), T(-1), T(2), inf, -inf, nan}) CHECK(same(pow(x, nan), nan));
  for (T const y : {T(-1), T(0.5), T(2), inf, -inf}) CHECK(same(pow(nan, y), nan));
}

TEMPLATE_TEST_CASE("roots and logarithms of special values", "", float, double) {
  using T = TestType;
  using N = std::numeric_limits<T>;
  T const nan = N::quiet_NaN(), inf = N::infinity(), zero = 0, least = N::denorm_min();
  CHECK(same(at<Exp2>(nan), nan));
  CHECK(same(at<Exp2>(inf), inf));
  CHECK(same(at<Exp2>(-inf), zero));
  CHECK(same(at<Exp2>(T(N::max_exponent)), inf));
  CHECK(same(at<Exp2>(T(N::min_exponent - N::digits)), least));
  CHECK(same(at<Exp2>(T(N::min_exponent - N::digits - 1)), zero));
  for (int n = N::min_exponent - N::digits; n < N::max_exponent; ++n) {
    T const power = std::ldexp(T(1), n);
    CHECK(same(at<Exp2>(T(n)), power));
    CHECK(same(at<Log2>(power), T(n)));
    if (n % 2 == 0) CHECK(same(at<Rsqrt>(power), 1 / std::sqrt(power)));
  }
  CHECK(same(at<Log2>(nan), nan));
  CHECK(same(at<Log2>(inf), inf));
  CHECK(same(at<Log2>(zero), -inf));
  CHECK(same(at<Log2>(-zero), -inf));
  CHECK(same(at<Log2>(-least), nan));
  CHECK(same(at<Log10>(nan), nan));
  CHECK(same(at<Log10>(inf), inf));
  CHECK(same(at<Log10>(-zero), -inf));
  CHECK(same(at<Log10>(-inf), nan));
  CHECK(same(at<Log10>(T(1)), zero));
  CHECK(same(at<Log10>(T(1000)), T(3)));
  CHECK(same(at<Rsqrt>(zero), inf));
  CHECK(same(at<Rsqrt>(-zero), -inf));
  CHECK(same(at<Rsqrt>(inf), zero));
  CHECK(same(at<Rsqrt>(T(-1)), nan));
  CHECK(same(at<Cbrt>(zero), zero));
  CHECK(same(at<Cbrt>(-zero), -zero));
  CHECK(same(at<Cbrt>(-inf), -inf));
  CHECK(same(at<Cbrt>(nan), nan));
  for (int n = -10; n <= 10; ++n) CHECK(same(at<Cbrt>(T(n * n * n)), T(n)));
}

TEMPLATE_TEST_CASE("the compiler computes powers as the processor does", "", float, double) {
  check_constant<Exp2, TestType>();
  check_constant<Log2, TestType>();
  check_constant<Log10, TestType>();
  check_constant<Rsqrt, TestType>();
  check_constant<Cbrt, TestType>();
  check_constant<Hypot, TestType>();
  check_constant<Pow, TestType>();
  using L = tenon::lanes::Lane<TestType, 1>;
  STATIC_REQUIRE(math::exp2(L(10)).v[0] == 1024);
  STATIC_REQUIRE(math::log2(L(0.125)).v[0] == -3);
  STATIC_REQUIRE(math::cbrt(L(-27)).v[0] == -3);
  STATIC_REQUIRE(math::hypot(L(3), L(4)).v[0] == 5);
  STATIC_REQUIRE(math::pow(L(-2), L(3)).v[0] == -8);
  STATIC_REQUIRE(math::pow(L(0), L(0)).v[0] == 1);
}
