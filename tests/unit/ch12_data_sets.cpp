// SPDX-License-Identifier: MIT
// Acceptance cases of chapter 12: sets. 0 is an element like any other there.
#include "support/catch.hpp"

#include <tenon/core.hpp>
#include <tenon/data/sets.hpp>

#include <algorithm>

namespace tn = tenon;

namespace {
constexpr tn::Tensor<int, 2, 4> set1{{2, 3, 5, 7}, {7, 9, 0, 0}};
constexpr tn::Tensor<int, 2, 3> set2{{4, 5, 6}, {9, 10, 0}};
template <class X>
bool are(X const& x, std::initializer_list<int> values) {
  return std::equal(x.begin(), x.end(), values.begin(), values.end());
}
}  // namespace

TEST_CASE("ch12-061: the union of sets", "[ch12]") {
  tn::Tensor<int, 2, 6> const all = tn::sets::to_dense(tn::sets::set_union<6>(set1, set2));
  CHECK(are(all, {2, 3, 4, 5, 6, 7, 0, 7, 9, 10, 0, 0}));
}
TEST_CASE("ch12-063: the intersection of sets", "[ch12]") {
  tn::Tensor<int, 2, 2> const both = tn::sets::to_dense(tn::sets::intersection<2>(set1, set2));
  CHECK(are(both, {5, 0, 0, 9}));
}
