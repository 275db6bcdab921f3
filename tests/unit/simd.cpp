// SPDX-License-Identifier: MIT
// Packs against lanes in plain C++, operation by operation, on random and special values.
#include <tenon/kernel/across_lanes.hpp>
#include <tenon/kernel/simd.hpp>

#include "catch.hpp"

#include <cstring>
#include <limits>
#include <random>

namespace {

using tenon::lanes::Lane;
template <int N>
using Truths = tenon::lanes::Mask<N>;
namespace simd = tenon::simd;

std::mt19937_64 random_bits(7);

template <class T>
T special(std::size_t i) {
  using L = std::numeric_limits<T>;
  if constexpr (std::is_floating_point_v<T>) {
    T const values[] = {T(0),
                        -T(0),
                        T(1),
                        T(-1),
                        T(0.5),
                        T(-0.5),
                        T(1.5),
                        T(2.5),
                        T(-2.5),
                        T(-0.3),
                        L::infinity(),
                        -L::infinity(),
                        L::quiet_NaN(),
                        L::max(),
                        L::lowest(),
                        L::min(),
                        L::denorm_min(),
                        -L::denorm_min(),
                        T(2147483647.0),
                        T(2147483648.0),
                        T(-2147483648.0),
                        T(-2147483904.0),
                        T(4294967295.0),
                        T(4294967296.0),
                        T(9.3e18),
                        T(-9.3e18),
                        T(1.9e19),
                        T(127.9),
                        T(128),
                        T(-129),
                        T(255.5),
                        T(256),
                        T(32768),
                        T(65536),
                        T(1000001.5),
                        T(3e9)};
    return values[i % std::size(values)];
  } else {
    T const values[] = {T(0), T(1), T(-1), T(2), L::max(), L::min(), T(L::max() - 1), T(L::min() + 1), T(77), T(-13)};
    return values[i % std::size(values)];
  }
}

template <class T>
T any_value() {
  auto const bits = random_bits();
  if (bits % 4 == 0) return special<T>(static_cast<std::size_t>(bits >> 8));
  if constexpr (std::is_floating_point_v<T>) {
    if (bits % 4 == 1) {
      using U = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
      U const u = static_cast<U>(random_bits());
      T x;
      std::memcpy(&x, &u, sizeof x);
      return x;
    }
    return static_cast<T>(static_cast<double>(static_cast<std::int64_t>(random_bits() % 20000001) - 10000000) / 1024.0);
  } else
    return static_cast<T>(bits % 4 == 1 ? random_bits() : (random_bits() % 41) - 20);
}

// Bit for bit, but any NaN equals any NaN.
template <class T>
bool same(T a, T b) {
  return std::memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}

template <class T>
void compare(char const* what, T const* x, T const* y, int count) {
  for (int i = 0; i < count; ++i)
    if (!same(x[i], y[i])) {
      INFO(what << ", lane " << i << " of " << count << ": " << +x[i] << " instead of " << +y[i]);
      REQUIRE(same(x[i], y[i]));
    }
}

template <class A, class T, int N>
void check_values(char const* what, A a, Lane<T, N> b) {
  static_assert(A::size == N && std::is_same_v<typename A::value_type, T>);
  T x[N];
  a.store(x);
  compare(what, x, b.v, N);
}

template <class A, int N>
void check_masks(char const* what, A a, Truths<N> b) {
  static_assert(A::size == N);
  bool x[N];
  a.store(x);
  compare(what, x, b.v, N);
}

template <class U, class T, int N>
void check_conversion(simd::lane<T, N> a, Lane<T, N> x) {
  check_values("convert", simd::convert<U>(a), tenon::lanes::convert<U>(x));
  static_assert(std::is_same_v<decltype(simd::convert<U>(a)), simd::lane<U, N>>);
}

template <class U, class T, int N>
void check_mixed(simd::lane<T, N> a, simd::lane<T, N> b, Lane<T, N> x, Lane<T, N> y) {
  U u[N], v[N];
  for (int i = 0; i < N; ++i) {
    u[i] = any_value<U>();
    v[i] = any_value<U>();
  }
  auto const c = simd::lane<U, N>::load(u), d = simd::lane<U, N>::load(v);
  auto const z = Lane<U, N>::load(u), w = Lane<U, N>::load(v);
  check_masks("mask_cast", simd::mask_cast<U>(a < b), x < y);
  static_assert(std::is_same_v<decltype(simd::mask_cast<U>(a < b)), simd::mask<U, N>>);
  check_masks("mixed &", (a < b) & (c < d), (x < y) & (z < w));
  check_masks("mixed |", (c < d) | (a < b), (x < y) | (z < w));
  check_masks("mixed ^", (c < d) ^ (a < b), (x < y) ^ (z < w));
  check_values("mixed select", select(a < b, c, d), select(x < y, z, w));
}

template <class T, int N>
void check_pack() {
  using P = simd::lane<T, N>;
  using L = Lane<T, N>;
  T s[N], t[N], r[N];
  for (int i = 0; i < N; ++i) {
    s[i] = any_value<T>();
    t[i] = random_bits() % 5 == 0 ? s[i] : any_value<T>();
    r[i] = any_value<T>();
  }
  P const a = P::load(s), b = P::load(t), c = P::load(r);
  L const x = L::load(s), y = L::load(t), z = L::load(r);

  check_values("load", a, x);
  check_values("broadcast", P(s[0]), L(s[0]));
  check_values("+", a + b, x + y);
  check_values("-", a - b, x - y);
  check_values("*", a * b, x * y);
  check_values("/", a / b, x / y);
  check_values("negation", -a, -x);
  check_values("min", min(a, b), min(x, y));
  check_values("max", max(a, b), max(x, y));
  check_values("abs", abs(a), abs(x));
  check_values("fma", fma(a, b, c), fma(x, y, z));
  check_masks("==", a == b, x == y);
  check_masks("!=", a != b, x != y);
  check_masks("<", a < b, x < y);
  check_masks("<=", a <= b, x <= y);
  check_masks(">", a > b, x > y);
  check_masks(">=", a >= b, x >= y);
  check_masks("nonzero", nonzero(a), nonzero(x));
  check_masks("&", (a < b) & (b < c), (x < y) & (y < z));
  check_masks("|", (a < b) | (b < c), (x < y) | (y < z));
  check_masks("^", (a < b) ^ (b < c), (x < y) ^ (y < z));
  check_masks("!", !(a < b), !(x < y));
  check_values("select", select(a < b, a, c), select(x < y, x, z));

  bool truths[N];
  for (bool& m : truths) m = random_bits() % 2 == 0;
  auto const m = simd::mask<T, N>::load(truths);
  check_masks("mask load", m, Truths<N>::load(truths));
  check_values("select by a loaded mask", select(m, a, b), select(Truths<N>::load(truths), x, y));
  check_values("select by plain truths", select(Truths<N>::load(truths), a, b), select(Truths<N>::load(truths), x, y));
  check_masks("& with plain truths", m & simd::mask_cast<T>(x < y), Truths<N>::load(truths) & (x < y));

  if constexpr (std::is_floating_point_v<T>) {
    using I = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
    check_values("sqrt", sqrt(a), sqrt(x));
    check_values("bits", bits<I>(a), bits<I>(x));
    check_values("bits back", bits<T>(bits<I>(a)), x);
    if constexpr (simd::has_pack<T, N>) {
      L nearest;
      for (int i = 0; i < N; ++i) nearest.v[i] = static_cast<T>(__builtin_nearbyint(double(s[i])));
      check_values("round", round(a), nearest);
    }
  } else {
    check_values("shift_left", shift_left<3>(a), shift_left<3>(x));
    check_values("shift_right", shift_right<7>(a), shift_right<7>(x));
  }

  check_conversion<float, T, N>(a, x);
  check_conversion<double, T, N>(a, x);
  check_conversion<std::int32_t, T, N>(a, x);
  check_conversion<std::uint8_t, T, N>(a, x);
  check_mixed<double, T, N>(a, b, x, y);
  check_mixed<std::int32_t, T, N>(a, b, x, y);
  if constexpr (N == 8 || N == 16) {
    check_conversion<bool, T, N>(a, x);
    check_conversion<std::int8_t, T, N>(a, x);
    check_conversion<std::int16_t, T, N>(a, x);
    check_conversion<std::uint32_t, T, N>(a, x);
    check_conversion<std::int64_t, T, N>(a, x);
    check_conversion<std::uint64_t, T, N>(a, x);
    check_mixed<std::uint8_t, T, N>(a, b, x, y);
    check_values("convert a mask", simd::convert<float>(a < b), tenon::lanes::convert<float>(x < y));
    check_values("convert a mask", simd::convert<T>(a < b), tenon::lanes::convert<T>(x < y));
    check_values("convert a mask", simd::convert<std::uint8_t>(a < b), tenon::lanes::convert<std::uint8_t>(x < y));
  }

  REQUIRE(same(reduce_add(a), reduce_add(x)));
  REQUIRE(same(reduce_max(a), reduce_max(x)));
  REQUIRE(same(reduce_min(a), reduce_min(x)));
}

}  // namespace

TEMPLATE_TEST_CASE("packs do what lanes do", "", float, double, std::int32_t) {
  for (int k = 0; k < 400; ++k) {
    check_pack<TestType, 2>();
    check_pack<TestType, 4>();
    check_pack<TestType, 8>();
    check_pack<TestType, 16>();
    check_pack<TestType, 32>();
  }
}

TEMPLATE_TEST_CASE("packs of other integers do what lanes do", "", std::uint32_t, std::int64_t, std::uint64_t, std::uint8_t,
                   std::int16_t) {
  for (int k = 0; k < 400; ++k) {
    check_pack<TestType, 4>();
    check_pack<TestType, 16>();
  }
}

TEST_CASE("a pack uses the widest registers that are not wider than it") {
#if TENON_HAS_SIMD
  STATIC_REQUIRE(simd::native_lanes<float> == 2 * simd::native_lanes<double>);
  STATIC_REQUIRE(simd::has_pack<float, simd::native_lanes<float>>);
  STATIC_REQUIRE(simd::has_pack<float, 4>);
  STATIC_REQUIRE(!simd::has_pack<float, 1>);
  STATIC_REQUIRE(!simd::has_pack<float, 12>);
  STATIC_REQUIRE(!simd::has_pack<std::int8_t, 16>);
  STATIC_REQUIRE(simd::Pack<float, simd::native_lanes<float>>::registers == 1);
  STATIC_REQUIRE(simd::Pack<float, 2 * simd::native_lanes<float>>::registers == 2);
  STATIC_REQUIRE(simd::Pack<float, 4>::registers == 1);
#else
  STATIC_REQUIRE(simd::native_lanes<float> == 1);
#endif
  STATIC_REQUIRE(std::is_same_v<simd::lane<float, 1>, Lane<float, 1>>);
}

TEST_CASE("sums of lanes are formed in one order") {
  Lane<float, 8> const x = Lane<float, 8>::load(std::begin({1e8f, 1.0f, -1e8f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f}));
  float const expected = ((1e8f + 3.0f) + (-1e8f + 5.0f)) + ((1.0f + 4.0f) + (2.0f + 6.0f));
  REQUIRE(reduce_add(x) == expected);
  REQUIRE(reduce_add(simd::lane<float, 8>(x)) == expected);
}

TEST_CASE("lanes in constant evaluation") {
  STATIC_REQUIRE(reduce_add(Lane<int, 4>(3)) == 12);
  STATIC_REQUIRE(simd::convert<double>(Lane<std::int8_t, 1>(std::int8_t(-3))).v[0] == -3.0);
}
