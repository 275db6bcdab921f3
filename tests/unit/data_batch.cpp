// SPDX-License-Identifier: MIT
// Batches of rows for loops of one's own.
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/core.hpp>
#include <tenon/data/batch.hpp>

#include <type_traits>

namespace tn = tenon;
using tenon_test::last_words;

TEST_CASE("batch: rows where they lie", "[data]") {
  tn::data::Rows<float, 2, 3> rows(5);
  for (std::size_t i = 0; i < 30; ++i) rows.values()[i] = float(i);
  auto const some = tn::data::batch<2>(rows, 3);
  static_assert(std::is_same_v<decltype(some)::shape_type, tn::Shape<2, 2, 3>>);
  tn::Tensor<float, 2, 2, 3> const doubled = 2 * some;
  CHECK(doubled(0, 0, 0) == 36);
  CHECK(doubled(1, 1, 2) == 58);
  rows.row(4)[5] = -1;
  CHECK(some(1, 1, 2) == -1);
  tn::Tensor<float, 1, 2, 3> const last = tn::data::batch<1>(rows.view(), 4) + 0;
  CHECK(last(0, 0, 0) == 24);
  tn::data::Rows<int> labels(4);
  static_assert(std::is_same_v<decltype(tn::data::batch<4>(labels, 0))::shape_type, tn::Shape<4>>);
  CHECK(last_words([&] { tn::data::batch<2>(rows, 4); }) == "tenon: batch: it ends behind the last row: end 6, rows 5\n");
  CHECK(last_words([&] { tn::data::batch<2>(rows, 7); }) == "tenon: batch: it ends behind the last row: end 9, rows 5\n");
}
