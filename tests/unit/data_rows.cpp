// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include <tenon/data/rows.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

using tenon::data::Rows;
using tenon::data::RowsView;

static_assert(Rows<float, 28, 28>::row_size == 784);
static_assert(Rows<float>::row_size == 1 && Rows<float>::row_shape.empty());
static_assert(Rows<float, 2, 3>::row_shape == std::array<std::size_t, 2>{2, 3});
static_assert(std::is_convertible_v<Rows<float, 8> const&, RowsView<float, 8>>);
static_assert(!std::is_convertible_v<Rows<float, 8> const&, RowsView<float, 2, 4>>);
static_assert(!std::is_convertible_v<Rows<float, 8> const&, RowsView<double, 8>>);
static_assert(!std::is_convertible_v<std::vector<float>, Rows<float, 8>>, "a copy is asked for in words");
static_assert(!std::is_constructible_v<Rows<float, 8>, std::vector<double>>);
static_assert(std::is_nothrow_move_constructible_v<Rows<float, 8>>);

namespace {

Rows<int, 2> counted(std::size_t rows) {
  Rows<int, 2> x(rows);
  int next = 0;
  for (auto& value : x.values()) value = next++;
  return x;
}

template <class... Index>
std::vector<std::size_t> indices(Index... index) {
  return {static_cast<std::size_t>(index)...};
}

bool is_aligned(void const* p) { return reinterpret_cast<std::uintptr_t>(p) % 64 == 0; }

}  // namespace

TEST_CASE("Rows: new rows are zeros, on a 64-byte boundary") {
  Rows<double, 3> const x(5);
  CHECK(x.rows() == 5);
  CHECK_FALSE(x.empty());
  CHECK(x.values().size() == 15);
  CHECK(is_aligned(x.data()));
  for (double const value : x.values()) CHECK(value == 0.0);
}

TEST_CASE("Rows: no rows") {
  Rows<float, 8> const none;
  CHECK(none.empty());
  CHECK(none.rows() == 0);
  CHECK(none == Rows<float, 8>(0));
  CHECK(none.take({}) == none);
  CHECK(none.view().empty());
  CHECK(none.slice(0, 0).empty());
}

TEST_CASE("Rows: from values, row after row") {
  std::vector<float> const values{1, 2, 3, 4, 5, 6};
  Rows<float, 3> const x(values);
  REQUIRE(x.rows() == 2);
  CHECK(x.row(1)[0] == 4.0F);
  CHECK(x.row(1).size() == 3);
  static_assert(decltype(x.row(0))::extent == 3);
  CHECK(Rows<float, 3>(std::array<float, 3>{1, 2, 3}) == Rows<float, 3>(x.slice(0, 1)));
}

TEST_CASE("Rows: without axes a row is one value") {
  Rows<double> x;
  x.push_back(std::array{2.5});
  x.push_back(std::array{3.5});
  CHECK(x.rows() == 2);
  CHECK(x.row(1)[0] == 3.5);
}

TEST_CASE("Rows: bools are contiguous bools") {
  Rows<bool, 2> x(2);
  x.row(1)[0] = true;
  CHECK(x.data()[2]);
  CHECK_FALSE(x.data()[3]);
}

TEST_CASE("Rows: push_back grows, also from its own rows, and keeps the boundary") {
  Rows<int, 2> x;
  x.push_back(std::array{7, 8});
  for (int i = 0; i < 100; ++i) x.push_back(x.row(x.rows() - 1));
  CHECK(x.rows() == 101);
  CHECK(x.row(100)[1] == 8);
  CHECK(is_aligned(x.data()));
}

TEST_CASE("Rows: after reserve nothing moves") {
  Rows<int, 2> x;
  x.reserve(50);
  auto const* before = x.data();
  for (int i = 0; i < 50; ++i) x.push_back(std::array{i, i});
  CHECK(x.data() == before);
  x.reserve(1);
  CHECK(x.rows() == 50);
}

TEST_CASE("Rows: copies are deep, moves leave nothing") {
  auto x = counted(3);
  auto copy = x;
  copy.row(0)[0] = 99;
  CHECK(x.row(0)[0] == 0);
  CHECK_FALSE(copy == x);

  auto const moved = std::move(copy);
  CHECK(moved.row(0)[0] == 99);
  CHECK(copy.empty());  // NOLINT(bugprone-use-after-move): this is what is tested

  x = moved;
  CHECK(x == moved);
  auto const& same = x;
  x = same;
  CHECK(x == moved);
}

TEST_CASE("Rows: columns are rows of their own") {
  Rows<float, 3> x(2);
  for (std::size_t i = 0; i < 6; ++i) x.values()[i] = static_cast<float>(i);
  CHECK(x.columns<1, 3>() == Rows<float, 2>(std::vector<float>{1, 2, 4, 5}));
  CHECK(x.columns<0, 1>() == Rows<float, 1>(std::vector<float>{0, 3}));
  CHECK(Rows<float, 3>().columns<0, 2>().empty());
}

TEST_CASE("Rows: equal means as many rows with equal values") {
  CHECK(counted(3) == counted(3));
  CHECK(counted(3) != counted(4));
}

TEST_CASE("Rows: take gathers in the order asked for, repetition included") {
  auto const taken = counted(4).take(indices(3, 0, 3));
  REQUIRE(taken.rows() == 3);
  CHECK(taken.row(0)[0] == 6);
  CHECK(taken.row(1)[1] == 1);
  CHECK(taken.row(2)[1] == 7);
}

TEST_CASE("Rows: slice shares the memory") {
  auto const x = counted(5);
  auto const middle = x.slice(1, 4);
  CHECK(middle.rows() == 3);
  CHECK(middle.data() == x.row(1).data());
  CHECK(middle.slice(1, 3).row(0)[0] == x.row(2)[0]);
  CHECK(x.slice(5, 5).empty());
  CHECK(Rows<int, 2>(middle) == x.take(indices(1, 2, 3)));
}

TEST_CASE("RowsView: foreign memory, of any alignment") {
  float const memory[] = {0, 1, 2, 3, 4, 5, 6};
  RowsView<float, 2, 1> const x(memory + 1, 3);
  CHECK(x.rows() == 3);
  CHECK(x.row(2)[1] == 6.0F);
  CHECK(x.values().size() == 6);
  CHECK(RowsView<float, 7>(std::span(memory)).rows() == 1);
}

TEST_CASE("RowsView: usable in constant expressions") {
  static constexpr int memory[] = {1, 2, 3, 4};
  constexpr RowsView<int, 2> x(memory, 2);
  static_assert(x.rows() == 2 && x.row(1)[0] == 3 && x.slice(1, 2).row(0)[1] == 4);
  CHECK_FALSE(x.empty());
}

TEST_CASE("RowsView: a function that takes it takes Rows") {
  auto const count = [](RowsView<int, 2> x) { return x.rows(); };
  CHECK(count(counted(6)) == 6);
}
