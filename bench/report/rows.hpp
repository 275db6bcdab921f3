// SPDX-License-Identifier: MIT
#pragma once

#include "json.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>

/// The rows of a run, and how its numbers are written.
namespace report {

struct Peer {
  std::string name;
  double ns = 0;
};

struct Row {
  std::string name;
  double ours = 0, limit_percent = 0, flops = 0;  ///< ns; 0 where the run says nothing
  std::string limit;
  std::vector<Peer> libraries;  ///< the fastest first
  Peer hand;                    ///< the loops written with intrinsics, which are no library

  double ratio() const { return libraries.empty() ? 0 : libraries[0].ns / ours; }
  double peer(std::string const& of) const {
    if (of == "tenon") return ours;
    for (Peer const& p : libraries)
      if (p.name == of) return p.ns;
    return of == hand.name ? hand.ns : 0;
  }
};

/// Rows under one heading: those whose names begin with one of the prefixes.
struct Group {
  char const* file;
  char const* title;
  std::vector<std::string> prefixes;
  std::vector<Row> rows;
};

inline std::vector<Group> groups() {
  return {{"matmul_f32", "Products of matrices, f32", {"matmul_f32_"}, {}},
          {"matmul_f64", "Products of matrices, f64", {"matmul_f64_"}, {}},
          {"elementwise", "Elementwise", {"linear_", "tanh_", "transpose_"}, {}},
          {"functions", "Functions", {"function_"}, {}},
          {"reductions", "Reductions", {"sum_", "huber_", "softmax_", "layer_norm_"}, {}},
          {"convolutions", "Convolutions, pools, attention", {"conv_", "pool_", "attention_"}, {}},
          {"inference", "Inference", {"predict_", "step_"}, {}},
          {"training", "Steps of training", {"train_step_"}, {}},
          {"gradients", "Gradients", {"gradient_", "hvp_"}, {}},
          {"loops", "Loops", {"scan_"}, {}},
          {"batches", "Many small matrices", {"batch_"}, {}},
          {"einsum", "Einsum, beside the best orders by hand", {"einsum_"}, {}},
          {"sparse", "Sparse products", {"sparse_"}, {}},
          {"random", "Random numbers", {"uniform_", "normal_", "randint_", "gamma_"}, {}},
          {"others", "Others", {""}, {}}};
}

/// Numbers stand in the order of their values: `matmul_f32_16` after `matmul_f32_8`.
inline bool natural_less(std::string const& a, std::string const& b) {
  std::size_t i = 0, j = 0;
  auto const digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  while (i < a.size() && j < b.size()) {
    if (digit(a[i]) && digit(b[j])) {
      std::size_t m = i, n = j;
      while (m < a.size() && digit(a[m])) ++m;
      while (n < b.size() && digit(b[n])) ++n;
      if (m - i != n - j) return m - i < n - j;
      if (int const order = a.compare(i, m - i, b, j, n - j); order != 0) return order < 0;
      i = m, j = n;
    } else if (a[i] != b[j]) {
      return a[i] < b[j];
    } else {
      ++i, ++j;
    }
  }
  return a.size() - i < b.size() - j;
}

inline std::string format(char const* form, double value) {
  char text[64];
  std::snprintf(text, sizeof text, form, value);
  return text;
}
/// Three digits.
inline std::string short_number(double value) { return format(value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value); }
inline std::string duration(double ns) {
  if (ns < 999.5) return short_number(ns) + " ns";
  if (ns < 999.5e3) return short_number(ns / 1e3) + " µs";
  return short_number(ns / 1e6) + " ms";
}

/// What a run wrote. A member that is missing or of another kind ends the program with the row's number.
inline std::vector<Row> rows_of(Json const& run, std::string const& file) {
  using Kind = Json::Kind;
  if (!run["rows"].is(Kind::array)) fail(file + ": no array \"rows\", so no file of `./dev bench --json`");
  std::vector<Row> rows;
  for (Json const& from : run["rows"].items) {
    auto const refuse = [&](std::string const& what) { fail(file + ": row " + std::to_string(rows.size()) + ": " + what); };
    Row r;
    if (!from["name"].is(Kind::string) || from["name"].string.empty()) refuse("no string \"name\"");
    r.name = from["name"].string;
    if (!(from["ours_ns"].number > 0)) refuse(r.name + ": \"ours_ns\" is not a number above zero");
    r.ours = from["ours_ns"].number;
    r.limit_percent = from["limit_percent"].number;
    r.limit = from["limit"].string;
    r.flops = from["flops"].number;
    Json const& peers = from["peers"];
    for (std::size_t i = 0; i < peers.keys.size(); ++i) {
      Peer const peer{peers.keys[i], peers.items[i]["ns"].number};
      if (!(peer.ns > 0)) refuse(r.name + ": \"ns\" of " + peer.name + " is not a number above zero");
      peer.name == "intrinsics" || peer.name == "by hand" ? void(r.hand = peer) : r.libraries.push_back(peer);
    }
    std::sort(r.libraries.begin(), r.libraries.end(),
              [](Peer const& a, Peer const& b) { return a.ns != b.ns ? a.ns < b.ns : a.name < b.name; });
    for (Row const& before : rows)
      if (before.name == r.name) refuse("there is another " + r.name);
    rows.push_back(std::move(r));
  }
  if (rows.empty()) fail(file + ": no rows");
  return rows;
}

}  // namespace report
