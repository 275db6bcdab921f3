// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/fail.hpp>
#include <tenon/data/mt19937.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace tenon::data {

/// 0 ... n - 1 in the random order that NumPy's RandomState(seed).permutation(n) gives; n < 2^32.
/// A template, as the functions below, only to be compiled by the units that split.
template <class Index = std::size_t>
[[nodiscard]] std::vector<Index> permutation(std::size_t n, std::uint32_t seed) {
  if constexpr (sizeof(std::size_t) > sizeof(std::uint32_t))
    if (n > 0xffffffffU) detail::fail("permutation: too many rows", {"rows", n});
  std::vector<Index> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = static_cast<Index>(i);
  Mt19937 bits(seed);
  for (std::size_t i = n; i-- > 1;) {
    std::size_t mask = i;
    for (unsigned shift = 1; shift < 32; shift *= 2) mask |= mask >> shift;
    std::size_t j = bits() & mask;
    while (j > i) j = bits() & mask;  // redrawn, since a remainder would favour small indices
    std::swap(order[i], order[j]);
  }
  return order;
}

/// Indices of rows, in random order.
struct Split {
  std::vector<std::size_t> kept;
  std::vector<std::size_t> held_out;
};

/// Holds out the first ceil(n * fraction) indices of permutation(n, seed) and keeps the rest: what
/// scikit-learn's train_test_split does. 0 <= fraction <= 1.
template <class Parts = Split>
[[nodiscard]] Parts split(std::size_t n, double fraction, std::uint32_t seed) {
  if (!(fraction >= 0.0 && fraction <= 1.0)) detail::fail("split: the fraction must lie between 0 and 1");
  auto const exact = static_cast<double>(n) * fraction;
  auto count = static_cast<std::size_t>(exact);
  if (static_cast<double>(count) < exact) ++count;
  auto const order = permutation(n, seed);
  auto const cut = order.begin() + static_cast<std::ptrdiff_t>(count);
  return {.kept = {cut, order.end()}, .held_out = {order.begin(), cut}};
}

/// How much is held out: `test` of all rows, then `validation` of what is left.
struct Fractions {
  double test = 0.25;
  double validation = 0.25;
};

/// Indices of rows, in random order.
struct ThreeWaySplit {
  std::vector<std::size_t> train;
  std::vector<std::size_t> validation;
  std::vector<std::size_t> test;
};

/// Splits off the test rows, then the validation rows, each with a fresh generator of this seed.
/// All indices count in the n rows given. Example: auto parts = train_validation_test(x.rows(), 42);
/// x.take(parts.train).
template <class Parts = ThreeWaySplit>
[[nodiscard]] Parts train_validation_test(std::size_t n, std::uint32_t seed, Fractions fractions = {}) {
  auto [rest, test] = split(n, fractions.test, seed);
  auto [train, validation] = split(rest.size(), fractions.validation, seed);
  for (auto& i : train) i = rest[i];
  for (auto& i : validation) i = rest[i];
  return {.train = std::move(train), .validation = std::move(validation), .test = std::move(test)};
}

}  // namespace tenon::data
