// SPDX-License-Identifier: MIT
// Each way a CSV can be wrong, and the words that say so.
#include "support/catch.hpp"

#include <tenon/io/csv.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace tenon::io;
namespace fs = std::filesystem;

namespace {

CsvTable table(std::string text, CsvOptions const& options = {}) { return CsvTable("t.csv", std::move(text), options); }

template <class Action>
std::string error_of(Action action) {
  try {
    static_cast<void>(action());
  } catch (Error const& error) {
    return error.what();
  }
  return "no error";
}

/// What reading the text says.
std::string shape_error(std::string const& text, CsvOptions const& options = {}) {
  return error_of([&] { return table(text, options); });
}

/// What reading all of its two columns as numbers says.
template <class T = float>
std::string number_error(std::string const& text, CsvOptions const& options = {}) {
  auto const t = table(text, options);
  return error_of([&] { return t.rows<T, 2>(); });
}

/// A path that nobody else uses; what is there is removed at the end.
class TemporaryPath {
 public:
  TemporaryPath() : path_(fs::temp_directory_path() / ("tenon_csv_" + std::to_string(std::random_device{}()))) {}
  TemporaryPath(TemporaryPath const&) = delete;
  TemporaryPath& operator=(TemporaryPath const&) = delete;
  ~TemporaryPath() { fs::remove(path_); }

  std::string string() const { return path_.string(); }
  void write(std::string_view text) const { std::ofstream(path_, std::ios::binary) << text; }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("csv errors: files that cannot be read say why") {
  TemporaryPath const file;
  CHECK(error_of([&] { return read_csv(file.string()); }) == file.string() + ": cannot open the file: No such file or directory");
  auto const directory = fs::temp_directory_path().string();
  CHECK_THROWS_WITH(read_csv(directory), tenon_test::contains(directory + ": cannot ") && tenon_test::contains("Is a directory"));
}

TEST_CASE("csv errors: the file's own path stands in front") {
  TemporaryPath const file;
  file.write("");
  CHECK(error_of([&] { return read_csv(file.string()); }) == file.string() + ": the file is empty: expected a header");
  file.write("a,b\n1,2\n3\n");
  CHECK_THROWS_WITH(read_csv(file.string()), tenon_test::contains(file.string() + ": line 3: the row is too short"));
}

TEST_CASE("csv errors: nothing in the file") {
  for (auto const* text : {"", "\n", "\r\n \n", "\xef\xbb\xbf", "\xef\xbb\xbf\n"})
    CHECK(shape_error(text) == "t.csv: the file is empty: expected a header");
  CHECK(shape_error("", {.header = false}) == "t.csv: the file is empty: expected rows");
}

TEST_CASE("csv errors: rows too short or too long") {
  CHECK(shape_error("a,b,c\n1,2,3\n4,5\n") ==
        R"(t.csv: line 3: the row is too short: expected 3 cells, as in the header, found 2; )"
        R"(column "c" (index 2) is missing; the row is "4,5")");
  CHECK(shape_error("a,b\n1,2\n3,4,5\n") == R"(t.csv: line 3: the row is too long: expected 2 cells, as in the header, found 3; )"
                                            R"(no column for "5"; the row is "3,4,5")");
  CHECK(shape_error("1,2\n3\n", {.header = false}) ==
        R"(t.csv: line 2: the row is too short: expected 2 cells, as in the first row, found 1; )"
        R"(column index 1 is missing; the row is "3")");
  CHECK(shape_error("a\n1\n2,\n") == R"(t.csv: line 3: the row is too long: expected 1 cells, as in the header, )"
                                     R"(found 2; no column for ""; the row is "2,")");
}

TEST_CASE("csv errors: a blank line among the rows") {
  CHECK(shape_error("a,b\n\n1,2\n") == "t.csv: line 2: expected a row, found a blank line");
  CHECK(shape_error("\na,b\n1,2\n") == "t.csv: line 1: expected a row, found a blank line");
}

TEST_CASE("csv errors: quotes") {
  CHECK(shape_error("a,b\n1,2\n3,\"4\n5,6\n") == R"(t.csv: line 3, column "b" (index 1): expected a closing quote, )"
                                                 R"(found none until the end of the file; it opens at "\"4")");
  CHECK(shape_error("a,b\n\"1\nx\"y,2\n") ==
        R"(t.csv: line 3, column "a" (index 0): expected a separator or the end of the line after a closing quote, )"
        R"(found "y,2"; the quote opens on line 2)");
  CHECK(shape_error("a,b\n1,2\"\n") ==
        R"(t.csv: line 2, column "b" (index 1): expected no quote inside a cell that does not begin with one, )"
        R"(found "2\"": if quotes mean nothing here, set CsvOptions::quote to '\0')");
  CHECK(shape_error("a,\"b\n") == R"(t.csv: line 1, column index 1: expected a closing quote, )"
                                  R"(found none until the end of the file; it opens at "\"b")");
}

TEST_CASE("csv errors: text in a number") {
  CHECK(number_error("a,b\n1,2\n3,four\n") == R"(t.csv: line 3, column "b" (index 1): expected a number (float), found "four")");
  CHECK(number_error<double>("a,b\n1,\"2,5\"\n") ==
        R"(t.csv: line 2, column "b" (index 1): expected a number (double), found "2,5")");
  CHECK(number_error<std::int32_t>("a,b\n1,2.5\n") ==
        R"(t.csv: line 2, column "b" (index 1): expected a whole number (int32), found "2.5")");
  CHECK(number_error<bool>("a,b\n1,yes\n") ==
        R"(t.csv: line 2, column "b" (index 1): expected 0, 1, true or false (bool), found "yes")");
}

TEST_CASE("csv errors: the line is the physical one, whatever ends lines and whatever quotes hold") {
  CHECK(number_error("\"a\n\n\",b\n1,2\n3,x\n").starts_with("t.csv: line 5, column \"b\" (index 1): "));
  CHECK(number_error("a,b\r\n1,2\r\n3,x\r\n").starts_with("t.csv: line 3, "));
  CHECK(number_error("a,b\r1,2\r3,x\r").starts_with("t.csv: line 3, "));
  CHECK(number_error("a,b\n1,2\n\"\n3\",4\n") ==
        R"(t.csv: line 3, column "a" (index 0): expected a number (float), found "\n3")");
}

TEST_CASE("csv errors: empty cells") {
  auto const words = R"(t.csv: line 2, column "b" (index 1): expected a number (float), found an empty cell)";
  for (auto const* text : {"a,b\n1,\n", "a,b\n1,", "a,b\n1,  \n", "a,b\n1,\"\"\n"}) CHECK(number_error(text) == words);
  CHECK(number_error<std::int8_t>("a,b\n1,\n", {.empty_is_nan = true}) ==
        R"(t.csv: line 2, column "b" (index 1): expected a whole number (int8), found an empty cell)");
  CHECK(number_error(",b\n,2\n") == R"(t.csv: line 2, column "" (index 0): expected a number (float), found an empty cell)");
}

TEST_CASE("csv errors: NaN and infinity") {
  CHECK(number_error("a,b\n1,NaN\n") == R"(t.csv: line 2, column "b" (index 1): expected a finite number (float), found "NaN")");
  CHECK(number_error<double>("a,b\n-inf,1\n") ==
        R"(t.csv: line 2, column "a" (index 0): expected a finite number (double), found "-inf")");
}

TEST_CASE("csv errors: numbers that the type cannot hold") {
  CHECK(number_error("a,b\n1,1e39\n") ==
        R"(t.csv: line 2, column "b" (index 1): expected a number within the range of float, found "1e39")");
  CHECK(number_error<std::uint8_t>("a,b\n1,256\n") ==
        R"(t.csv: line 2, column "b" (index 1): expected a whole number from 0 to 255 (uint8), found "256")");
}

TEST_CASE("csv errors: a header where none was expected, and the reverse") {
  CHECK(number_error("a,b\n1,2\n", {.header = false}) ==
        R"(t.csv: line 1, column index 0: expected a number (float), found "a"; )"
        R"(if the first row holds names, set CsvOptions::header)");
  CHECK(shape_error("1,2.5\n3,4\n") == R"(t.csv: line 1, column "1" (index 0): expected a header with names, )"
                                       R"(found a row of numbers that begins with "1": set CsvOptions::header to false)");
}

TEST_CASE("csv errors: columns that are not there") {
  auto const t = table("a,b b\n1,2\n");
  CHECK(error_of([&] { return t.rows<int, 2>({"a", "B"}); }) ==
        R"(t.csv: line 1: there is no column "B": the file has 2 columns, index 0 to 1: "a", "b b")");
  CHECK(error_of([&] { return t.rows<int>({2}); }) ==
        R"(t.csv: there is no column with index 2: the file has 2 columns, index 0 to 1: "a", "b b")");
  CHECK(error_of([&] { return t.strings(-1); }).starts_with("t.csv: there is no column with index -1: the file has 2 columns"));
  auto const bare = table("1,2\n", {.header = false});
  CHECK(error_of([&] { return bare.rows<int>({9}); }) ==
        "t.csv: there is no column with index 9: the file has 2 columns, index 0 to 1");
  CHECK(error_of([&] { return bare.rows<int>({"a"}); }) ==
        R"(t.csv: column "a" is asked for by name, but the file is read without a header: )"
        R"(use an index, or set CsvOptions::header)");
}

TEST_CASE("csv errors: a list of columns that is too long is cut") {
  std::string text = "c";
  for (int i = 0; i < 99; ++i) text += ",c" + std::to_string(i);
  auto const words = error_of([&] { return table(text).rows<int>({"x"}); });
  CHECK(words.find("the file has 100 columns") != std::string::npos);
  CHECK(words.ends_with(R"("c62", ...)"));
}

TEST_CASE("csv errors: columns that are not unique") {
  auto const t = table("a,b,a\n1,2,3\n");
  CHECK(error_of([&] { return t.rows<int>({"a"}); }) ==
        R"(t.csv: line 1, column "a" (index 2): expected a name that stands once in the header, )"
        R"(found it with index 0 too: ask for the column by index)");
  CHECK(error_of([&] { return t.rows<int, 2>({"b", 1}); }) ==
        R"(t.csv: expected different columns, found column "b" (index 1) asked for twice)");
}

TEST_CASE("csv errors: more or fewer columns than a row has values") {
  auto const t = table("a,b,c\n1,2,3\n");
  CHECK(error_of([&] { return t.rows<int, 2>(columns(0, 3)); }) ==
        "t.csv: expected 2 columns, as many as a row has values, found 3");
  CHECK(error_of([&] { return t.rows<int, 2, 2>(); }) == "t.csv: expected 4 columns, as many as a row has values, found 3");
}

TEST_CASE("csv errors: long and strange text is shortened, never cut inside a character") {
  CHECK(number_error("a,b\n1," + std::string(100, 'x') + "\n").ends_with("found \"" + std::string(40, 'x') + "...\""));
  CHECK(number_error("a,b\n1," + std::string(39, 'x') + "\xc3\xa9z\n").ends_with("\"" + std::string(39, 'x') + "...\""));
  CHECK(number_error("a,b\n1,\x01\\\t\x7f!\n").ends_with(R"(found "\x01\\\t\x7f!")"));
}

TEST_CASE("csv errors: UTF-16") {
  CHECK(shape_error(std::string("\xff\xfe"
                                "a\0,\0",
                                6)) == "t.csv: line 1: found UTF-16 text, expected ASCII or UTF-8: save the file as UTF-8");
}

TEST_CASE("csv errors: separators that cannot work") {
  for (char const c : {'\n', '\r', '\0', '"'})
    CHECK(shape_error("a,b\n", {.separator = c}) ==
          "t.csv: the separator and the quote must differ from each other and from line ends");
}
