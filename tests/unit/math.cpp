// SPDX-License-Identifier: MIT
// The elementary functions against the C library in long double: errors over all exponents, special values, order.
#include "support/math_functions.hpp"
#include "support/math_sweep.hpp"

using namespace tenon_test;
using namespace tenon_test::functions;
using tenon::lanes::Lane;

namespace {

template <class F, class T>
void check_rises(T from, T to) {
  T last = at<F>(from);
  for (T x = from; x <= to; x = std::nextafter(x, std::numeric_limits<T>::max())) {
    T const y = at<F>(x);
    if (!(y >= last)) {
      INFO(F::name << " falls at " << x);
      REQUIRE(y >= last);
    }
    last = y;
  }
}

constexpr Lane<float, 1> one(float x) { return Lane<float, 1>(x); }

}  // namespace

TEMPLATE_TEST_CASE("elementary functions are accurate over all exponents", "", float, double) {
  check_accuracy<Exp, TestType>();
  check_accuracy<Expm1, TestType>();
  check_accuracy<Log, TestType>();
  check_accuracy<Log1p, TestType>();
  check_accuracy<Tanh, TestType>();
  check_accuracy<Sigmoid, TestType>();
  check_accuracy<Softplus, TestType>();
}

TEMPLATE_TEST_CASE("elementary functions of special values", "", float, double) {
  using T = TestType;
  using N = std::numeric_limits<T>;
  T const nan = N::quiet_NaN(), inf = N::infinity(), zero = 0, least = N::denorm_min();

  CHECK(same(at<Exp>(nan), nan));
  CHECK(same(at<Exp>(inf), inf));
  CHECK(same(at<Exp>(-inf), zero));
  CHECK(same(at<Exp>(zero), T(1)));
  CHECK(same(at<Exp>(-zero), T(1)));
  CHECK(same(at<Exp>(N::max()), inf));
  CHECK(same(at<Exp>(N::lowest()), zero));

  CHECK(same(at<Expm1>(nan), nan));
  CHECK(same(at<Expm1>(inf), inf));
  CHECK(same(at<Expm1>(-inf), T(-1)));
  CHECK(same(at<Expm1>(zero), zero));
  CHECK(same(at<Expm1>(-zero), -zero));
  CHECK(same(at<Expm1>(least), least));
  CHECK(same(at<Expm1>(-least), -least));

  CHECK(same(at<Log>(nan), nan));
  CHECK(same(at<Log>(inf), inf));
  CHECK(same(at<Log>(-inf), nan));
  CHECK(same(at<Log>(zero), -inf));
  CHECK(same(at<Log>(-zero), -inf));
  CHECK(same(at<Log>(-least), nan));
  CHECK(same(at<Log>(T(1)), zero));

  CHECK(same(at<Log1p>(nan), nan));
  CHECK(same(at<Log1p>(inf), inf));
  CHECK(same(at<Log1p>(-inf), nan));
  CHECK(same(at<Log1p>(T(-1)), -inf));
  CHECK(same(at<Log1p>(std::nextafter(T(-1), T(-2))), nan));
  CHECK(same(at<Log1p>(zero), zero));
  CHECK(same(at<Log1p>(-zero), -zero));
  CHECK(same(at<Log1p>(-least), -least));
  CHECK(same(at<Log1p>(N::max()), std::log(N::max())));

  CHECK(same(at<Tanh>(nan), nan));
  CHECK(same(at<Tanh>(inf), T(1)));
  CHECK(same(at<Tanh>(-inf), T(-1)));
  CHECK(same(at<Tanh>(zero), zero));
  CHECK(same(at<Tanh>(-zero), -zero));
  CHECK(same(at<Tanh>(-least), -least));

  CHECK(same(at<Sigmoid>(nan), nan));
  CHECK(same(at<Sigmoid>(inf), T(1)));
  CHECK(same(at<Sigmoid>(-inf), zero));
  CHECK(same(at<Sigmoid>(-zero), T(0.5)));

  CHECK(same(at<Softplus>(nan), nan));
  CHECK(same(at<Softplus>(inf), inf));
  CHECK(same(at<Softplus>(-inf), zero));
  CHECK(same(at<Softplus>(N::max()), N::max()));
}

TEST_CASE("exp ends where its results do") {
  CHECK(std::isfinite(at<Exp>(0x1.62e42ep6f)));
  CHECK(std::isinf(at<Exp>(0x1.62e43p6f)));
  CHECK(at<Exp>(-103.9f) == std::numeric_limits<float>::denorm_min());
  CHECK(at<Exp>(-104.0f) == 0);
  CHECK(std::isfinite(at<Exp>(0x1.62e42fefa39efp9)));
  CHECK(std::isinf(at<Exp>(0x1.62e42fefa39fp9)));
  CHECK(at<Exp>(-745.1) == std::numeric_limits<double>::denorm_min());
  CHECK(at<Exp>(-745.2) == 0);
}

TEST_CASE("elementary functions rise where arguments are limited") {
  check_rises<Exp>(88.7f, 88.75f);
  check_rises<Exp>(-104.01f, -103.9f);
  check_rises<Expm1>(-18.01f, -17.3f);
  check_rises<Tanh>(8.95f, 9.2f);
  check_rises<Tanh>(9.99f, 10.01f);
  check_rises<Sigmoid>(16.0f, 17.5f);
  check_rises<Sigmoid>(-104.01f, -103.9f);
}

TEST_CASE("tanh is odd") {
  for (float x = 0x1p-20f; x < 20; x *= 1.37f) CHECK(at<Tanh>(-x) == -at<Tanh>(x));
}

TEMPLATE_TEST_CASE("the compiler computes what the processor does", "", float, double) {
  check_constant<Exp, TestType>();
  check_constant<Expm1, TestType>();
  check_constant<Tanh, TestType>();
  check_constant<Log1p, TestType>();
  check_constant<Sigmoid, TestType>();
  check_constant<Softplus, TestType>();

  STATIC_REQUIRE(math::exp(one(0)).v[0] == 1);
  STATIC_REQUIRE(math::exp(one(-200)).v[0] == 0);
  STATIC_REQUIRE(math::log(one(1)).v[0] == 0);
  STATIC_REQUIRE(math::tanh(one(20)).v[0] == 1);
  STATIC_REQUIRE(math::tanh(one(0.5f)).v[0] > 0.462117f);
  STATIC_REQUIRE(math::tanh(one(0.5f)).v[0] < 0.462118f);
  STATIC_REQUIRE(math::sigmoid(one(0)).v[0] == 0.5f);
  STATIC_REQUIRE(math::log(math::exp(Lane<double, 1>(2.5))).v[0] == 2.5);
}
