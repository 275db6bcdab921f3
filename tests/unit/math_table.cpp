// SPDX-License-Identifier: MIT
// The table of error bounds in docs/numerics.md is the one that the sweeps check.
#include "support/catch.hpp"
#include "support/math_functions.hpp"

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace tenon_test;

namespace {

std::vector<std::string> cells_of(std::string const& row) {
  std::vector<std::string> cells;
  std::istringstream in(row.substr(1));
  for (std::string cell; std::getline(in, cell, '|');) cells.push_back(cell);
  return cells;
}

/// Rows `| `name`, `name` ... | number | number |`; a row without numbers is exact.
std::map<std::string, std::vector<double>> table() {
  std::ifstream in(TENON_SOURCE_DIR "/docs/numerics.md");
  REQUIRE(in);
  std::map<std::string, std::vector<double>> all;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("| | `float` | `double` |", 0) == 0)
      inside = true;
    else if (line.empty() || line[0] != '|')
      inside = false;
    else if (inside) {
      auto const cells = cells_of(line);
      std::vector<double> bounds;
      for (std::size_t i = 1; i < 3 && i < cells.size(); ++i)
        if (std::istringstream number(cells[i]); true)
          if (double x; number >> x) bounds.push_back(x);
      std::string const& names = cells[0];
      for (std::size_t at = names.find('`'); at != std::string::npos;) {
        std::size_t const end = names.find('`', at + 1);
        all[names.substr(at + 1, end - at - 1)] = bounds;
        at = names.find('`', end + 1);
      }
    }
  }
  return all;
}

template <class F>
void check_row(std::map<std::string, std::vector<double>> const& rows) {
  INFO(F::name);
  auto const row = rows.find(F::name);
  REQUIRE(row != rows.end());
  if (F::bounds[0] <= 0.5)
    CHECK(row->second.empty());
  else
    CHECK(row->second == std::vector<double>(F::bounds, F::bounds + 2));
}

template <class... F>
void check_rows(std::map<std::string, std::vector<double>> const& rows, std::tuple<F...>*) {
  (check_row<F>(rows), ...);
}

}  // namespace

TEST_CASE("the table of docs/numerics.md has the bounds that are tested") {
  auto const rows = table();
  check_rows(rows, static_cast<functions::Unary*>(nullptr));
  check_row<functions::Hypot>(rows);
  check_row<functions::Pow>(rows);
  check_row<functions::Atan2>(rows);
  check_row<functions::Divide>(rows);
}
