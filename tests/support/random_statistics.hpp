// SPDX-License-Identifier: MIT
#pragma once

#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

/// Tests of samples against distributions. Seeds are fixed, so a threshold is met always or never; each is one that a right
/// generator misses for less than one seed in a thousand.
namespace tenon_test {

template <class Range>
std::vector<double> sample_of(Range const& range) {
  return std::vector<double>(range.begin(), range.end());
}

/// Kolmogorov's and Smirnov's distance of a sample from a distribution function, times sqrt(n): below 1.95 in 999 of 1000.
template <class Cdf>
double ks_distance(std::vector<double> x, Cdf cdf) {
  std::sort(x.begin(), x.end());
  auto const n = static_cast<double>(x.size());
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    double const p = cdf(x[i]);
    worst = std::max({worst, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  return worst * std::sqrt(n);
}
template <class Range, class Cdf>
void check_distribution(char const* what, Range const& range, Cdf cdf) {
  INFO(what);
  CHECK(ks_distance(sample_of(range), cdf) < 1.95);
}

/// Mean and standard deviation to four standard errors, given the fourth central moment.
template <class Range>
void check_moments(char const* what, Range const& range, double mean, double variance, double fourth) {
  INFO(what);
  std::vector<double> const x = sample_of(range);
  auto const n = static_cast<double>(x.size());
  double sum = 0, squares = 0;
  for (double const v : x) sum += v, squares += (v - mean) * (v - mean);
  CHECK(std::abs(sum / n - mean) < 4 * std::sqrt(variance / n));
  CHECK(std::abs(squares / n - variance) < 4 * std::sqrt((fourth - variance * variance) / n));
}

/// Counts against expected ones by chi-square, as a deviate that is about standard normal (Wilson and Hilferty 1931).
inline double chi_square_deviate(std::vector<double> const& counts, std::vector<double> const& expected) {
  double sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) sum += (counts[i] - expected[i]) * (counts[i] - expected[i]) / expected[i];
  double const df = static_cast<double>(counts.size()) - 1, c = 2 / (9 * df);
  return (std::cbrt(sum / df) - (1 - c)) / std::sqrt(c);
}
inline void check_counts(char const* what, std::vector<double> const& counts, std::vector<double> const& expected) {
  INFO(what);
  double const deviate = chi_square_deviate(counts, expected);
  CHECK(deviate < 3.3);   // too far from what is expected
  CHECK(deviate > -3.3);  // too near to be random
}
inline void check_equally_likely(char const* what, std::vector<double> const& counts) {
  double total = 0;
  for (double const c : counts) total += c;
  check_counts(what, counts, std::vector<double>(counts.size(), total / static_cast<double>(counts.size())));
}

/// Correlation of two samples, times sqrt(n): about standard normal where they are independent.
template <class A, class B>
double correlation(A const& a, B const& b) {
  std::vector<double> const x = sample_of(a), y = sample_of(b);
  auto const n = static_cast<double>(x.size());
  double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) mx += x[i] / n, my += y[i] / n;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
    xy += (x[i] - mx) * (y[i] - my);
  }
  return xy / std::sqrt(xx * yy) * std::sqrt(n);
}

}  // namespace tenon_test
