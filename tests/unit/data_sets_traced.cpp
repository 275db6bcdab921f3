// SPDX-License-Identifier: MIT
// Sets in traced functions give what they give outside.
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/data/sets.hpp>
#include <tenon/tenon.hpp>

#include <cstdint>
#include <random>
#include <tuple>

namespace tn = tenon;
namespace sets = tn::sets;

namespace {

using A = tn::Tensor<std::int32_t, 3, 6>;
using B = tn::Tensor<std::int32_t, 3, 4>;

constexpr auto all = tn::function([](auto const& a, auto const& b) {
  return std::tuple{sets::set_union(a, b), sets::intersection(a, b), sets::difference(a, b), sets::size(a * 1),
                    sets::from_dense(a, 3)};
});
constexpr auto of_sets = tn::function([](auto const& s, auto const& b) {
  auto const u = sets::set_union<8>(s, b);
  return std::tuple{sets::to_dense(u, -1), sets::difference(u, s), u.sizes};
});

}  // namespace

TEST_CASE("sets in a traced function are those outside", "[data]") {
  std::mt19937 random(3);
  for (int round = 0; round < 20; ++round) {
    A a;
    B b;
    for (auto& x : a) x = static_cast<std::int32_t>(random() % 7) - 1;
    for (auto& x : b) x = static_cast<std::int32_t>(random() % 7) - 1;
    if (round == 0) a.fill(3);
    if (round == 1) a(0, 0) = std::numeric_limits<std::int32_t>::max(), a(0, 1) = 3;
    auto const [u, m, d, n, kept] = all(a, b);
    CHECK(u == sets::set_union(a, b));
    CHECK(m == sets::intersection(a, b));
    CHECK(d == sets::difference(a, b));
    CHECK(kept == sets::from_dense(a, 3));
    for (int r = 0; r < 3; ++r) CHECK(n(r) == sets::size(a)(r));
    auto const s = sets::from_dense(a);
    auto const [dense, rest, sizes] = of_sets(s, b);
    auto const outside = sets::set_union<8>(s, b);
    auto const expected = sets::to_dense(outside, -1);
    CHECK(std::equal(dense.begin(), dense.end(), expected.begin()));
    CHECK(rest == sets::difference(outside, s));
    for (int r = 0; r < 3; ++r) CHECK(sizes(r) == outside.sizes(r));
  }
}

TEST_CASE("vmap of sets, and a row that is too long", "[data]") {
  tn::Tensor<std::int32_t, 2, 3> const a{{1, 2, 2}, {5, 4, 3}}, b{{2, 9, 1}, {4, 4, 4}};
  constexpr auto common = [](auto const& x, auto const& y) { return sets::intersection(x, y).sizes; };
  tn::Tensor<int, 2> const each = tn::vmap(common)(a, b);
  CHECK((each(0) == 2 && each(1) == 1));
#if TENON_HAS_FORK
  constexpr auto narrow = tn::function([](auto const& x, auto const& y) { return sets::set_union<2>(x, y); });
  tn::Tensor<std::int32_t, 2, 3> const few{{1, 2, 2}, {4, 4, 4}};
  CHECK(narrow(few, few).sizes(0) == 2);
  CHECK(tenon_test::last_words([&] { static_cast<void>(narrow(a, b)); }) ==
        "tenon: set_union: row 0 of the result has 3 elements, and its capacity is 2\n");
#endif
}
