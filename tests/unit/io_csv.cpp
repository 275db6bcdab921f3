// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include <tenon/io/csv.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

using namespace tenon::io;
using tenon::data::Rows;
using Strings = std::vector<std::string>;

static_assert(std::is_convertible_v<char const*, Column> && std::is_convertible_v<std::string, Column>);
static_assert(std::is_convertible_v<int, Column> && std::is_convertible_v<std::size_t, Column>);
static_assert(!std::is_convertible_v<char, Column> && !std::is_convertible_v<bool, Column>);
static_assert(!std::is_convertible_v<std::nullptr_t, Column> && !std::is_convertible_v<double, Column>);

namespace {

CsvTable table(std::string text, CsvOptions const& options = {}) { return CsvTable("t.csv", std::move(text), options); }

template <class T, std::size_t... D>
Rows<T, D...> rows(std::vector<T> const& values) {
  return Rows<T, D...>(values);
}

std::string const plain = "a,b,c\n1,2,3\n4,5,6\n";

}  // namespace

TEST_CASE("csv: columns by name and by index, in the order asked for") {
  auto const t = table(plain);
  CHECK(t.row_count() == 2);
  CHECK(t.column_count() == 3);
  CHECK(t.column_names() == Strings{"a", "b", "c"});
  CHECK(t.rows<float, 2>({"c", "a"}) == rows<float, 2>({3, 1, 6, 4}));
  CHECK(t.rows<double, 2>({0, 2}) == rows<double, 2>({1, 3, 4, 6}));
  CHECK(t.rows<int, 2>({1, "a"}) == rows<int, 2>({2, 1, 5, 4}));
  CHECK(t.rows<std::uint8_t>({"b"}) == rows<std::uint8_t>({2, 5}));
  CHECK(t.rows<int, 1>({0}) == rows<int, 1>({1, 4}));
}

TEST_CASE("csv: run-time lists of columns, and all of them") {
  auto const t = table("a,b,c,d\n1,2,3,4\n");
  CHECK(t.rows<int, 2>(columns(1, 3)) == rows<int, 2>({2, 3}));
  Strings const names{"d", "a"};
  CHECK(t.rows<int, 2>(std::vector<Column>(names.begin(), names.end())) == rows<int, 2>({4, 1}));
  CHECK(t.rows<int, 2, 2>() == rows<int, 2, 2>({1, 2, 3, 4}));
  CHECK(t.rows<int, 2>(std::array<Column, 2>{"a", 3}) == rows<int, 2>({1, 4}));
}

TEST_CASE("csv: without a header") {
  auto const t = table("1,2\n3,4\n", {.header = false});
  CHECK(t.row_count() == 2);
  CHECK(t.column_names().empty());
  CHECK(t.rows<int, 2>() == rows<int, 2>({1, 2, 3, 4}));
}

TEST_CASE("csv: line ends, the last one optional; blank lines at the end") {
  auto const expected = rows<int, 2>({1, 2, 3, 4});
  for (auto const* text : {"a,b\n1,2\n3,4", "a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r\n1,2\r\n3,4", "a,b\r1,2\r3,4\r",
                           "a,b\n1,2\r\n3,4\r", "a,b\n1,2\n3,4\n\n", "a,b\n1,2\n3,4\n \r\n\t\n\n"})
    CHECK(table(text).rows<int, 2>() == expected);
}

TEST_CASE("csv: a byte order mark is no part of the first name") {
  CHECK(table("\xef\xbb\xbf"
              "a,b\n1,2\n")
            .rows<int, 1>({"a"}) == rows<int, 1>({1}));
  CHECK(table("\xef\xbb\xbf\"a\",b\n1,2\n").rows<int, 1>({"a"}) == rows<int, 1>({1}));
}

TEST_CASE("csv: quoted cells may hold separators, quotes and lines") {
  auto const t = table("\"na\"\"me\",\"x,y\",z\r\n\"one\r\ntwo\",\" 1.5 \",\"\"\n\"\"\"\",2,\"a\"\"b\"\"\"\n");
  CHECK(t.column_names() == Strings{"na\"me", "x,y", "z"});
  CHECK(t.strings("na\"me") == Strings{"one\r\ntwo", "\""});
  CHECK(t.rows<double>({"x,y"}) == rows<double>({1.5, 2}));
  CHECK(t.strings(2) == Strings{"", "a\"b\""});
}

TEST_CASE("csv: other separators and quotes") {
  CHECK(table("a;b\n1;2\n", {.separator = ';'}).rows<int, 2>() == rows<int, 2>({1, 2}));
  CHECK(table("a\tb\n1\t 2\n", {.separator = '\t'}).rows<int, 2>() == rows<int, 2>({1, 2}));
  CHECK(table("1 2\n3 4\n", {.header = false, .separator = ' '}).rows<int, 2>() == rows<int, 2>({1, 2, 3, 4}));
  CHECK(table("a,b\n'1,0',2\n", {.quote = '\''}).strings("a") == Strings{"1,0"});
  CHECK(table("a,b\n5\" pipe,2\n", {.quote = '\0'}).strings("a") == Strings{"5\" pipe"});
}

TEST_CASE("csv: in a file separated by tabs, a line of tabs is a row") {
  auto const t = table("a\tb\n1\t2\n\t\n", {.separator = '\t'});
  CHECK(t.row_count() == 2);
  CHECK(t.strings("b") == Strings{"2", ""});
}

TEST_CASE("csv: one column, where a blank line is an empty cell") {
  auto const t = table("a\nx\n\ny\n\n");
  CHECK(t.strings("a") == Strings{"x", "", "y", ""});
}

TEST_CASE("csv: an empty last cell, an unnamed column, spaces around names") {
  auto const t = table(" a , b,\n1, 2 ,\n3,+4,\n");
  CHECK(t.column_names() == Strings{"a", "b", ""});
  CHECK(t.rows<int, 2>({"a", "b"}) == rows<int, 2>({1, 2, 3, 4}));
  CHECK(t.strings(2) == Strings{"", ""});
}

TEST_CASE("csv: a header and no rows is a table with no rows") {
  auto const t = table("a,b\n");
  CHECK(t.row_count() == 0);
  CHECK(t.rows<float, 2>().empty());
}

TEST_CASE("csv: numbers that name columns are a header, as data frames write it") {
  auto const t = table("0,1\n5,6\n");
  CHECK(t.row_count() == 1);
  CHECK(t.rows<int>({"1"}) == rows<int>({6}));
}

TEST_CASE("csv: NaN, infinity and empty cells when they are allowed") {
  auto const x = table("a,b\nnan,-inf\n", {.allow_non_finite = true}).rows<float, 2>();
  CHECK(std::isnan(x.row(0)[0]));
  CHECK(std::isinf(x.row(0)[1]));
  auto const y = table("a,b\n1,\n", {.empty_is_nan = true}).rows<double>({"b"});
  CHECK(std::isnan(y.row(0)[0]));
}

TEST_CASE("csv: a name that stands twice can be asked for by index") {
  CHECK(table("a,a\n1,2\n").rows<int>({1}) == rows<int>({2}));
}

TEST_CASE("csv: the housing table") {
  std::string const path = TENON_SHARED_DIR "/data/california_housing.csv";
  if (!std::ifstream(path)) TENON_SKIP("the housing table is not here");
  auto const t = read_csv(path, {.header = true});
  REQUIRE(t.row_count() == 20640);
  auto const x =
      t.rows<float, 8>({"MedInc", "HouseAge", "AveRooms", "AveBedrms", "Population", "AveOccup", "Latitude", "Longitude"});
  auto const y = t.rows<float, 1>({"medv"});
  CHECK(x.row(0)[0] == 8.3252F);
  CHECK(x.row(0)[7] == -122.23F);
  CHECK(y.row(1)[0] == 3.585F);
  CHECK(y.rows() == 20640);
}

TEST_CASE("csv: the original housing data, which has neither header nor final newline") {
  std::string const path = TENON_SHARED_DIR "/data/cal_housing.data";
  if (!std::ifstream(path)) TENON_SKIP("the housing data is not here");
  auto const x = read_csv(path, {.header = false}).rows<double, 9>();
  REQUIRE(x.rows() == 20640);
  CHECK(x.row(0)[8] == 452600.0);
  CHECK_THROWS_WITH(read_csv(path), tenon_test::contains("set CsvOptions::header to false"));
}
