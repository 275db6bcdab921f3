// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/json.hpp>
#include <tenon/io/write_file.hpp>
#include <tenon/nn/history.hpp>

#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>

/// Histories as CSV and JSON. Functions are templates only to be compiled by the units that call them. Numbers are the shortest
/// text that gives the same double again.
namespace tenon::nn {

namespace detail {

/// Shortest and exact; what JSON has no number for is `other`.
template <std::floating_point T>
[[gnu::cold, gnu::noinline]] std::string value_text(T x, char const* other = nullptr) {
  if (other != nullptr && !__builtin_isfinite(x)) return other;
  char text[40];
  return std::string(text, std::to_chars(text, text + sizeof text, x).ptr);
}
/// A cell of a CSV, in quotes where it has to be.
[[gnu::cold, gnu::noinline]] inline std::string cell_text(std::string const& text, char separator) {
  if (text.find_first_of(std::string("\"\r\n") + separator) == text.npos) return text;
  std::string out = "\"";
  for (char const c : text) out.append(c == '"' ? 2 : 1, c);
  return out += '"';
}
template <std::same_as<History> H>
[[gnu::cold, gnu::noinline]] std::string csv_header(H const& history, char separator) {
  std::string line = "epoch";
  for (auto const& name : history.names) (line += separator) += cell_text(name, separator);
  return line += '\n';
}
template <std::same_as<History> H>
[[gnu::cold, gnu::noinline]] std::string csv_row(H const& history, std::size_t row, std::size_t epoch, char separator) {
  std::string line = std::to_string(epoch);
  for (auto const& values : history.values) (line += separator) += value_text(values[row]);
  return line += '\n';
}

}  // namespace detail

/// A line of names, "epoch,loss,...", and a line an epoch, from 0.
template <std::same_as<History> H>
[[nodiscard]] std::string csv_of(H const& history, char separator = ',') {
  std::string text = detail::csv_header(history, separator);
  for (std::size_t e = 0; e < history.epochs(); ++e) text += detail::csv_row(history, e, e, separator);
  return text;
}
/// {"loss": [...], ...}, with null for NaN and infinities.
template <std::same_as<History> H>
[[nodiscard]] std::string json_of(H const& history) {
  std::string text = "{";
  for (std::size_t i = 0; i < history.names.size(); ++i) {
    text += (i == 0 ? "" : ",\n ") + io::detail::json_string(history.names[i]) + ": [";
    for (std::size_t e = 0; e < history.values[i].size(); ++e)
      text += (e == 0 ? "" : ", ") + detail::value_text(history.values[i][e], "null");
    text += ']';
  }
  return text += "}\n";
}
/// Write these to files, complete or not at all. Throw io::Error.
template <io::FileName Path>
void save_csv(Path const& file, History const& history, char separator = ',') {
  io::detail::FileWriter::write(file, csv_of(history, separator));
}
template <io::FileName Path>
void save_json(Path const& file, History const& history) {
  io::detail::FileWriter::write(file, json_of(history));
}

}  // namespace tenon::nn
