// SPDX-License-Identifier: MIT
// Words of the generator, in lanes and one by one; keys, and keys of keys.
#include "support/random_statistics.hpp"
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <cstdint>
#include <set>

namespace tn = tenon;
namespace rnd = tn::random;
using namespace tenon_test;

namespace {

using U32 = std::uint32_t;
using U64 = std::uint64_t;

constexpr rnd::Key key = rnd::key(0x299f31d0a4093822, 0x0370734413198a2e);

// In constant evaluation: the first words of a key are block 0 of the generator's authors' known answers.
constexpr tn::Tensor<U32, 4> zero = rnd::bits<U32, 4>(rnd::key(0));
static_assert(zero(0) == 0x6627e8d5 && zero(1) == 0xe169c58d && zero(2) == 0xbc57ac4c && zero(3) == 0x9b00dbd8);

}  // namespace

TEST_CASE("random words: the published known answers, in lanes") {
  struct Answer {
    U64 seed, stream, counter;
    U32 word[4];
  };
  Answer const answers[] = {
      {0, 0, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {~U64{0}, ~U64{0}, ~U64{0}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {0x299f31d0a4093822, 0x0370734413198a2e, 0x85a308d3243f6a88, {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}};
  for (Answer const& a : answers) {
    U32 words[tn::detail::philox_words<U32>];
    tn::detail::philox_blocks(tn::Philox(a.seed), a.stream, a.counter, tn::detail::philox_group, words);
    for (int i = 0; i < 4; ++i) CHECK(words[i] == a.word[i]);
  }
}

TEST_CASE("random words: every lane is the generator's, across 2^32 blocks as well") {
  Random numbers{5};
  for (int repeat = 0; repeat < 50; ++repeat) {
    U64 const seed = numbers.bits(), stream = numbers.bits(), first = repeat % 2 == 0 ? numbers.bits() : (U64{1} << 32) - 7;
    U32 words[tn::detail::philox_words<U32>];
    U64 pairs[tn::detail::philox_words<U64>];
    tn::detail::philox_blocks(tn::Philox(seed), stream, first, tn::detail::philox_group, words);
    tn::detail::philox_blocks(tn::Philox(seed), stream, first, tn::detail::philox_group, pairs);
    bool same = true;
    for (int b = 0; b < tn::detail::philox_group; ++b) {
      auto const block = tn::Philox(seed)(first + static_cast<U64>(b), stream);
      for (int i = 0; i < 4; ++i) {
        same = same && words[4 * b + i] == block.word[i];
        same = same && static_cast<U32>(pairs[2 * b + i / 2] >> (i % 2 * 32)) == block.word[i];
      }
    }
    CHECK(same);
  }
}

TEST_CASE("random bits: element i is word i of the key, whatever the size and the dtype") {
  tn::Philox const philox(key(0));
  tn::Tensor<U32, 1000> const all = rnd::bits<U32, 1000>(key);
  for (std::size_t i = 0; i < 1000; ++i) REQUIRE(all(i) == philox.word(i, key(1)));
  auto starts_like_all = [&]<std::size_t... N>(std::index_sequence<N...>) {
    auto one = [&]<class T, std::size_t M>(tn::Tensor<T, M> const& x) {
      bool same = true;
      for (std::size_t i = 0; i < M; ++i) same = same && x(i) == static_cast<T>(all(i));
      CHECK(same);
    };
    (one(tn::Tensor<U32, N>(rnd::bits<U32, N>(key))), ...);
    (one(tn::Tensor<std::int8_t, N>(rnd::bits<std::int8_t, N>(key))), ...);
    (one(tn::Tensor<std::uint16_t, N>(rnd::bits<std::uint16_t, N>(key))), ...);
  };
  starts_like_all(std::index_sequence<1, 3, 4, 63, 64, 65, 127, 130>{});
  tn::Tensor<U64, 67> const wide = rnd::bits<U64, 67>(key);
  for (std::size_t i = 0; i < 67; ++i) REQUIRE(wide(i) == (all(2 * i) | U64{all(2 * i + 1)} << 32));
  tn::Tensor<int, 0> const none = rnd::bits<int, 0>(key);
  CHECK(none.size == 0);
  tn::Tensor<U32, 2, 5> const matrix = rnd::bits<U32, tn::Shape<2, 5>>(key);
  CHECK(matrix(1, 4) == all(9));
}

TEST_CASE("random bits: every bit is set half of the time") {
  std::size_t constexpr n = 40000;
  tn::Tensor<U32, n> const x = rnd::bits<U32, n>(key);
  for (int bit = 0; bit < 32; ++bit) {
    double set = 0;
    for (U32 const w : x) set += w >> bit & 1;
    CHECK(std::abs(set - n / 2) < 4 * std::sqrt(n) / 2);
  }
}

TEST_CASE("random keys: made of a seed and a stream, of tensors too") {
  constexpr rnd::Key made = rnd::key(7, 3);
  static_assert(made(0) == 7 && made(1) == 3);
  tn::Tensor<int> const seed(7);
  rnd::Key const by_tensor = rnd::key(seed, 3), alone = rnd::key(tn::Tensor<U64>(9));
  CHECK((by_tensor(0) == 7 && by_tensor(1) == 3 && alone(0) == 9 && alone(1) == 0));
  constexpr auto traced = tn::function([](auto const& s, auto const& t) { return rnd::key(s, t); });
  rnd::Key const k = traced(tn::Tensor<std::int64_t>(-1), tn::Tensor<std::uint8_t>(200));
  CHECK((k(0) == ~U64{0} && k(1) == 200));
}

TEST_CASE("random keys: derived keys are fixed, differ, and do not depend on how many there are") {
  // Pinned: a saved program must draw the same numbers after an update.
  constexpr rnd::Key folded = rnd::fold_in(rnd::key(1, 2), 3);
  static_assert(folded(0) == 0xa3c5a8b278ec9abb && folded(1) == 0x9eab0cf24c8f6ec2);
  constexpr tn::Tensor<U64, 2, 2> two = rnd::split<2>(rnd::key(1, 2));
  static_assert(two(0, 0) == 0x2f22ff91e2022bb7 && two(1, 1) == 0x12c599bdb04f91da);
  tn::Tensor<U64, 100, 2> const many = rnd::split<100>(rnd::key(1, 2));
  CHECK((many(0, 0) == two(0, 0) && many(0, 1) == two(0, 1) && many(1, 0) == two(1, 0)));
  tn::Tensor<U64, 100, 2> const by_number = rnd::fold_in(rnd::key(1, 2), tn::arange<int, 100>());
  CHECK((by_number(3, 0) == folded(0) && by_number(3, 1) == folded(1)));
  std::set<U64> words(many.begin(), many.end());
  words.insert(by_number.begin(), by_number.end());
  CHECK(words.size() == 400);
  tn::Tensor<U64, 3, 4, 2> const grid = rnd::fold_in(rnd::key(1, 2), tn::Tensor<int, 3, 4>(tn::full<int, 3, 4>(3)));
  CHECK((grid(2, 3, 0) == folded(0) && grid(2, 3, 1) == folded(1)));
  rnd::Key const far = rnd::fold_in(rnd::key(1, 2), U64{3} + (U64{1} << 32));
  CHECK(far(0) != folded(0));
}

TEST_CASE("random keys: draws of two keys, two streams and neighbouring positions are independent") {
  constexpr std::size_t n = 20000;
  using X = tn::Tensor<double, n>;
  tn::Tensor<U64, 2, 2> const children = rnd::split<2>(key);
  rnd::Key const other_seed = rnd::key(key(0) + 1, key(1)), other_stream = rnd::key(key(0), key(1) + 1);
  X const x = rnd::uniform<double, n>(key);
  X const others[] = {rnd::uniform<double, n>(other_seed),           rnd::uniform<double, n>(other_stream),
                      rnd::uniform<double, n>(children(tn::at<0>)),  rnd::uniform<double, n>(children(tn::at<1>)),
                      rnd::uniform<double, n>(rnd::fold_in(key, 0)), rnd::uniform<double, n>(rnd::fold_in(key, 1))};
  for (X const& a : others) {
    CHECK(std::abs(correlation(x, a)) < 3.3);
    for (X const& b : others)
      if (&a != &b) CHECK(std::abs(correlation(a, b)) < 3.3);
  }
  for (std::size_t lag = 1; lag < 10; ++lag) {
    std::vector<double> const all = sample_of(x);
    CHECK(std::abs(correlation(std::vector<double>(all.begin(), all.end() - 10),
                               std::vector<double>(all.begin() + static_cast<std::ptrdiff_t>(lag),
                                                   all.end() - 10 + static_cast<std::ptrdiff_t>(lag)))) < 3.3);
  }
  std::vector<double> pairs(256);
  for (std::size_t i = 0; i + 1 < n; i += 2)
    ++pairs[static_cast<std::size_t>(16 * x(i)) * 16 + static_cast<std::size_t>(16 * x(i + 1))];
  check_equally_likely("pairs", pairs);
}

TEST_CASE("random keys: one meaning everywhere; draws of two keys never become one") {
  same_everywhere([](auto const& k) { return rnd::split<3>(k); }, key);
  same_everywhere([](auto const& k, auto const& i) { return rnd::fold_in(k, i); }, key, tn::Tensor<int, 3>{1, -2, 3});
  same_everywhere([](auto const& k) { return rnd::bits<std::int16_t, 70>(k); }, key);
  same_everywhere([](auto const& k) { return rnd::bits<U64, 5, 7>(rnd::fold_in(k, 9)); }, key);
  constexpr auto difference =
      tn::function([](auto const& a, auto const& b) { return rnd::uniform<float, 50>(a) - rnd::uniform<float, 50>(b); });
  tn::Tensor<float, 50> const d = difference(key, rnd::key(1));
  CHECK(tn::Tensor<float>(tn::sum(tn::abs(d))).item() > 5);
  constexpr auto next = tn::function([](auto const& k) {
    auto const keys = rnd::split<2>(k);
    return std::tuple{rnd::uniform<float, 4>(tn::slice(keys, tn::at<0>)), tn::slice(keys, tn::at<1>) + 0};
  });
  auto const [x, carried] = next(key);
  auto const [y, last] = next(rnd::Key(carried));
  CHECK((x(0) != y(0) && x(1) != y(1)));
}
