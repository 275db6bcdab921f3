// SPDX-License-Identifier: MIT
// Integers in a range, orders, shuffles.
#include "support/death.hpp"
#include "support/random_statistics.hpp"
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <cstdint>
#include <limits>

namespace tn = tenon;
namespace rnd = tn::random;
using namespace tenon_test;

namespace {

constexpr rnd::Key key = rnd::key(3, 1);

/// A number below n, of 64 (128) bits: in plain 128-bit arithmetic.
template <class T>
T expected(std::size_t i, T low, T high) {
  tn::Philox const philox(key(0));
  auto word = [&](std::size_t w) { return philox.word(2 * w, key(1)) | std::uint64_t{philox.word(2 * w + 1, key(1))} << 32; };
  __extension__ using U128 = unsigned __int128;
  if constexpr (sizeof(T) < 8) {
    U128 const range = static_cast<std::uint32_t>(static_cast<std::uint32_t>(high) - static_cast<std::uint32_t>(low));
    return static_cast<T>(low + static_cast<std::int64_t>((word(i) * range) >> 64));
  } else {
    U128 const range = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    U128 const lower = (word(2 * i) * range) >> 64, upper = word(2 * i + 1) * range;
    return static_cast<T>(static_cast<std::uint64_t>(low) + static_cast<std::uint64_t>((upper + lower) >> 64));
  }
}

template <class T>
void check_range(T low, T high) {
  tn::Tensor<T, 99> const x = rnd::randint<T, 99>(key, tn::Tensor<T>(low), tn::Tensor<T>(high));
  for (std::size_t i = 0; i < 99; ++i) REQUIRE(x(i) == expected<T>(i, low, high));
}
template <class... T>
void check_ranges() {
  using tn::highest_of, tn::lowest_of;
  (check_range<T>(static_cast<T>(lowest_of<T>() + 1), static_cast<T>(highest_of<T>() - 1)), ...);
  (check_range<T>(lowest_of<T>(), highest_of<T>()), ...);
  (check_range<T>(T(3), T(4)), ...);
  (check_range<T>(T(0), T(100)), ...);
}

}  // namespace

TEST_CASE("randint: every dtype, every range") {
  check_ranges<std::int8_t, std::uint8_t, std::int16_t, std::uint16_t, std::int32_t, std::uint32_t, std::int64_t,
               std::uint64_t>();
}

TEST_CASE("randint: each value as often, and bounds of each element") {
  std::vector<double> counts(7), pairs(49);
  tn::Tensor<int, 70000> const x = rnd::randint<int, 70000>(key, -3, 4);
  for (std::size_t i = 0; i < x.size; ++i) {
    ++counts[static_cast<std::size_t>(x(i) + 3)];
    if (i % 2 == 1) ++pairs[static_cast<std::size_t>((x(i) + 3) * 7 + x(i - 1) + 3)];
  }
  check_equally_likely("values", counts);
  check_equally_likely("pairs", pairs);
  tn::Tensor<std::int64_t, 50, 3> const y = rnd::randint<std::int64_t, 50, 3>(
      key, tn::Tensor<std::int64_t, 3>{0, 10, -5}, tn::Tensor<std::int64_t, 50, 1>(tn::full<std::int64_t, 50, 1>(20)));
  for (std::size_t i = 0; i < 50; ++i)
    REQUIRE((y(i, 0) >= 0 && y(i, 1) >= 10 && y(i, 2) >= -5 && y(i, 0) < 20 && y(i, 1) < 20 && y(i, 2) < 20));
}

TEST_CASE("randint: an empty range gives its start") {
  tn::Tensor<int, 5> const same = rnd::randint<int, 5>(key, 7, 7), reversed = rnd::randint<int, 5>(key, 7, -7);
  for (std::size_t i = 0; i < 5; ++i) CHECK((same(i) == 7 && reversed(i) == 7));
  tn::Tensor<int, 0> const none = rnd::randint<int, 0>(key, 0, 1);
  CHECK(none.size == 0);
}

TEST_CASE("randint: a number that is no value of the dtype is refused") {
#if TENON_CHECKS
  CHECK(last_words([] { [[maybe_unused]] tn::Tensor<std::uint8_t, 3> x = rnd::randint<std::uint8_t, 3>(key, 0, 256); }) ==
        "tenon: randint: a bound is no value of the dtype; tn::random::bits draws all of them\n");
  CHECK(last_words([] { [[maybe_unused]] tn::Tensor<std::uint8_t, 3> x = rnd::randint<std::uint8_t, 3>(key, -1, 25); }) !=
        "(lives) ");
  CHECK(last_words([] { [[maybe_unused]] tn::Tensor<std::int64_t, 3> x = rnd::randint<std::int64_t, 3>(key, 0, ~0ull); }) !=
        "(lives) ");
#endif
  CHECK(last_words([] { [[maybe_unused]] tn::Tensor<std::uint8_t, 3> x = rnd::randint<std::uint8_t, 3>(key, 0, 255); }) ==
        "(lives) ");
}

TEST_CASE("permutation: every number once, whatever the length") {
  auto once = []<std::size_t... N>(std::index_sequence<N...>) {
    auto check = []<std::size_t M>(tn::Tensor<tn::Index, M> const& p) {
      std::vector<bool> seen(M);
      for (tn::Index const i : p) {
        REQUIRE((i >= 0 && std::size_t(i) < M && !seen[std::size_t(i)]));
        seen[std::size_t(i)] = true;
      }
    };
    (check(tn::Tensor<tn::Index, N>(rnd::permutation<N>(key))), ...);
  };
  once(std::index_sequence<0, 1, 2, 3, 31, 32, 33, 64, 1000>{});
}

TEST_CASE("permutation: all orders of four are equally likely, and every number is everywhere as often") {
  std::vector<double> orders(24), places(36);
  for (std::uint64_t i = 0; i < 24000; ++i) {
    tn::Tensor<tn::Index, 4> const p = rnd::permutation<4>(rnd::key(99, i));
    std::size_t number = 0;
    for (std::size_t a = 0; a < 4; ++a) {
      std::size_t smaller = 0;
      for (std::size_t b = a + 1; b < 4; ++b) smaller += p(b) < p(a);
      number = number * (4 - a) + smaller;
    }
    ++orders[number];
  }
  check_equally_likely("orders", orders);
  for (std::uint64_t i = 0; i < 6000; ++i) {
    tn::Tensor<tn::Index, 6> const p = rnd::permutation<6>(rnd::key(i));
    for (std::size_t a = 0; a < 6; ++a) ++places[a * 6 + std::size_t(p(a))];
  }
  // The counts of a row and of a column are fixed: 25 degrees of freedom, not 35.
  double sum = 0;
  for (double const c : places) sum += (c - 1000) * (c - 1000) / 1000;
  CHECK((sum > 25 - 3.3 * std::sqrt(50) && sum < 25 + 3.3 * std::sqrt(50)));
}

TEST_CASE("shuffle: the slices of an axis in another order") {
  auto const x = random_tensor<float, 4, 30, 2>(1);
  tn::Tensor<tn::Index, 30> const p = rnd::permutation<30>(key);
  check_equal<float>(rnd::shuffle<1>(key, x), array(tn::Tensor<float, 4, 30, 2>(tn::take<1>(x, p))));
  check_equal<float>(rnd::shuffle<-2>(key, x), array(tn::Tensor<float, 4, 30, 2>(tn::take<1>(x, p))));
  tn::Tensor<bool, 3> const flags{true, false, true};
  tn::Tensor<bool, 3> const mixed = rnd::shuffle(key, flags);
  CHECK(mixed(0) + mixed(1) + mixed(2) == 2);
  tn::Tensor<float, 0, 3> const none = rnd::shuffle(key, tn::Tensor<float, 0, 3>());
  CHECK(none.size == 0);
}
