// SPDX-License-Identifier: MIT
// A CSV file read row after row gives what it gives as a whole, the same words of its faults too.
#include "support/catch.hpp"

#include <tenon/data/dataset/batch.hpp>
#include <tenon/io/csv_rows.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace data = tenon::data;
namespace io = tenon::io;

namespace {

struct File {
  std::string path;
  explicit File(std::string const& text) {
    path = (std::filesystem::temp_directory_path() / "tenon_csv_rows.csv").string();
    std::ofstream(path, std::ios::binary) << text;
  }
  ~File() { std::remove(path.c_str()); }
};

using Pair = io::CsvFields<float, 2>;
using Name = io::CsvFields<int>;

/// What a file gives, or the words in which it is refused.
struct Found {
  std::vector<float> pairs;
  std::vector<int> ids;
  std::string refused;
  bool operator==(Found const&) const = default;
};

Found as_a_whole(std::string const& path, io::CsvOptions const& options, std::vector<io::Column> a, std::vector<io::Column> b) {
  Found found;
  try {
    auto const table = io::read_csv(path, options);
    auto const pairs = table.rows<float, 2>(std::span<io::Column const>(a));
    auto const ids = table.rows<int>(std::span<io::Column const>(b));
    found.pairs.assign(pairs.values().begin(), pairs.values().end());
    found.ids.assign(ids.values().begin(), ids.values().end());
  } catch (io::Error const& e) {
    found.refused = e.what();
  }
  return found;
}

Found row_by_row(std::string const& path, io::CsvOptions const& options, std::vector<io::Column> a, std::vector<io::Column> b,
                 std::size_t bytes) {
  Found found;
  try {
    data::Dataset set(io::detail::CsvRowSource<std::string, Pair, Name>(path, options, bytes, Pair{a}, Name{b}));
    for (int pass = 0; pass < 2; ++pass) {  // a second iteration is the first one again
      found = {};
      for (auto const& [pair, id] : set) {
        found.pairs.insert(found.pairs.end(), pair.data(), pair.data() + 2);
        found.ids.push_back(id);
      }
    }
  } catch (io::Error const& e) {
    found = {{}, {}, e.what()};
  }
  return found;
}

void same(std::string const& text, io::CsvOptions const& options = {}, std::vector<io::Column> a = {"x", "y"},
          std::vector<io::Column> b = {"id"}) {
  File const file(text);
  Found const expected = as_a_whole(file.path, options, a, b);
  INFO(text << "\nrefused: " << expected.refused);
  for (std::size_t const bytes : {1U, 2U, 3U, 7U, 16U, 50U, 5000U}) {
    INFO("blocks of " << bytes << " bytes");
    Found const found = row_by_row(file.path, options, a, b, bytes);
    CHECK(found.refused == expected.refused);
    CHECK(found == expected);
  }
}

}  // namespace

TEST_CASE("csv rows: any blocks of a file are the file", "[io][dataset]") {
  same("x,y,id\n1,2,3\n4,5,6\n7,8,9\n");
  same("x,y,id\r\n1,2,3\r\n4,5,6\r\n7,8,9");
  same("x,y,id\r1,2,3\r4,5,6\r");
  same("\xef\xbb\xbfid,\"x\",y\n1,\"2\",3\n\"4\",5,\"6\"\n\n \n\n");
  same("note,id,x,y\n\"two\nlines, \"\"quoted\"\"\",1,2,3\n\"\r\n\",4,5,6\nplain,7,8,9\n");
  same("x,y,id\n");
  same("x,y,id");
  io::CsvOptions plain;
  plain.header = false;
  same("1,2,3\n4,5,6\n7,8,9\n", plain, {0, 1}, {2});
  same("1;2;3\n4;5;6\n", {.header = false, .separator = ';'}, {2, 0}, {1});
  same("x,y,id\n1,,3\n", {.empty_is_nan = false});
}

TEST_CASE("csv rows: what is wrong is said as of the whole file", "[io][dataset]") {
  same("");
  same("\n\n");
  same("x,y\n1,2\n");                              // no such column
  same("x,y,id\n1,2,3\n4,5\n7,8,9\n");             // too short
  same("x,y,id\n1,2,3\n4,5,6,7\n");                // too long
  same("x,y,id\n1,2,3\n\n4,5,6\n");                // a blank line between rows
  same("x,y,id\n1,2,3\n4,five,6\n");               // no number
  same("x,y,id\n1,2,3\n4,5,6.5\n");                // no integer
  same("x,y,id\n1,2,3\n4,\"5,6\n7,8,9\n");         // a quote that is not closed
  same("x,y,id\n1,2,3\n4,5\"5,6\n");               // a quote inside a cell
  same("x,y,id\n\"a\n\nb\",2,3\n");                // lines are counted inside quotes too
  same("1,2,3\n4,5,6\n", {}, {"x", "y"}, {"id"});  // no header
  CHECK_THROWS_AS(io::csv_rows("/nonexistent/file.csv", {}, Name{{"id"}}), io::Error);
  File const file("x,y,id\n1,2,3\n");
  CHECK_THROWS_WITH(io::csv_rows(file.path, {}, Pair{{"x"}}), Catch::Contains("expected 2 columns"));
}

TEST_CASE("csv rows: a pipeline", "[io][dataset]") {
  std::string text = "x,y,id\n";
  for (int i = 0; i < 10; ++i) text += std::to_string(i) + ",0.5," + std::to_string(i * i) + "\n";
  File const file(text);
  auto set = io::csv_rows(file.path, {}, Pair{{"y", "x"}}, Name{{"id"}}) | data::batch<4>();
  decltype(set)::element batch;
  std::size_t rows = 0;
  while (set.next(batch)) {
    for (std::size_t i = 0; i < batch.rows; ++i) {
      CHECK(std::get<0>(batch.values).data()[2 * i + 1] == static_cast<float>(rows + i));
      CHECK(std::get<1>(batch.values).data()[i] == static_cast<int>((rows + i) * (rows + i)));
    }
    rows += batch.rows;
  }
  CHECK(rows == 10);
  CHECK(set.cardinality() == data::unknown);
}
