// SPDX-License-Identifier: MIT
// Choices with and without replacement, with and without weights; categories.
#include "support/random_statistics.hpp"
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <cstdint>
#include <limits>
#include <set>

namespace tn = tenon;
namespace rnd = tn::random;
using namespace tenon_test;

namespace {

constexpr rnd::Key key = rnd::key(8, 2);
constexpr std::size_t n = 40000;

/// How often each of 0, ..., N - 1 comes.
template <std::size_t N, class Range>
std::vector<double> counts_of(Range const& x) {
  std::vector<double> counts(N);
  for (auto const i : x) ++counts[static_cast<std::size_t>(i)];
  return counts;
}
std::vector<double> expected_of(std::vector<double> weights, double draws) {
  double total = 0;
  for (double const w : weights) total += w;
  for (double& w : weights) w *= draws / total;
  return weights;
}

}  // namespace

TEST_CASE("choice: with replacement, evenly and by weights") {
  tn::Tensor<int, 5> const x{0, 1, 2, 3, 4};
  check_equally_likely("even", counts_of<5>(tn::Tensor<int, n>(rnd::choice<n>(key, x))));
  tn::Tensor<float, 5> const weights{1, 2, 0, 4, 3};
  auto const counts = counts_of<5>(tn::Tensor<int, n>(rnd::choice<n>(key, x, weights)));
  CHECK(counts[2] == 0);
  check_counts("weights", {counts[0], counts[1], counts[3], counts[4]}, expected_of({1, 2, 4, 3}, n));
  // Nothing is behind the last one that has a weight.
  tn::Tensor<double, 3> const ends{0, 5e-300, 0};
  for (int const i : tn::Tensor<int, 1000>(rnd::choice<1000>(key, tn::Tensor<int, 3>{0, 1, 2}, ends))) REQUIRE(i == 1);
}

TEST_CASE("choice: without replacement no place comes twice, and every set as often") {
  tn::Tensor<int, 5> const x{0, 1, 2, 3, 4};
  std::vector<double> pairs(25), weighted(25);
  std::vector<double> const w{1, 2, 0, 4, 3};
  tn::Tensor<float, 5> weights;
  for (std::size_t i = 0; i < 5; ++i) weights(i) = static_cast<float>(w[i]);
  int constexpr repeats = 20000;
  for (std::uint64_t i = 0; i < repeats; ++i) {
    tn::Tensor<int, 2> const p = rnd::choice<2>(rnd::key(1, i), x, rnd::without_replacement);
    tn::Tensor<int, 2> const q = rnd::choice<2>(rnd::key(2, i), x, weights, rnd::without_replacement);
    ++pairs[static_cast<std::size_t>(5 * p(0) + p(1))];
    ++weighted[static_cast<std::size_t>(5 * q(0) + q(1))];
  }
  std::vector<double> even, by_weight, expected;
  for (std::size_t a = 0; a < 5; ++a)
    for (std::size_t b = 0; b < 5; ++b) {
      if (a == b) CHECK((pairs[5 * a + b] == 0 && weighted[5 * a + b] == 0));
      if (a == b) continue;
      even.push_back(pairs[5 * a + b]);
      if (w[a] == 0 || w[b] == 0) CHECK(weighted[5 * a + b] == 0);
      if (w[a] == 0 || w[b] == 0) continue;
      by_weight.push_back(weighted[5 * a + b]);
      expected.push_back(repeats * w[a] / 10 * w[b] / (10 - w[a]));
    }
  check_equally_likely("even", even);
  check_counts("by weight", by_weight, expected);
  tn::Tensor<int, 5> const all = rnd::choice<5>(key, x, rnd::without_replacement);
  CHECK(std::set<int>(all.begin(), all.end()).size() == 5);
}

TEST_CASE("choice: slices of any axis, none, and of one element") {
  auto const x = random_tensor<float, 3, 6>(4);
  tn::Tensor<float, 3, 2> const columns = rnd::choice<2, -1>(key, x, rnd::without_replacement);
  tn::Tensor<tn::Index, 6> const order = rnd::permutation<6>(key);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t k = 0; k < 2; ++k) CHECK(columns(i, k) == x(i, static_cast<std::size_t>(order(k))));
  tn::Tensor<float, 0, 6> const none = rnd::choice<0>(key, x);
  CHECK(none.size == 0);
  tn::Tensor<float, 9> const one = rnd::choice<9>(key, tn::Tensor<float, 1>{5});
  for (float const v : one) CHECK(v == 5);
}

TEST_CASE("categorical: in proportion to the exponentials of the logits") {
  std::vector<double> const w{1, 5, 0, 3, 0.5};
  tn::Tensor<double, 2, 5> logits;
  for (std::size_t k = 0; k < 5; ++k) {
    logits(0, k) = std::log(w[k]) + 700;
    logits(1, k) = -static_cast<double>(k);
  }
  tn::Tensor<tn::Index, 2, n> const x = rnd::categorical<n>(key, logits);
  auto const first = counts_of<5>(tn::Tensor<tn::Index, n>(x(tn::at<0>)));
  CHECK(first[2] == 0);
  check_counts("weights", {first[0], first[1], first[3], first[4]}, expected_of({1, 5, 3, 0.5}, n));
  check_counts("powers", counts_of<5>(tn::Tensor<tn::Index, n>(x(tn::at<1>))),
               expected_of({1, std::exp(-1), std::exp(-2), std::exp(-3), std::exp(-4)}, n));
  CHECK(std::abs(correlation(tn::Tensor<tn::Index, n>(x(tn::at<0>)), tn::Tensor<tn::Index, n>(x(tn::at<1>)))) < 3.3);
}

TEST_CASE("categorical: one draw of each row, certain and single categories") {
  float const inf = std::numeric_limits<float>::infinity();
  tn::Tensor<float, 2, 2, 3> const logits{{{-inf, 0, -inf}, {1000, 0, 0}}, {{0, 0, 200}, {-inf, -inf, -3e38f}}};
  tn::Tensor<tn::Index, 2, 2> const x = rnd::categorical(key, logits);
  CHECK((x(0, 0) == 1 && x(0, 1) == 0 && x(1, 0) == 2 && x(1, 1) == 2));
  tn::Tensor<tn::Index> const single = rnd::categorical(key, tn::Tensor<float, 1>{-5});
  CHECK(single.item() == 0);
  tn::Tensor<tn::Index, 7> const several = rnd::categorical<7>(key, tn::Tensor<double, 1>{0});
  for (tn::Index const i : several) CHECK(i == 0);
}
