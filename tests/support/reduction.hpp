// SPDX-License-Identifier: MIT
#pragma once

#include "support/reference.hpp"

#include <limits>

/// What sum, mean, max and min over given axes should give.
namespace tenon_test {

struct Fold {
  double start;
  double (*step)(double, double);
  bool mean = false;
};
inline constexpr Fold fold_sum{0, [](double a, double b) { return a + b; }};
inline constexpr Fold fold_mean{0, [](double a, double b) { return a + b; }, true};
inline constexpr Fold fold_max{-HUGE_VAL, [](double a, double b) { return a != a || a > b ? a : b; }};
inline constexpr Fold fold_min{HUGE_VAL, [](double a, double b) { return a != a || a < b ? a : b; }};

/// Axes as bits.
inline Array folded(Fold const& f, Array const& x, unsigned axes, bool keepdims) {
  Index outer, inner, dims;
  for (std::size_t a = 0; a < x.dims.size(); ++a) {
    bool const fold = (axes >> a & 1u) != 0;
    outer.push_back(fold ? 1 : x.dims[a]);
    inner.push_back(fold ? x.dims[a] : 1);
    if (!fold || keepdims) dims.push_back(fold ? 1 : x.dims[a]);
  }
  Array r{dims, {}};
  for_each_index(outer, [&](Index const& o) {
    double value = f.start;
    double count = 0;
    for_each_index(inner, [&](Index const& i) {
      Index at = o;
      for (std::size_t a = 0; a < at.size(); ++a) at[a] += i[a];
      value = f.step(value, x(at));
      ++count;
    });
    r.values.push_back(f.mean ? value / count : value);
  });
  return r;
}

/// Calls f(axes as an integer_sequence) for every subset of the axes of a shape but the empty one, which means all.
template <unsigned Mask, int Rank, class F>
void call_with_axes(F const& f) {
  constexpr int count = __builtin_popcount(Mask);
  constexpr auto axis = [](int n) {
    for (int a = 0;; ++a)
      if ((Mask >> a & 1u) != 0 && n-- == 0) return a;
  };
  [&]<int... I>(std::integer_sequence<int, I...>) {
    f(std::integer_sequence<int, axis(I)...>{});
  }(std::make_integer_sequence<int, count>{});
}
template <int Rank, class F>
void for_each_axes(F const& f) {
  [&]<unsigned... M>(std::integer_sequence<unsigned, M...>) {
    (call_with_axes<M + 1, Rank>(f), ...);
  }(std::make_integer_sequence<unsigned, (1u << Rank) - 1>{});
}

template <int... Axis>
constexpr unsigned mask_of(std::integer_sequence<int, Axis...>) {
  return ((1u << Axis) | ... | 0u);
}

}  // namespace tenon_test
