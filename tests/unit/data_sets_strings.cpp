// SPDX-License-Identifier: MIT
// Sets of strings, sorted by bytes.
#include "support/catch.hpp"

#include <tenon/core.hpp>
#include <tenon/data/sets.hpp>
#include <tenon/data/strings.hpp>

namespace tn = tenon;
namespace sets = tn::sets;

TEST_CASE("sets of strings", "[data]") {
  tn::StringTensor<2, 3> const a{{"tea", "coffee", "tea"}, {"", "Café", "b"}};
  tn::StringTensor<2, 2> const b{{"milk", "tea"}, {"a", "Café"}};
  auto const u = sets::set_union(a, b);
  CHECK((u.sizes(0) == 3 && u.sizes(1) == 4));
  char const* const expected[] = {"coffee", "milk", "tea", "", "", "", "Café", "a", "b", ""};
  for (std::size_t i = 0; i < 10; ++i) CHECK(u.values.element(i) == expected[i]);
  CHECK((u.contains(1, "") && u.contains(1, "b") && !u.contains(0, "") && !u.contains(1, "c")));
  CHECK((sets::size(a)(0) == 2 && sets::size(a)(1) == 3));
  auto const both = sets::intersection(a, b);
  CHECK((both.sizes(0) == 1 && both.values.element(0) == "tea" && both.values.element(2) == "Café"));
  auto const rest = sets::difference(a, b);
  CHECK((rest.sizes(0) == 1 && rest.values.element(0) == "coffee" && rest.sizes(1) == 2 && rest.values.element(4) == "b"));
  CHECK(sets::set_union<5>(rest, both) == sets::set_union<5>(a, a));
  auto const kept = sets::from_dense(a, "tea");
  CHECK((kept.sizes(0) == 1 && kept.values.element(0) == "coffee"));
  CHECK(sets::try_set_union<3>(a, b).message() == "row 1 of the result has 4 elements, and its capacity is 3");
}
