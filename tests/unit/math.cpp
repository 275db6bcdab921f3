// SPDX-License-Identifier: MIT
// The elementary functions against the C library in long double: errors over all exponents, special values, order.
#include <tenon/kernel/simd.hpp>
#include <tenon/op/math.hpp>

#include "catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>
#include <type_traits>

namespace {

namespace math = tenon::lanes::math;
using tenon::lanes::Lane;
using Long = long double;

#define FUNCTION(Name, call, reference, bound_float, bound_double)                                                               \
  struct Name {                                                                                                                  \
    static constexpr char const* name = #call;                                                                                   \
    template <class T>                                                                                                           \
    static constexpr double bound = std::is_same_v<T, float> ? bound_float : bound_double;                                       \
    template <class L>                                                                                                           \
    static constexpr L apply(L x) {                                                                                              \
      return math::call(x);                                                                                                      \
    }                                                                                                                            \
    static Long exact(Long x) { return reference; }                                                                              \
  };
FUNCTION(Exp, exp, std::exp(x), 1.1, 1.1)
FUNCTION(Expm1, expm1, std::expm1(x), 1.6, 1.75)
FUNCTION(Log, log, std::log(x), 0.9, 0.9)
FUNCTION(Log1p, log1p, std::log1p(x), 1.5, 1.5)
FUNCTION(Tanh, tanh, std::tanh(x), 2.5, 2.5)
FUNCTION(Sigmoid, sigmoid, x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)), 1.9, 1.9)
FUNCTION(Softplus, softplus, std::max(x, Long(0)) + std::log1p(std::exp(-std::fabs(x))), 2.6, 2.4)
#undef FUNCTION

template <class T>
T from_bits(std::uint64_t bits) {
  using U = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  U const u = static_cast<U>(bits);
  T x;
  std::memcpy(&x, &u, sizeof x);
  return x;
}

template <class T>
bool same(T a, T b) {
  return std::memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}

// The distance in units of the last place of the exact value. What overflows or is not a number must be so exactly.
template <class T>
double error_in_ulp(T got, Long exact) {
  T const rounded = static_cast<T>(exact);
  if (!std::isfinite(rounded) || !std::isfinite(got)) return same(got, rounded) ? 0 : 1e9;
  int exponent;
  std::frexp(exact, &exponent);
  using N = std::numeric_limits<T>;
  int const last = exact == 0 ? N::min_exponent - N::digits : std::max(exponent, N::min_exponent) - N::digits;
  return static_cast<double>(std::fabs(static_cast<Long>(got) - exact) / std::ldexp(Long(1), last));
}

template <class F, class T>
struct Sweep {
  static constexpr int lanes = 8;
  T in[lanes];
  int count = 0;
  double worst = 0;
  T where = 0;
  int differences = 0;  // between registers and lone lanes

  void operator()(T x) {
    in[count++] = x;
    if (count < lanes) return;
    count = 0;
    using P = tenon::simd::lane<T, lanes>;
    T out[lanes];
    F::apply(P::load(in)).store(out);
    for (int i = 0; i < lanes; ++i) {
      double const error = error_in_ulp(out[i], F::exact(static_cast<Long>(in[i])));
      if (error > worst) {
        worst = error;
        where = in[i];
      }
      if (!same(out[i], F::apply(Lane<T, 1>(in[i])).v[0])) ++differences;
    }
  }
};

template <class F, class T>
void check_accuracy() {
  Sweep<F, T> sweep;
  if constexpr (sizeof(T) == 4) {
    for (std::uint64_t bits = 0; bits < (std::uint64_t(1) << 32); bits += 9973) sweep(from_bits<T>(bits));
  } else {
    std::mt19937_64 random(3);
    for (int i = 0; i < 300000; ++i) sweep(from_bits<T>(random()));
  }
  // Most of the numbers have extreme exponents, where little can go wrong: the same number again in between.
  std::mt19937_64 random(5);
  for (double const range : {0.75, 3.0, 25.0, 800.0})
    for (int i = 0; i < 80000; ++i) sweep(static_cast<T>(std::uniform_real_distribution<>(-range, range)(random)));
  std::printf("%-8s %-6s  %.3f ulp at %.9g\n", F::name, sizeof(T) == 4 ? "float" : "double", sweep.worst,
              static_cast<double>(sweep.where));
  INFO(F::name << " at " << sweep.where);
  CHECK(sweep.worst <= F::template bound<T>);
  CHECK(sweep.differences == 0);
}

template <class F, class T>
T at(T x) {
  // A pack and a lone lane agree; the sweep has seen it.
  return F::apply(Lane<T, 1>(x)).v[0];
}

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

// The arguments are hidden from the optimizer: the left sides were computed by the compiler, the right ones are not.
template <class F, class T>
void check_constant() {
  constexpr T x[] = {T(0.3), T(-0.9), T(1.25), T(7.5), T(-0.0078125), T(0.001)};
  constexpr Lane<T, 1> y[] = {F::apply(Lane<T, 1>(x[0])), F::apply(Lane<T, 1>(x[1])), F::apply(Lane<T, 1>(x[2])),
                              F::apply(Lane<T, 1>(x[3])), F::apply(Lane<T, 1>(x[4])), F::apply(Lane<T, 1>(x[5]))};
  for (int i = 0; i < 6; ++i) {
    T volatile const hidden = x[i];
    INFO(F::name << " at " << x[i]);
    CHECK(same(y[i].v[0], at<F>(T(hidden))));
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
