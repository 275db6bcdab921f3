// SPDX-License-Identifier: MIT
// The fast forms of float: within 8 units in the last place or 1e-6 of the exact value, whichever is more, NaN and infinity
// as they should be, at most 1 where the function is. Those of double are the exact ones.
#include "support/math_functions.hpp"
#include "support/math_sweep.hpp"

#include <tenon/op/math/fast.hpp>

#include <numbers>

using namespace tenon_test;

namespace {

namespace fast = tenon::lanes::math::fast;

/// As many units as 8, or 1e-6 for 8 of them.
struct Loose {
  template <class T, class Wide>
  static double error(T got, Wide exact, T) {
    double const ulps = error_in_ulp(got, exact), absolute = static_cast<double>(std::fabs(got - exact));
    return std::isfinite(got) && std::isfinite(exact) ? std::min(ulps, absolute * 8e6) : ulps;
  }
};
#define TENON_TEST_FAST(Name, function)                                                                                          \
  struct Name {                                                                                                                  \
    static constexpr char name[] = #function;                                                                                    \
    static constexpr double bounds[] = {8, functions::Name::bounds[1]};                                                          \
    using Measure = Loose;                                                                                                       \
    static constexpr auto apply = [](auto x) { return fast::function(x); };                                                      \
    static constexpr auto exact = functions::Name::exact;                                                                        \
  };
TENON_TEST_FAST(Tanh, tanh)
TENON_TEST_FAST(Sigmoid, sigmoid)
TENON_TEST_FAST(Exp, exp)
TENON_TEST_FAST(Erf, erf)
TENON_TEST_FAST(Gelu, gelu)
#undef TENON_TEST_FAST

template <class F>
void check_within(float low, float high) {
  for (std::uint64_t bits = 0; bits < (std::uint64_t(1) << 32); bits += 9973) {
    float const x = from_bits<float>(bits), y = at<F>(x);
    if (x != x)
      CHECK(y != y);
    else if (!(y >= low && y <= high)) {
      INFO(F::name << " at " << x);
      REQUIRE(y >= low);
      REQUIRE(y <= high);
    }
  }
}

}  // namespace

TEST_CASE("fast functions are within 8 units in the last place or 1e-6") {
  check_accuracy<Tanh, float>({0.75, 3.0, 9.0, 25.0});
  check_accuracy<Sigmoid, float>({0.75, 3.0, 17.0, 110.0});
  check_accuracy<Exp, float>({0.75, 3.0, 25.0, 110.0});
  check_accuracy<Erf, float>({0.75, 3.0, 4.0, 10.0});
  check_accuracy<Gelu, float>({0.75, 3.0, 6.0, 20.0});
}

TEST_CASE("fast functions stay within the bounds of the exact ones") {
  check_within<Tanh>(-1, 1);
  check_within<Erf>(-1, 1);
  check_within<Sigmoid>(0, 1);
  check_within<Exp>(0, std::numeric_limits<float>::infinity());
}

TEST_CASE("fast gelu is within 4e-7 where that is more than the rounding of the result") {
  double worst = 0;
  for (float x = -6; x <= 6; x += 0x1p-15f) {
    double const exact = 0.5 * double(x) * std::erfc(-double(x) / std::numbers::sqrt2);
    worst = std::max(worst, std::fabs(double(at<Gelu>(x)) - exact));
  }
  CHECK(worst <= 4e-7);
}

TEST_CASE("fast functions of special values") {
  float const inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN(), most = 3e38f;
  for (float const x : {inf, most, 9.f}) {
    CHECK(same(at<Tanh>(x), 1.f));
    CHECK(same(at<Tanh>(-x), -1.f));
    CHECK(same(at<Erf>(x), 1.f));
    CHECK(same(at<Erf>(-x), -1.f));
    CHECK(same(at<Gelu>(x), x));
    CHECK(same(at<Gelu>(-x), -0.f));
    CHECK(same(at<Sigmoid>(2 * x), 1.f));
    CHECK(same(at<Sigmoid>(-2 * x), 0.f));
    CHECK(same(at<Exp>(10 * x), inf));
    CHECK(same(at<Exp>(-10 * x), 0.f));
  }
  for (float const x : {0.f, -0.f}) {
    CHECK(same(at<Tanh>(x), x));
    CHECK(same(at<Erf>(x), x));
    CHECK(same(at<Gelu>(x), x));
    CHECK(same(at<Sigmoid>(x), 0.5f));
    CHECK(same(at<Exp>(x), 1.f));
  }
  CHECK(same(at<Tanh>(nan), nan));
  CHECK(same(at<Erf>(nan), nan));
  CHECK(same(at<Gelu>(nan), nan));
  CHECK(same(at<Sigmoid>(nan), nan));
  CHECK(same(at<Exp>(nan), nan));
}

TEST_CASE("fast functions of double are the exact ones, and constants are what the processor computes") {
  for (double x = -20; x < 20; x += 0.37) {
    CHECK(same(at<Tanh>(x), at<functions::Tanh>(x)));
    CHECK(same(at<Sigmoid>(x), at<functions::Sigmoid>(x)));
    CHECK(same(at<Exp>(x), at<functions::Exp>(x)));
    CHECK(same(at<Erf>(x), at<functions::Erf>(x)));
    CHECK(same(at<Gelu>(x), at<functions::Gelu>(x)));
  }
  check_constant<Tanh, float>();
  check_constant<Sigmoid, float>();
  check_constant<Exp, float>();
  check_constant<Erf, float>();
  check_constant<Gelu, float>();
}
