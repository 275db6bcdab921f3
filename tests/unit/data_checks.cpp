// SPDX-License-Identifier: MIT
// What a broken precondition of tenon::data says before it ends the program.
#include "support/catch.hpp"
#include "support/death.hpp"

#if defined(__unix__) || defined(__APPLE__)

#include <tenon/data/rows.hpp>
#include <tenon/data/scaler.hpp>
#include <tenon/data/split.hpp>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

using namespace tenon::data;

namespace {

using tenon_test::last_words;

volatile std::size_t sink = 0;  // keeps calls whose result nobody wants

}  // namespace

TEST_CASE("Rows: a bad index or size ends the program with both numbers") {
  Rows<float, 2> x(5);
  CHECK(last_words([&] { x.row(5)[0] = 1; }) == "tenon: Rows::row: no such row: index 5, rows 5\n");
  CHECK(last_words([&] { sink = x.take(std::array<std::size_t, 2>{0, 9}).rows(); }) ==
        "tenon: Rows::row: no such row: index 9, rows 5\n");
  CHECK(last_words([&] { sink = x.slice(2, 6).rows(); }) == "tenon: slice: the end is behind the last row: end 6, rows 5\n");
  CHECK(last_words([&] { sink = x.slice(3, 2).rows(); }) == "tenon: slice: the begin is behind the end: begin 3, end 2\n");
  CHECK(last_words([] { sink = Rows<float, 2>(std::vector<float>(5)).rows(); }) ==
        "tenon: RowsView: the values do not fill whole rows: values 5, row size 2\n");
  CHECK(last_words([] {
          sink = Rows<float, 2>(std::numeric_limits<std::size_t>::max()).rows();
        }).starts_with("tenon: Rows: too many rows: rows "));
  CHECK(last_words([] {
          sink = Rows<float, 2>(std::numeric_limits<std::size_t>::max() / 4).rows();
        }).starts_with("tenon: Rows: too many values: values "));
}

TEST_CASE("RowsView: a bad index or no memory ends the program") {
  float const memory[4] = {};
  RowsView<float, 2> const x(memory, 2);
  CHECK(last_words([&] { sink = x.row(2).size(); }) == "tenon: RowsView::row: no such row: index 2, rows 2\n");
  CHECK(last_words([] { sink = RowsView<float, 2>(nullptr, 3).rows(); }) == "tenon: RowsView: no data for these rows: rows 3\n");
}

TEST_CASE("split: a fraction outside 0 to 1 ends the program") {
  for (double const fraction : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()})
    CHECK(last_words([&] { sink = split(10, fraction, 0).kept.size(); }) ==
          "tenon: split: the fraction must lie between 0 and 1\n");
}

TEST_CASE("StandardScaler: fit refuses aloud, transform wants a fit") {
  Rows<float, 2> x(3);
  CHECK(last_words([&] { StandardScaler<float, 2>{}.transform_in_place(x); }) == "tenon: StandardScaler: transform before fit\n");
  x.row(2)[1] = std::numeric_limits<float>::quiet_NaN();
  CHECK(last_words([&] { sink = StandardScaler<float, 2>{}.fit(x).fitted(); }) ==
        "tenon: StandardScaler::fit: a value is NaN or infinite: row 2, column 1\n");
  CHECK(last_words([] {
          sink = StandardScaler<float, 2>{}.fit({}).fitted();
        }).starts_with("tenon: StandardScaler::fit: there are no rows"));
  CHECK(last_words([] { sink = StandardScaler<float, 2>({0, 0}, {1, -1}).fitted(); }) ==
        "tenon: StandardScaler: mean and std must be finite, std not negative: column 1\n");
}

#endif
