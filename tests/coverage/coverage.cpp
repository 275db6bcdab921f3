// SPDX-License-Identifier: MIT
// The table of docs/coverage.md is what the code says, and every public function has a row.
#include "coverage.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

using tenon_test::Row;
using tenon_test::Rows;

namespace {

std::string const page = TENON_SOURCE_DIR "/docs/coverage.md";
std::string const begin = "<!-- what follows is written by ./dev coverage -->\n",
                  end = "<!-- end of what ./dev coverage writes -->\n";

/// All families, asked once.
std::map<std::string, Rows> const& families() {
  static std::map<std::string, Rows> const all = [] {
    std::map<std::string, Rows> r;
    for (auto const& [title, family] : tenon_test::Family::all()) family->fill(r[title]);
    return r;
  }();
  return all;
}

/// A row's name as a page shows it: the function as code, where a bar does not end the cell.
std::string shown(std::string const& name) {
  auto const blank = std::min(name.find(' '), name.size());
  std::string s = "`" + name.substr(0, blank) + "`" + name.substr(blank);
  for (auto at = s.find('|'); at != std::string::npos; at = s.find('|', at + 2)) s.insert(at, 1, '\\');
  return s;
}

std::string table() {
  std::string s;
  for (auto const& [title, rows] : families()) {
    s += "\n| " + title +
         " | f32 | f64 | ints | bool | constexpr | gradient | traced | SIMD |\n|---|---|---|---|---|---|---|---|---|\n";
    for (Row const& r : rows) {
      s += "| " + shown(r.name);
      for (auto const* cell : {&r.f32, &r.f64, &r.ints, &r.boolean, &r.constant, &r.gradient, &r.traced, &r.simd})
        s += " | " + *cell;
      s += " |\n";
    }
  }
  return s + "\n";
}

std::string read(std::filesystem::path const& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The functions of a header that users call: at the left edge, in namespace tenon itself, with a result to be deduced.
void public_functions(std::string const& header, std::set<std::string>& names) {
  std::istringstream in(header);
  int depth = 0;  // of namespaces
  bool macro = false;
  for (std::string line; std::getline(in, line);) {
    bool const continued = macro;
    macro = line.ends_with('\\');
    if (continued || line.starts_with("#")) continue;
    int const levels = 1 + static_cast<int>(std::count(line.begin(), line.end(), ':')) / 2;
    bool const opens = line.starts_with("namespace ") || line.starts_with("inline namespace ");
    if (opens && line.ends_with("{")) depth += levels;
    if (line.starts_with("}  // namespace")) depth -= levels;
    std::string const head = "constexpr auto ";
    if (depth != 1 || !line.starts_with(head)) continue;
    std::string const name = line.substr(head.size(), line.find('(') - head.size());
    names.insert(name);
  }
}

}  // namespace

TEST_CASE("coverage: every public function of the language has a row") {
  // What is no operation on tensors, and why.
  std::set<std::string> const exceptions{
      "apply",  // how the front ends are called
  };
  std::set<std::string> functions, rows;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(TENON_SOURCE_DIR "/include/tenon/op"))
    if (entry.path().extension() == ".hpp") public_functions(read(entry.path()), functions);
  for (auto const& [title, family] : families())
    for (Row const& r : family) rows.insert(r.name.substr(0, r.name.find(' ')));
  CHECK(functions.size() > 100);
  for (std::string const& name : functions) {
    INFO(name << " is a public function without a row: add ROW(\"" << name << "\", ...) to a file of tests/coverage");
    CHECK((rows.contains(name) != exceptions.contains(name)));
  }
  for (std::string const& name : rows) {
    INFO(name << " has a row and is no function of include/tenon/op");
    CHECK(functions.contains(name));
  }
}

TEST_CASE("coverage: docs/coverage.md is what the code says") {
  std::string const text = read(page);
  auto const from = text.find(begin), to = text.find(end);
  REQUIRE(from != std::string::npos);
  REQUIRE(to != std::string::npos);
  std::string const now = table();
  if (std::getenv("TENON_WRITE_COVERAGE") != nullptr) {
    std::ofstream(page) << text.substr(0, from) << begin << now << text.substr(to);
    WARN("docs/coverage.md written");
    return;
  }
  INFO("./dev coverage writes the table anew");
  std::string const there = text.substr(from + begin.size(), to - from - begin.size());
  bool const same = there == now;
  if (!same) {
    std::istringstream a(there), b(now);
    std::string p, q;
    do {
      p.clear(), q.clear();
      std::getline(a, p);
      std::getline(b, q);
    } while (p == q);
    INFO("first difference\n  the page: " << p << "\n  the code: " << q);
    CHECK(same);
  }
}
