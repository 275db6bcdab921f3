// SPDX-License-Identifier: MIT
// Ragged tensors, padded tensors with masks, and vectors of vectors say one thing.
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/data/ragged.hpp>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace {

namespace tn = tenon;
namespace ragged = tenon::ragged;
using Ints = tn::RaggedTensor<std::int32_t>;
using Deep = tn::RaggedTensor<std::int32_t, 2>;
using Fixed = tn::RaggedTensor<std::int32_t, 1, tn::Shape<>, 3, 6>;
using Rows = std::vector<std::vector<std::int32_t>>;

// In constant evaluation, without a heap.
constexpr Fixed small{{1, 2}, {}};
constexpr auto padded = ragged::to_tensor<2>(small, 9);
static_assert(padded(0, 0) == 1 && padded(0, 1) == 2 && padded(1, 0) == 9 && padded(2, 1) == 9);
static_assert(ragged::mask<2>(small)(0, 1) && !ragged::mask<2>(small)(1, 0));
static_assert(ragged::row_lengths(small)(0) == 2 && ragged::row_lengths(small)(2) == 0);
static_assert(ragged::from_tensor(padded, {2, 0, 0}) == Fixed{{1, 2}, {}, {}});

template <class Range>
std::vector<std::int64_t> vector_of(Range const& r) {
  auto const span = tn::detail::flat_span(r);
  return {span.begin(), span.end()};
}
Rows nested(Ints const& r) {
  Rows rows;
  for (auto const row : r) rows.emplace_back(row.begin(), row.end());
  return rows;
}

}  // namespace

TEST_CASE("ragged: random rows survive every way there and back", "[data]") {
  std::mt19937 random(7);
  auto const below = [&random](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  for (int round = 0; round < 200; ++round) {
    Rows rows(below(7));
    for (auto& row : rows) row.resize(below(2) * below(6));
    for (auto& row : rows)
      for (auto& value : row) value = static_cast<std::int32_t>(1 + below(99));
    auto const r = Ints::from_nested(rows);
    REQUIRE(nested(r) == rows);
    REQUIRE(Ints::from_row_splits(r.flat_values(), r.row_splits()) == r);
    REQUIRE(Ints::from_row_lengths(r.flat_values(), ragged::row_lengths(r)) == r);
    REQUIRE(Ints::from_value_rowids(r.flat_values(), ragged::value_rowids(r), r.rows()) == r);

    auto const dense = ragged::to_tensor<5>(r, -1);
    auto const mask = ragged::mask<5>(r);
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t k = 0; k < 5; ++k) {
        REQUIRE(mask.row(i)[k] == (k < rows[i].size()));
        REQUIRE(dense.row(i)[k] == (k < rows[i].size() ? rows[i][k] : -1));
      }
    REQUIRE(ragged::from_tensor(dense, ragged::row_lengths(r)) == r);
    REQUIRE(ragged::from_tensor(dense, ragged::Padding{-1}) == r);
    REQUIRE(ragged::boolean_mask(dense, mask) == r);

    auto const shape = ragged::bounding_shape(r);
    std::size_t longest = 0;
    for (auto const& row : rows) longest = std::max(longest, row.size());
    REQUIRE((shape[0] == rows.size() && shape[1] == longest));
    auto const wide = ragged::pad(r, -1);
    REQUIRE((wide.width == longest && wide.values.rows() == rows.size() * longest));
    for (std::size_t i = 0; i < wide.values.rows(); ++i) REQUIRE(wide.mask.data()[i] == (wide.values.data()[i] != -1));

    // Laws of what rearranges.
    REQUIRE(ragged::reverse(ragged::reverse(r)) == r);
    REQUIRE(ragged::concat(r.slice(0, r.rows() / 2), r.slice(r.rows() / 2, r.rows())) == r);
    REQUIRE(ragged::concat<1>(ragged::slice<1>(r, 0, 2), ragged::slice<1>(r, 2, 99)) == r);
    auto sorted = rows;
    for (auto& row : sorted) std::sort(row.begin(), row.end());
    REQUIRE(ragged::sort(r) == Ints::from_nested(sorted));
    auto const twice = ragged::stack(r, r);
    REQUIRE((twice[0] == r && twice[1] == r));
  }
}

TEST_CASE("ragged: padding of rows that are too long", "[data]") {
  Ints const r{{1}, {2, 3, 4}};
  CHECK(ragged::try_to_tensor<2>(r).message() == "row 1 of axis 1 has 3 values, more than the width 2");
  CHECK(vector_of(ragged::to_tensor<2>(r, 0, ragged::truncate)) == std::vector<std::int64_t>{1, 0, 2, 3});
  CHECK(vector_of(ragged::mask<2>(r)) == std::vector<std::int64_t>{1, 0, 1, 1});
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] { static_cast<void>(ragged::pad(r, 0, 2)); }) ==
        "tenon: ragged::pad: row 1 has 3 values, more than the width 2\n");
#endif
  Deep const d{{{1, 2}, {3}}, {}, {{}}};
  CHECK(vector_of(ragged::to_tensor<2, 2>(d, 9)) == std::vector<std::int64_t>{1, 2, 3, 9, 9, 9, 9, 9, 9, 9, 9, 9});
  CHECK(vector_of(ragged::mask<2, 2>(d)) == std::vector<std::int64_t>{1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  CHECK(ragged::try_to_tensor<2, 1>(d).message() == "row 0 of axis 2 has 2 values, more than the width 1");
  CHECK(vector_of(ragged::row_lengths<1>(d)) == std::vector<std::int64_t>{2, 1, 0});
  CHECK(vector_of(ragged::value_rowids(d)) == std::vector<std::int64_t>{0, 0, 1});
  CHECK(ragged::bounding_shape(d) == std::array<std::size_t, 3>{3, 2, 2});
}

TEST_CASE("ragged: of tensors, with values that have axes", "[data]") {
  tn::Tensor<float, 2, 2, 2> const x{{{1, 2}, {0, 3}}, {{0, 0}, {0, 0}}};
  auto const r = ragged::from_tensor(x, ragged::Padding{0.F});
  static_assert(std::is_same_v<decltype(r), tn::RaggedTensor<float, 1, tn::Shape<2>, 2, 4> const>);
  CHECK(tn::to_string(r) == "[[[1.0, 2.0], [0.0, 3.0]], []]");
  CHECK(tn::to_string(ragged::from_tensor(x)) == "[[[1.0, 2.0], [0.0, 3.0]], [[0.0, 0.0], [0.0, 0.0]]]");
  CHECK(tn::to_string(ragged::to_tensor<2>(r)) == tn::to_string(x));
  CHECK(ragged::try_from_tensor(x, std::vector<int>{1}).message() == "1 lengths were given for 2 rows");
  CHECK(ragged::try_from_tensor(x, std::vector<int>{1, 3}).message() == "lengths[1] = 3 of a row of 2 values");
}
