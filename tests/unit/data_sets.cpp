// SPDX-License-Identifier: MIT
// Sets along the last axis: the laws of their algebra on random rows, a model of std::set, forms, errors.
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/core.hpp>
#include <tenon/data/sets.hpp>
#include <tenon/data/sparse.hpp>

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>

namespace tn = tenon;
namespace sets = tn::sets;

namespace {

constexpr std::size_t rows = 4;
template <std::size_t N>
using Rows = tn::Tensor<std::int16_t, rows, N>;

/// Elements among 0 to 11, some of them more than once; every fourth row has few different ones.
template <std::size_t N>
Rows<N> drawn(std::mt19937& random) {
  Rows<N> x;
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = static_cast<std::int16_t>(random() % (i / N % 4 == 3 ? 2 : 12));
  return x;
}

constexpr tn::Tensor<int, 2, 3> left{{3, 1, 1}, {5, 0, 5}}, right{{2, 3, 9}, {5, 0, 7}};
constexpr auto both = sets::set_union(left, right);
static_assert(both.values.element(0) == 1 && both.values.element(3) == 9 && both.sizes.element(0) == 4 && both.width == 6);
static_assert(both.contains(1, 0) && !both.contains(0, 0) && sets::size(left).element(1) == 2);
static_assert(sets::intersection(left, right) == sets::from_dense(tn::Tensor<int, 2, 3>{{3, 3, 3}, {0, 5, 0}}));
static_assert(sets::difference(left, right).sizes.element(1) == 0);
static_assert(std::is_same_v<decltype(both), tn::Sets<int, 2, 6> const> && tn::Module<tn::Sets<int, 2, 6>>);

}  // namespace

TEST_CASE("the algebra of sets", "[data]") {
  std::mt19937 random(7);
  Rows<12> all;
  for (std::size_t i = 0; i < all.size; ++i) all.data()[i] = static_cast<std::int16_t>(i % 12);
  auto const universe = sets::from_dense(all);
  for (int round = 0; round < 50; ++round) {
    auto const a = drawn<5>(random);
    auto const b = drawn<7>(random);
    auto const c = drawn<3>(random);
    auto unite = [](auto const& x, auto const& y) { return sets::set_union<12>(x, y); };
    auto meet = [](auto const& x, auto const& y) { return sets::intersection<12>(x, y); };
    auto without = [](auto const& x, auto const& y) { return sets::difference<12>(x, y); };
    auto const u = unite(a, b), m = meet(a, b), d = without(a, b);
    CHECK(u == unite(b, a));
    CHECK(m == meet(b, a));
    CHECK(unite(u, c) == unite(a, unite(b, c)));
    CHECK(meet(m, c) == meet(a, meet(b, c)));
    CHECK(meet(a, unite(b, c)) == unite(m, meet(a, c)));
    CHECK(unite(a, meet(b, c)) == meet(u, unite(a, c)));
    CHECK(without(universe, u) == meet(without(universe, a), without(universe, b)));
    CHECK(without(universe, m) == unite(without(universe, a), without(universe, b)));
    CHECK(unite(m, a) == meet(u, a));  // absorption: both are a
    CHECK(unite(d, m) == unite(a, a));
    CHECK(meet(d, b) == without(a, a));
    CHECK(without(a, universe) == meet(a, without(universe, universe)));
    for (std::size_t r = 0; r < rows; ++r) {
      CHECK(u.sizes(r) == sets::size(a)(r) + sets::size(b)(r) - m.sizes(r));
      CHECK(d.sizes(r) == sets::size(a)(r) - m.sizes(r));
      std::set<std::int16_t> model(a.data() + r * 5, a.data() + r * 5 + 5);
      model.insert(b.data() + r * 7, b.data() + r * 7 + 7);
      std::int16_t const* const first = u.values.data() + r * 12;
      CHECK(std::equal(model.begin(), model.end(), first, first + u.sizes(r)));
      for (int x = -1; x < 13; ++x)
        CHECK(u.contains(r, static_cast<std::int16_t>(x)) == (model.count(static_cast<std::int16_t>(x)) == 1));
    }
  }
}

TEST_CASE("sets of long rows, of one row, of many axes", "[data]") {
  std::mt19937 random(11);
  static tn::Tensor<std::int64_t, 9000> long_row;  // more than fits the stack
  for (auto& x : long_row) x = static_cast<std::int64_t>(random() % 20000) - 10000;
  std::set<std::int64_t> const model(long_row.begin(), long_row.end());
  CHECK(sets::size(long_row).item() == static_cast<int>(model.size()));
  auto const distinct = sets::from_dense(long_row);
  CHECK(std::equal(model.begin(), model.end(), distinct.values.begin()));
  CHECK(sets::size(sets::difference(long_row, long_row)).item() == 0);

  tn::Tensor<int, 2, 2, 3> const x{{{1, 2, 2}, {4, 4, 4}}, {{-1, 0, 1}, {9, 8, 7}}};
  CHECK(sets::size(x * 1)(1, 1) == 3);
  CHECK(sets::size(x)(0, 1) == 1);
  CHECK(sets::try_set_union<3>(x, x + 1).message() == "row [1, 0] of the result has 4 elements, and its capacity is 3");
}

TEST_CASE("sets from padded and sparse rows, and as such", "[data]") {
  tn::Tensor<int, 2, 4> const padded{{4, 2, -1, -1}, {-1, -1, -1, -1}};
  auto const s = sets::from_dense(padded, -1);
  CHECK((s.sizes(0) == 2 && s.sizes(1) == 0));
  tn::Tensor<int, 2, 4> const dense = sets::to_dense(s, 99);
  CHECK((dense(0, 0) == 2 && dense(0, 1) == 4 && dense(0, 2) == 99 && dense(1, 0) == 99));

  auto const u = sets::set_union(s, tn::Tensor<int, 2, 2>{{0, 4}, {7, 7}});
  auto const sparse = sets::to_sparse(u);
  CHECK(sparse.nnz() == 4);
  CHECK((sparse.indices(3, 0) == 1 && sparse.indices(3, 1) == 0 && sparse.values(0) == 0 && sparse.values(3) == 7));
  CHECK(sets::from_sparse<6>(sparse) == u);
  tn::SparseTensor<int, tn::Shape<2, 5>, 4> const entries({{0, 1}, {0, 3}, {1, 0}, {0, 4}}, {8, 3, 1, 8});
  auto const from = sets::from_sparse(entries);
  CHECK((from.sizes(0) == 2 && from.values(0, 0) == 3 && from.values(0, 1) == 8 && from.sizes(1) == 1));
  CHECK(sets::try_from_sparse<1>(entries).message() == "row 0 of the result has 2 elements, and its capacity is 1");
}

TEST_CASE("a result that is too narrow names its row, count and capacity", "[data]") {
  CHECK(sets::try_set_union<3>(left, right).message() == "row 0 of the result has 4 elements, and its capacity is 3");
  CHECK(sets::try_set_union<4>(left, right));
  CHECK(sets::try_intersection<1>(left, right).message() == "row 1 of the result has 2 elements, and its capacity is 1");
  CHECK(sets::try_difference<0>(left, right).message() == "row 0 of the result has 1 elements, and its capacity is 0");
  CHECK(sets::try_set_union<2>(tn::Tensor<int, 2>{1, 2}, tn::Tensor<int, 2>{3, 2}).message() ==
        "the result has 3 elements, and its capacity is 2");
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([] { static_cast<void>(sets::set_union<3>(left, right)); }) ==
        "tenon: sets::set_union: row 0 of the result has 4 elements, and its capacity is 3\n");
#endif
}
