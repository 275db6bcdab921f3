// SPDX-License-Identifier: MIT
#pragma once

#include "rows.hpp"

#include <cmath>

/// Drawings as SVG: coordinates with one decimal, so that a file changes where its numbers do.
namespace report {

inline std::string escaped(std::string const& text) {
  std::string out;
  for (char const c : text) out += c == '<' ? "&lt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
  return out;
}

class Svg {
 public:
  Svg(double width, double height) {
    text_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + format("%.0f", width) + " " + format("%.0f", height) +
            "\" width=\"" + format("%.0f", width) + "\" font-family=\"sans-serif\" font-size=\"12\">\n" +
            "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
  }
  void bar(double x, double y, double width, double height, char const* colour) {
    text_ += "<rect" + at("x", x) + at("y", y) + at("width", width) + at("height", height) + " fill=\"" + colour + "\"/>\n";
  }
  void line(double x1, double y1, double x2, double y2, char const* colour) {
    text_ += "<line" + at("x1", x1) + at("y1", y1) + at("x2", x2) + at("y2", y2) + " stroke=\"" + colour + "\"/>\n";
  }
  void curve(std::vector<std::pair<double, double>> const& points, char const* colour, double width) {
    text_ +=
        "<polyline fill=\"none\" stroke=\"" + std::string(colour) + "\" stroke-width=\"" + format("%.1f", width) + "\" points=\"";
    for (auto const& [x, y] : points) text_ += format("%.1f,", x) + format("%.1f ", y);
    text_.back() = '"';
    text_ += "/>\n";
  }
  void label(double x, double y, char const* anchor, std::string const& what, char const* colour = "#222") {
    text_ += "<text" + at("x", x) + at("y", y) + " text-anchor=\"" + anchor + "\" fill=\"" + colour + "\">" + escaped(what) +
             "</text>\n";
  }
  std::string finished() const { return text_ + "</svg>\n"; }

 private:
  std::string text_;
  static std::string at(char const* name, double value) { return std::string(" ") + name + "=\"" + format("%.1f", value) + "\""; }
};

constexpr char const* faster = "#2a7f62";
constexpr char const* slower = "#c8553d";
constexpr char const* grey = "#bbb";

/// A bar a row: how many times as fast as the best library we are, on a scale of powers of two. Rows without one are left out.
inline std::string ratios(std::vector<Row> const& rows) {
  std::size_t count = 0, longest = 0;
  double least = 0.5, most = 2;
  for (Row const& r : rows)
    if (r.ratio() > 0) {
      ++count;
      longest = std::max(longest, r.name.size());
      least = std::min(least, r.ratio()), most = std::max(most, r.ratio());
    }
  if (count == 0) return "";
  double const low = std::floor(std::log2(least)), high = std::ceil(std::log2(most));
  double const left = 20 + 6.6 * static_cast<double>(longest), right = 150, width = 760,
               scale = (width - left - right) / (high - low);
  auto const x = [&](double ratio) { return left + (std::log2(ratio) - low) * scale; };
  double const height = 40 + 18 * static_cast<double>(count);
  Svg svg(width, height);
  int const step = high - low > 10 ? 2 : 1;  // of the scale's marks
  for (int e = static_cast<int>(low); e <= static_cast<int>(high); e += step) {
    double const mark = std::exp2(e);
    svg.line(x(mark), 26, x(mark), height - 8, "#eee");
    svg.label(x(mark), 18, "middle", format(mark < 1 ? "%.3g" : "%.0f", mark));
  }
  svg.line(x(1), 22, x(1), height - 8, "#555");
  double y = 30;
  for (Row const& r : rows) {
    if (r.ratio() <= 0) continue;
    bool const wins = r.ratio() >= 1;
    svg.label(left - 8, y + 11, "end", r.name);
    svg.bar(std::min(x(1), x(r.ratio())), y, std::abs(x(r.ratio()) - x(1)), 13, wins ? faster : slower);
    svg.label(std::max(x(1), x(r.ratio())) + 5, y + 11, "start", short_number(r.ratio()) + " " + r.libraries[0].name, "#555");
    y += 18;
  }
  return svg.finished();
}

/// The rows PREFIXn, one number n and nothing else, as curves of GFLOP/s over n: everybody who was measured, and the limit.
/// Nothing where they are fewer than three.
inline std::string curves(std::vector<Row> const& rows, std::string const& prefix) {
  constexpr char const* colours[] = {"#3b6ea8", "#b8860b", "#7a5195", "#888888", "#c8553d", "#4c9a9a", "#a05d3b", "#555555"};
  std::vector<std::pair<double, Row const*>> all;
  std::vector<std::string> names;
  double most = 0;
  auto const rate = [](Row const& r, double ns) { return ns > 0 ? r.flops / ns : 0; };
  for (Row const& r : rows) {
    std::string const rest = r.name.rfind(prefix, 0) == 0 ? r.name.substr(prefix.size()) : "";
    if (rest.empty() || rest.find_first_not_of("0123456789") != rest.npos || !(r.flops > 0)) continue;
    all.emplace_back(std::atof(rest.c_str()), &r);
    most = std::max({most, rate(r, r.ours), r.limit_percent > 0 ? rate(r, r.ours) * 100 / r.limit_percent : 0});
    for (Peer const& p : r.libraries) {
      if (std::find(names.begin(), names.end(), p.name) == names.end()) names.push_back(p.name);
      most = std::max(most, rate(r, p.ns));
    }
  }
  if (all.size() < 3) return "";
  std::sort(names.begin(), names.end());
  double const left = 50, right = 110, top = 16, bottom = 40, width = 760, height = 340;
  double const first = std::log2(all.front().first), last = std::log2(all.back().first);
  auto const x = [&](double n) { return left + (std::log2(n) - first) / (last - first) * (width - left - right); };
  auto const y = [&](double gflops) { return height - bottom - gflops / most * (height - top - bottom); };
  Svg svg(width, height);
  double const step =
      std::pow(10, std::floor(std::log10(most))) / (most < 3 * std::pow(10, std::floor(std::log10(most))) ? 2 : 1);
  for (double g = 0; g <= most; g += step) {
    svg.line(left, y(g), width - right, y(g), "#eee");
    svg.label(left - 6, y(g) + 4, "end", format("%.3g", g));
  }
  for (auto const& [n, r] : all)
    if (n >= 8 || n == 2 || n == 4) svg.label(x(n), height - bottom + 18, "middle", format("%.0f", n));
  svg.label(left, height - 6, "start", "n of n by n; GFLOP/s", "#555");
  double entry = top + 10;
  auto const draw = [&](std::string const& name, char const* colour, double thick, auto const& value) {
    std::vector<std::pair<double, double>> points;
    for (auto const& [n, r] : all)
      if (double const v = value(*r); v > 0) points.emplace_back(x(n), y(v));
    if (points.size() < 2) return;
    svg.curve(points, colour, thick);
    svg.line(width - right + 12, entry - 4, width - right + 30, entry - 4, colour);
    svg.label(width - right + 36, entry, "start", name);
    entry += 18;
  };
  draw("limit", grey, 1, [&](Row const& r) { return r.limit_percent > 0 ? rate(r, r.ours) * 100 / r.limit_percent : 0; });
  std::size_t next = 0;
  for (std::string const& name : names)
    draw(name, colours[next++ % std::size(colours)], 1.5, [&](Row const& r) { return rate(r, r.peer(name)); });
  draw("tenon", faster, 3, [&](Row const& r) { return rate(r, r.ours); });
  return svg.finished();
}

}  // namespace report
