// SPDX-License-Identifier: MIT
// Whatever the bytes, reading a CSV ends with a whole table or an io::Error.
#include "support/catch.hpp"

#include <tenon/data/mt19937.hpp>
#include <tenon/io/csv.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace tenon::io;

namespace {

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : bits_(seed) {}

  std::size_t below(std::size_t n) { return bits_() % n; }

  /// A few bytes changed, removed, added, doubled or cut off.
  std::string operator()(std::string text) {
    static constexpr char bytes[] = "\",;\n\r\t +-.019eEnaif\0\xff\xef\xbb\xbf";
    constexpr std::string_view alphabet(bytes, sizeof bytes - 1);
    for (auto left = 1 + below(4); left > 0 && !text.empty(); --left) {
      auto const at = below(text.size());
      auto const c = alphabet[below(alphabet.size())];
      auto const from = below(text.size());
      auto const count = 1 + below(30);
      switch (below(5)) {
        case 0: text[at] = c; break;
        case 1: text.erase(at, 1 + count % 4); break;
        case 2: text.insert(at, 1 + count % 3, c); break;
        case 3: text.insert(at, text.substr(from, count)); break;
        default: text.resize(at); break;
      }
    }
    return text;
  }

 private:
  tenon::data::Mt19937 bits_;
};

}  // namespace

TEST_CASE("csv: any mutation of a small file gives a whole table or an io::Error") {
  std::string const seeds[] = {
      "MedInc,HouseAge,\"a \"\"b\"\"\"\n8.3252,41.0,-1e-3\n7.2,+52,\"3.5\"\n 1 ,2,3\n",
      "1;2.5;3\r\n4;5e2;6\r\n7;8;9",
      "\xef\xbb\xbfx,y,z\n\"1\n\",2,3\n4,5,\"6\"\n\n",
  };
  std::size_t tables = 0;
  std::size_t refused = 0;
  for (std::uint32_t seed = 0; seed < 20000; ++seed) {
    Mutator mutate(seed);
    auto const text = mutate(seeds[seed % 3]);
    CsvOptions options;
    options.header = mutate.below(3) != 0;
    options.separator = ",,,;\t"[mutate.below(5)];
    options.quote = mutate.below(8) == 0 ? '\0' : '"';
    options.allow_non_finite = mutate.below(2) == 0;
    options.empty_is_nan = mutate.below(2) == 0;
    INFO("seed " << seed);
    try {
      CsvTable const table("fuzz.csv", text, options);
      REQUIRE(table.column_count() > 0);
      for (std::size_t c = 0; c < table.column_count(); ++c) REQUIRE(table.strings(c).size() == table.row_count());
      auto const x = table.rows<double, 3>();
      REQUIRE(x.rows() == table.row_count());
      if (!options.allow_non_finite && !options.empty_is_nan)
        for (double const value : x.values()) REQUIRE(std::isfinite(value));
      ++tables;
    } catch (Error const& error) {
      REQUIRE(std::string_view(error.what()).starts_with("fuzz.csv: "));
      REQUIRE(std::string_view(error.what()).find('\n') == std::string_view::npos);
      ++refused;
    }
  }
  CHECK(tables > 500);
  CHECK(refused > 5000);
}

TEST_CASE("csv: every beginning of a file gives a whole table or an io::Error") {
  std::string const text = "a,\"b\"\r\n1,\"2\"\r\n\"3\",4\r\n";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    try {
      CsvTable const table("fuzz.csv", text.substr(0, length));
      auto const x = table.rows<int, 2>();
      REQUIRE(x.rows() == table.row_count());
    } catch (Error const& error) {
      REQUIRE(std::string_view(error.what()).starts_with("fuzz.csv: "));
    }
  }
}
