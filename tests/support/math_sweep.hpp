// SPDX-License-Identifier: MIT
#pragma once

#include "support/catch.hpp"
#include "support/math_error.hpp"

#include <tenon/kernel/simd.hpp>
#include <tenon/op/math.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>
#include <tuple>
#include <type_traits>

/// Elementary functions against the C library in long double. A function of one or two arguments is described so:
///
///   struct Hypot {
///     static constexpr char name[] = "hypot";
///     static constexpr double bounds[] = {1.5, 1.5};                                      // in ULP: float, double
///     using Measure = InUlp;                                                              // or another, near zeros
///     static constexpr auto apply = [](auto x, auto y) { return math::hypot(x, y); };     // on any lanes
///     static constexpr auto exact = [](auto x, auto y) { return std::hypot(x, y); };      // in a wider type
///   };
///
/// support/math_functions.hpp has those of the library.
namespace tenon_test {

template <class F>
inline constexpr int arity = std::is_invocable_v<decltype(F::exact), Long> ? 1 : 2;
template <class F, class T>
inline constexpr double bound = F::bounds[sizeof(T) == 4 ? 0 : 1];

/// A pack and a lone lane agree; the sweep sees it.
template <class F, class T, class... Rest>
T at(T x, Rest... rest) {
  return F::apply(tenon::lanes::Lane<T, 1>(x), tenon::lanes::Lane<T, 1>(static_cast<T>(rest))...).v[0];
}

template <class F, class T>
struct Sweep {
  static constexpr int lanes = 8, n = arity<F>;
  using Arguments = std::array<T, std::size_t(n)>;
  T in[n][lanes];
  int count = 0;
  double worst = 0;
  Arguments where{};
  int differences = 0;  // between registers and lone lanes

  template <class... X>
  void operator()(X... x) {
    static_assert(sizeof...(X) == n);
    int k = 0;
    ((in[k++][count] = x), ...);
    if (++count < lanes) return;
    count = 0;
    using P = tenon::simd::lane<T, lanes>;
    T out[lanes];
    if constexpr (n == 1)
      F::apply(P::load(in[0])).store(out);
    else
      F::apply(P::load(in[0]), P::load(in[1])).store(out);
    for (int i = 0; i < lanes; ++i) {
      Arguments a;
      for (int j = 0; j < n; ++j) a[std::size_t(j)] = in[j][i];
      auto const [error, lone] = std::apply(
          [&](auto... v) { return std::pair(F::Measure::error(out[i], F::exact(static_cast<Long>(v)...), v...), at<F>(v...)); },
          a);
      if (error > worst) {
        worst = error;
        where = a;
      }
      if (!same(out[i], lone)) ++differences;
    }
  }
  void check() {
    std::printf("%-8s %-6s  %.3f ulp at %.17g %.17g\n", F::name, sizeof(T) == 4 ? "float" : "double", worst,
                static_cast<double>(where[0]), static_cast<double>(where[std::size_t(n - 1)]));
    INFO(F::name << " at " << where[0] << ", " << where[std::size_t(n - 1)]);
    CHECK(worst <= bound<F, T>);
    CHECK(differences == 0);
  }
};

/// How many times as many numbers as usual.
inline int density = 1;

template <class T>
T any_bits(std::mt19937_64& random) {
  return from_bits<T>(random());
}
template <class T>
T within(std::mt19937_64& random, double low, double high) {
  return static_cast<T>(std::uniform_real_distribution<>(low, high)(random));
}

/// All exponents of both signs, as many numbers of each; then ranges around 0, since most exponents are extreme ones, where
/// little can go wrong.
template <class F, class T>
void check_accuracy(std::initializer_list<double> ranges = {0.75, 3.0, 25.0, 800.0}) {
  Sweep<F, T> sweep;
  std::mt19937_64 random(5);
  int const many = 40000 * density;
  if constexpr (arity<F> == 1) {
    constexpr std::uint64_t exponents = sizeof(T) == 4 ? 512 : 4096, mantissa = sizeof(T) == 4 ? 23 : 52;
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(5 * many); ++i)
      sweep(from_bits<T>(i % exponents << mantissa | (random() & ((std::uint64_t(1) << mantissa) - 1))));
    for (double const range : ranges)
      for (int i = 0; i < 2 * many; ++i) sweep(within<T>(random, -range, range));
  } else {
    for (int i = 0; i < 2 * many; ++i) sweep(any_bits<T>(random), any_bits<T>(random));
    for (double const range : ranges)
      for (double const other : ranges)
        for (int i = 0; i < many / 2; ++i) sweep(within<T>(random, -range, range), within<T>(random, -other, other));
  }
  sweep.check();
}

/// The arguments are hidden from the optimizer: the left sides were computed by the compiler, the right ones are not.
template <class F, class T>
void check_constant() {
  constexpr T x[] = {T(0.3), T(0.9), T(1.25), T(7.5), T(0.0078125), T(0.001)};
  constexpr auto constant = [](T v) {
    using L = tenon::lanes::Lane<T, 1>;
    if constexpr (arity<F> == 1)
      return F::apply(L(v));
    else
      return F::apply(L(v), L(v + T(0.25)));
  };
  constexpr tenon::lanes::Lane<T, 1> y[] = {constant(x[0]), constant(x[1]), constant(x[2]),
                                            constant(x[3]), constant(x[4]), constant(x[5])};
  for (int i = 0; i < 6; ++i) {
    T volatile const hidden = x[i];
    INFO(F::name << " at " << x[i]);
    CHECK(same(y[i].v[0], constant(T(hidden)).v[0]));
  }
}

}  // namespace tenon_test
