// SPDX-License-Identifier: MIT
// tenon_bench_report FILE DIRECTORY   Writes DIRECTORY/benchmarks.md and its drawings, DIRECTORY/benchmarks/*.svg, from what
// `./dev bench --json FILE` wrote. Needs nothing but the C++ library.
#include "plot.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

using report::duration;
using report::format;
using report::Json;
using report::Row;
using report::short_number;

std::string read(std::string const& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in || text.str().empty()) report::fail("cannot read " + path);
  return text.str();
}
void write(std::filesystem::path const& path, std::string const& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) report::fail("cannot write " + path.string());
}

/// Where and how the run was made. Members that it does not have are left out.
std::string machine(Json const& m) {
  std::string out = m["cpu"].string.empty() ? "Machine unknown" : m["cpu"].string;
  for (char const* const name : {"instructions", "compiler", "flags"})
    if (!m[name].string.empty()) out += ", " + m[name].string;
  out += ". ";
  if (m["f32_gflops"].number > 0)
    out += "Multiply-adds in registers: " + format("%.0f", m["f32_gflops"].number) + " GFLOP/s in f32, " +
           format("%.0f", m["f64_gflops"].number) + " in f64. ";
  if (Json const& rates = m["bytes_per_second"]; !rates.keys.empty()) {
    out += "Memory, read or copied again and again: ";
    for (std::size_t i = 0; i < rates.keys.size(); ++i)
      out += (i == 0 ? "" : ", ") + format("%.0f", rates.items[i].number / 1e9) + " GB/s in " + rates.keys[i];
    out += ". ";
  }
  if (auto const& load = m["load"].items; load.size() == 2 && m["processors"].number > 0) {
    double const before = load[0].number, after = load[1].number, processors = m["processors"].number;
    out += "The machine has " + format("%.0f", processors) + " processors; its load was " + format("%.1f", before) +
           " before and " + format("%.1f", after) + " after the run, ours included";
    out += after > 1.3 || before > 0.3 ? ": **other programs were running**, so small differences say nothing. " : ". ";
  }
  if (m["quick"].number != 0) out += "**A quick run: a look, not a measurement.**";
  while (out.back() == ' ') out.pop_back();
  if (Json const& libraries = m["libraries"]; !libraries.keys.empty()) {
    out += "\n\nPeers: ";
    for (std::size_t i = 0; i < libraries.keys.size(); ++i)
      out +=
          (i == 0 ? "" : ", ") + libraries.keys[i] + (libraries.items[i].string.empty() ? "" : " ") + libraries.items[i].string;
    out += ".";
  }
  return out + "\n";
}

std::string link(std::string const& file) { return "\n![](benchmarks/" + file + ".svg)\n"; }

std::string table(std::vector<Row> const& rows) {
  auto const any = [&](auto const& has) { return std::any_of(rows.begin(), rows.end(), has); };
  bool const flops = any([](Row const& r) { return r.flops > 0; }), hand = any([](Row const& r) { return r.hand.ns > 0; });
  bool const limit = any([](Row const& r) { return r.limit_percent > 0; });
  std::string out = "\n| work | Tenon |";
  std::string rule = "\n|---|--:|";
  auto const column = [&](bool there, char const* title, char const* form) {
    if (there) out += std::string(" ") + title + " |", rule += form;
  };
  column(flops, "GFLOP/s", "--:|");
  column(true, "best peer", "---|");
  column(true, "takes", "--:|");
  column(true, "times as fast", "--:|");
  column(hand, "by hand, takes", "--:|");
  column(limit, "% of the limit", "--:|");
  column(limit, "limit", "---|");
  out += rule + "\n";
  for (Row const& r : rows) {
    bool const peer = !r.libraries.empty(), loses = peer && r.ratio() < 0.995;
    out += "| `" + r.name + "` | " + duration(r.ours) + " |";
    if (flops) out += r.flops > 0 ? " " + short_number(r.flops / r.ours) + " |" : " |";
    out += peer ? " " + r.libraries[0].name + " | " + duration(r.libraries[0].ns) + " | " + (loses ? "**" : "") +
                      short_number(r.ratio()) + (loses ? "**" : "") + " |"
                : std::string(" | | |");
    if (hand) out += r.hand.ns > 0 ? " " + duration(r.hand.ns) + " |" : " |";
    if (limit) out += r.limit_percent > 0 ? " " + format("%.0f", r.limit_percent) + " | " + r.limit + " |" : std::string(" | |");
    out += "\n";
  }
  return out;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: tenon_bench_report FILE DIRECTORY\n", stderr);
    return 2;
  }
  std::string const file = arguments[1];
  std::filesystem::path const directory = arguments[2];
  std::string const text = read(file);
  Json const run = report::JsonParser(file, text).parse();
  auto const rows = report::rows_of(run, file);

  auto groups = report::groups();
  std::vector<Row> lost;
  std::size_t compared = 0;
  for (Row const& r : rows) {
    compared += !r.libraries.empty();
    if (!r.libraries.empty() && r.ratio() < 0.995) lost.push_back(r);
    for (auto& g : groups)
      if (std::any_of(g.prefixes.begin(), g.prefixes.end(), [&](auto const& p) { return r.name.rfind(p, 0) == 0; })) {
        g.rows.push_back(r);
        break;
      }
  }
  std::string page =
      "# Benchmarks\n\n<!-- Written by `./dev bench --report`; what is changed here is lost. -->\n\n" + machine(run["machine"]) +
      "\nAll contestants of a row computed the same from the same data and took turns in random order, in one process and on one "
      "thread. Times are\nmedians; \"times as fast\" is the best peer's time divided by Tenon's, in bold where that peer is "
      "faster. "
      "The limit is what the machine was\nmeasured to allow in the same run: \"fma peak\" multiply-adds in registers, \"roof\" "
      "those "
      "or the bytes moved, \"intrinsics\" loops that were\nwritten by hand for this job, \"value\" the function of which the row "
      "is "
      "the gradient. [How it is measured](speed.md).\n";
  page += "\nOf " + std::to_string(compared) + " rows with a peer Tenon is behind in " + std::to_string(lost.size()) + ".\n";

  std::error_code error;
  std::filesystem::create_directories(directory / "benchmarks", error);
  if (error) report::fail("cannot make " + (directory / "benchmarks").string() + ": " + error.message());
  if (!lost.empty()) {
    std::sort(lost.begin(), lost.end(), [](Row const& a, Row const& b) { return a.ratio() < b.ratio(); });
    page += "\n## Where a peer is faster\n" + table(lost);
  }
  for (auto& g : groups) {
    if (g.rows.empty()) continue;
    std::sort(g.rows.begin(), g.rows.end(), [](Row const& a, Row const& b) { return report::natural_less(a.name, b.name); });
    page += std::string("\n## ") + g.title + "\n";
    if (std::string const drawn = report::curves(g.rows, g.prefixes[0]); !drawn.empty()) {
      write(directory / "benchmarks" / (std::string(g.file) + "_rates.svg"), drawn);
      page += link(std::string(g.file) + "_rates");
    }
    if (std::string const drawn = report::ratios(g.rows); !drawn.empty()) {
      write(directory / "benchmarks" / (std::string(g.file) + ".svg"), drawn);
      page += link(g.file);
    }
    page += table(g.rows);
  }
  write(directory / "benchmarks.md", page);
  return 0;
}
