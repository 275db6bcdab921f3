// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/data/ragged.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace {

namespace tn = tenon;
using Ints = tn::RaggedTensor<std::int32_t>;
using Deep = tn::RaggedTensor<std::int32_t, 2>;
using Points = tn::RaggedTensor<float, 1, tn::Shape<2>>;
using Small = tn::RaggedTensor<std::int32_t, 1, tn::Shape<>, 4, 6>;
using SmallDeep = tn::RaggedTensor<std::int32_t, 2, tn::Shape<>, 2, 3, 6>;

std::vector<std::int32_t> vector_of(std::span<std::int32_t const> row) { return {row.begin(), row.end()}; }
std::string why(tn::data::Result<Ints> const& r) { return std::string(r.message()); }

// In constant evaluation, without a heap.
constexpr Small small{{1, 2}, {}, {3, 4, 5}};
static_assert(small.rows() == 3 && small[0].size() == 2 && small[1].empty() && small(2, 1) == 4 && small[-1][2] == 5);
static_assert(small == Small::from_row_splits({1, 2, 3, 4, 5}, {0, 2, 2, 5}));
static_assert(!(small == Small{{1, 2}, {3}, {4, 5}}) && !(small == Small{{1, 2}, {}, {3, 4, 6}}));
static_assert(Small::try_from_nested(std::initializer_list<std::initializer_list<int>>{{1}, {2}, {3}, {4}, {5}}).message() ==
              "5 rows of axis 0 do not fit a capacity of 4");

}  // namespace

TEST_CASE("ragged: rows in braces, vectors, splits, lengths and row numbers are one thing", "[data]") {
  Ints const r{{1, 2}, {}, {3}};
  CHECK(r.rows() == 3);
  CHECK(r == Ints::from_nested(std::vector<std::vector<std::int32_t>>{{1, 2}, {}, {3}}));
  std::vector<std::int32_t> const values{1, 2, 3};
  CHECK(r == Ints::from_row_splits(values, std::vector<std::int64_t>{0, 2, 2, 3}));
  CHECK(r == Ints::from_row_splits(values, std::vector<std::uint8_t>{0, 2, 2, 3}));
  CHECK(r == Ints::from_row_lengths(values, std::vector<int>{2, 0, 1}));
  CHECK(r == Ints::from_value_rowids(values, std::vector<std::size_t>{0, 0, 2}, 3));
  CHECK(r == Ints::from_row_splits(tn::Tensor<std::int32_t, 3>{1, 2, 3}, tn::Tensor<std::int32_t, 4>{0, 2, 2, 3}));
  CHECK_FALSE(r == Ints{{1, 2}, {}, {3}, {}});
  CHECK_FALSE(r == Ints{{1}, {2}, {3}});
  CHECK(Ints::from_value_rowids(values, std::vector<int>{0, 0, 2}, 5).rows() == 5);
  CHECK(Ints{}.rows() == 0);
  CHECK(Ints{} == Ints::from_row_splits({}, {0}));
  Ints const none;
  CHECK(none.row_splits().size() == 1);
  CHECK(Ints{{}, {}}.rows() == 2);
}

TEST_CASE("ragged: rows and elements by index", "[data]") {
  Ints r{{1, 2}, {}, {3}};
  CHECK(vector_of(r[0]) == std::vector<std::int32_t>{1, 2});
  CHECK(r[1].empty());
  CHECK(vector_of(r[-1]) == std::vector<std::int32_t>{3});
  CHECK(r.row_length(0) == 2);
  CHECK(r(0, -1) == 2);
  r(2, 0) = 9;
  CHECK(r == Ints{{1, 2}, {}, {9}});
  CHECK(r.row<2>(0)(1) == 2);
  r.flat_values()[0] = 7;
  CHECK(r.slice(0, 2) == Ints{{7, 2}, {}});
  CHECK(r.slice(1, 3) == Ints{{}, {9}});
  CHECK(Ints(r.slice(1, 3)) == Ints{{}, {9}});
  std::size_t n = 0;
  for (auto const row : r) n += row.size();
  CHECK(n == 3);
  r.push_back({4, 5});
  CHECK(r == Ints{{7, 2}, {}, {9}, {4, 5}});
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] { static_cast<void>(r[4]); }) == "tenon: RaggedTensor: row 4 is out of range: there are 4\n");
  CHECK(tenon_test::last_words([&] { static_cast<void>(r(0, 2)); }) ==
        "tenon: RaggedTensor: the index into a row 2 is out of range: there are 2\n");
  CHECK(tenon_test::last_words([&] { static_cast<void>(r.slice(2, 5)); }) ==
        "tenon: RaggedTensor::slice: rows 2 to 5 are no part of 4 rows\n");
  CHECK(tenon_test::last_words([&] { static_cast<void>(r.row<3>(0)); }) ==
        "tenon: RaggedTensor::row: row 0 has 2 values, not 3\n");
#endif
}

TEST_CASE("ragged: what is ragged in two axes has rows that are ragged in one", "[data]") {
  Deep const r{{{1, 2}, {3}}, {}, {{}, {4, 5, 6}}};
  CHECK(r.rows() == 3);
  CHECK(r[0] == Ints{{1, 2}, {3}});
  CHECK(r[1] == Ints{});
  CHECK(r[2] == Ints{{}, {4, 5, 6}});
  CHECK(vector_of(r[2][1]) == std::vector<std::int32_t>{4, 5, 6});
  CHECK(r(2, 1, 0) == 4);
  CHECK(r.slice(1, 3) == Deep{{}, {{}, {4, 5, 6}}});
  CHECK(r.slice(1, 3)[1] == Ints{{}, {4, 5, 6}});
  std::vector<std::int32_t> const values{1, 2, 3, 4, 5, 6};
  CHECK(r == Deep::from_row_splits(values, std::vector<int>{0, 2, 2, 4}, std::vector<int>{0, 2, 3, 3, 6}));
  CHECK(r == Deep::from_row_lengths(values, std::vector<int>{2, 0, 2}, std::vector<int>{2, 1, 0, 3}));
  Deep const last(r.slice(2, 3));
  CHECK(last.row_splits(1).size() == 3);
  Deep longer;
  for (auto const row : r) longer.push_back(row);
  CHECK(longer == r);
}

TEST_CASE("ragged: values have the shape that the type says", "[data]") {
  Points r{{{1, 2}, {3, 4}}, {}, {{5, 6}}};
  CHECK(r.rows() == 3);
  CHECK(r[0].rows() == 2);
  CHECK(r[0].row(1)[0] == 3.F);
  CHECK(r(2, 0, 1) == 6.F);
  CHECK(r == Points::from_row_lengths(std::vector<float>{1, 2, 3, 4, 5, 6}, std::vector<int>{2, 0, 1}));
  std::vector<std::vector<std::vector<float>>> const odd{{{1, 2}}, {{3}}};
  CHECK(Points::try_from_nested(odd).message() == "a value has 1 parts on its axis 0, its shape says 2");
  CHECK(Points::try_from_row_lengths(std::vector<float>{1, 2, 3}, std::vector<int>{1}).message() ==
        "3 elements are no whole number of values, which have 2");
}

TEST_CASE("ragged: partitions that are none are refused", "[data]") {
  std::vector<std::int32_t> const v{1, 2, 3, 4};
  auto const splits = [&](std::vector<std::int64_t> const& s) { return why(Ints::try_from_row_splits(v, s)); };
  CHECK(splits({}) == "row_splits of axis 0 are empty: those of no rows are [0]");
  CHECK(splits({1, 4}) == "row_splits[0] = 1 of axis 0, but the first row begins at 0");
  CHECK(splits({0, 3, 2, 4}) == "row_splits[2] = 2 of axis 0 is less than row_splits[1] = 3");
  CHECK(splits({0, 3}) == "row_splits[1] = 3 of axis 0 is the last, but there are 4 values");
  CHECK(splits({0, -1, 4}) == "row_splits[1] = -1 of axis 0 is less than row_splits[0] = 0");
  auto const lengths = [&](std::vector<std::int64_t> const& s) { return why(Ints::try_from_row_lengths(v, s)); };
  CHECK(lengths({3, -1, 2}) == "row_lengths[1] = -1 of axis 0 is negative");
  CHECK(lengths({3, 2}) == "row_lengths of axis 0 add up to 5, but there are 4 values");
  CHECK(lengths({INT64_MAX, INT64_MAX, 6}) != "");
  auto const ids = [&](std::vector<std::int64_t> const& s) { return why(Ints::try_from_value_rowids(v, s, 3)); };
  CHECK(ids({0, 0, 1}) == "3 value_rowids were given for 4 values");
  CHECK(ids({0, 2, 1, 2}) == "value_rowids[2] = 1 is less than value_rowids[1] = 2");
  CHECK(ids({0, 2, 2, 3}) == "value_rowids[3] = 3, but there are 3 rows");
  CHECK(Deep::try_from_row_splits(v, std::vector<int>{0, 3}, std::vector<int>{0, 2, 4}).message() ==
        "row_splits[1] = 3 of axis 0 is the last, but there are 2 rows of the next axis");
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] { static_cast<void>(Ints::from_row_splits({1, 2}, {0, 1})); }) ==
        "tenon: RaggedTensor::from_row_splits: row_splits[1] = 1 of axis 0 is the last, but there are 2 values\n");
#endif
}

TEST_CASE("ragged: capacities are kept", "[data]") {
  Small r(Ints{{1, 2}, {}, {3}});
  CHECK(r == Ints{{1, 2}, {}, {3}});
  std::vector<std::int32_t> const four{1, 2, 3, 4}, three{4, 5, 6};
  CHECK(r.try_push_back(four).message() == "7 values do not fit a capacity of 6");
  CHECK(r == Ints{{1, 2}, {}, {3}});
  CHECK(r.row_splits().size() == 4);
  CHECK(r.try_push_back(three));
  CHECK(r.try_push_back({}).message() == "5 rows of axis 0 do not fit a capacity of 4");
  CHECK(r == Ints{{1, 2}, {}, {3}, {4, 5, 6}});
  CHECK(Small::try_from(Ints{{1, 2, 3, 4, 5, 6, 7}}).message() == "7 values do not fit a capacity of 6");
  SmallDeep d{{{1}, {}}, {{2, 3}}};
  CHECK(d == Deep{{{1}, {}}, {{2, 3}}});
  CHECK(SmallDeep::try_from(Deep{{{1}, {}, {}}, {{}}}).message() == "4 rows of axis 1 do not fit a capacity of 3");
}

TEST_CASE("ragged: printed as nested lists", "[data]") {
  CHECK(tn::to_string(Ints{{1, 2}, {}, {3}}) == "[[1, 2], [], [3]]");
  CHECK(tn::to_string(Ints{}) == "[]");
  CHECK(tn::to_string(Deep{{{1}, {}}, {}}) == "[[[1], []], []]");
  CHECK(tn::to_string(Points{{{1, 2.5}}, {}}) == "[[[1.0, 2.5]], []]");
  CHECK(tn::to_string(small) == "[[1, 2], [], [3, 4, 5]]");
  CHECK(tn::to_string(small.slice(0, 1)) == "[[1, 2]]");
}
