// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/error.hpp>
#include <tenon/io/number.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::io {

/// How a CSV file is written, and what its numbers may be.
struct CsvOptions {
  bool header = true;             ///< the first row holds the names of the columns
  char separator = ',';           ///< between cells; spaces around a number are ignored anyway
  char quote = '"';               ///< around a cell, doubled inside it; '\0' when quotes mean nothing
  bool allow_non_finite = false;  ///< read "nan" and "inf" as numbers, instead of refusing the file
  bool empty_is_nan = false;      ///< read an empty cell of a floating column as NaN
};

namespace detail {

/// Where a text stands in a larger file whose first row it begins with: `lines` of the file lie between its first `first_row`
/// bytes and the rest.
struct CsvPart {
  std::size_t first_row = 0;
  std::size_t lines = 0;
};

/// The cells of a CSV text: where each begins and ends, row after row, all rows equally long.
/// Cells are quoted as in RFC 4180; a line ends in LF, CRLF or CR; a UTF-8 byte order mark and blank
/// lines at the end are skipped. Throws Error where the text is not such a table. `Text` holds it.
template <class Text = std::string>
class CsvText {
 public:
  CsvText(std::string name, Text text, CsvOptions const& options, CsvPart part = {})
      : name_(std::move(name)), text_(std::move(text)), options_(options), part_(part) {
    char const separator = options.separator;
    char const quote = options.quote;
    if (separator == '\n' || separator == '\r' || separator == '\0' || separator == quote || quote == '\n' || quote == '\r')
      refuse({name_, ": the separator and the quote must differ from each other and from line ends"});
    for (char const c : {separator, quote, '\n', '\r'}) stops_[static_cast<unsigned char>(c)] = true;
    if (quote == '\0') stops_[0] = false;
    for (char const c : {' ', '\t'})
      if (c != separator) blanks_ += c;
    scan();
  }

  std::string const& name() const noexcept { return name_; }
  CsvOptions const& options() const noexcept { return options_; }
  std::size_t columns() const noexcept { return columns_; }
  /// The number of rows, the header among them.
  std::size_t rows() const noexcept { return rows_; }

  /// A cell without its quotes; quotes inside are still doubled, which no number minds.
  std::string_view inner(std::size_t row, std::size_t column) const noexcept {
    auto const cell = raw(row, column);
    return is_quoted(cell) ? cell.substr(1, cell.size() - 2) : cell;
  }

  /// A cell as it was meant.
  [[gnu::cold]] std::string text(std::size_t row, std::size_t column) const {
    std::string out(inner(row, column));
    if (is_quoted(raw(row, column)))
      for (auto at = out.find(options_.quote); at != std::string::npos; at = out.find(options_.quote, at + 1)) out.erase(at, 1);
    return out;
  }

  /// The name of a column in the header, without spaces around it.
  [[gnu::cold]] std::string column_name(std::size_t column) const { return std::string(trimmed(text(0, column))); }

  /// `column "MedInc" (index 0)`, or `column index 0` in a file without header.
  [[gnu::cold]] std::string column_label(std::size_t column) const {
    auto const index = std::to_string(column);
    if (!options_.header || column >= columns_) return joined({"column index ", index});
    return joined({"column ", shown(column_name(column)), " (index ", index, ")"});
  }

  /// `file.csv: line 7, column "MedInc" (index 0)`
  [[gnu::cold]] std::string place(std::size_t row, std::size_t column) const {
    return place_at(cells_[row * columns_ + column].begin, column);
  }

 private:
  struct Cell {
    std::size_t begin;
    std::size_t end;
  };

  std::string_view raw(std::size_t row, std::size_t column) const noexcept {
    auto const [begin, end] = cells_[row * columns_ + column];
    return std::string_view(text_).substr(begin, end - begin);
  }

  bool is_quoted(std::string_view cell) const noexcept {
    return options_.quote != '\0' && !cell.empty() && cell.front() == options_.quote;
  }

  /// Counted only when an error needs it.
  [[gnu::cold]] std::string line_at(std::size_t offset) const {
    std::size_t line = 1 + (offset >= part_.first_row ? part_.lines : 0);
    for (std::size_t i = 0; i < offset; ++i)
      if (text_[i] == '\n' || (text_[i] == '\r' && (i + 1 == text_.size() || text_[i + 1] != '\n'))) ++line;
    return "line " + std::to_string(line);
  }

  [[gnu::cold]] std::string place_at(std::size_t offset, std::size_t column) const {
    return joined({name_, ": ", line_at(offset), ", ", column_label(column)});
  }

  void scan() {
    std::string_view const text = text_;
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
      refuse({name_, ": line 1: found UTF-16 text, expected ASCII or UTF-8: save the file as UTF-8"});
    std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
    if (!is_blank_from(at))
      while (at < text_.size()) at = scan_row(at);
    if (rows_ == 0) refuse({name_, ": the file is empty: expected ", options_.header ? "a header" : "rows"});
  }

  /// Reads the row that begins at `begin`; returns where the next one begins.
  std::size_t scan_row(std::size_t begin) {
    auto const before = cells_.size();
    std::size_t at = begin;
    for (bool more = true; more;) {
      auto const end = scan_cell(at, cells_.size() - before);
      cells_.push_back({at, end});
      more = end < text_.size() && text_[end] == options_.separator;
      at = more ? end + 1 : end;
    }
    auto const count = cells_.size() - before;
    auto const row = std::string_view(text_).substr(begin, at - begin);
    if (count == 1 && columns_ != 1 && trimmed(row).empty()) {  // where there is one column, it is an empty cell
      if (!is_blank_from(at)) refuse({name_, ": ", line_at(begin), ": expected a row, found a blank line"});
      cells_.resize(before);
      return text_.size();
    }
    if (columns_ == 0) columns_ = count;
    if (count != columns_) refuse_row(begin, row, before, count);
    ++rows_;
    if (at < text_.size() && text_[at] == '\r') ++at;
    if (at < text_.size() && text_[at] == '\n') ++at;
    return at;
  }

  /// Returns the end of the cell that begins at `begin`: a separator, a line end or the end of the text.
  std::size_t scan_cell(std::size_t begin, std::size_t column) const {
    char const quote = options_.quote;
    auto at = begin;
    if (quote == '\0' || at == text_.size() || text_[at] != quote) {
      while (at < text_.size() && !stops_[static_cast<unsigned char>(text_[at])]) ++at;
      if (at < text_.size() && quote != '\0' && text_[at] == quote)
        refuse({place_at(begin, column), ": expected no quote inside a cell that does not begin with one, found ",
                shown(line_from(begin)), ": if quotes mean nothing here, set CsvOptions::quote to '\\0'"});
      return at;
    }
    for (++at;; ++at) {  // at the character after a quote
      at = text_.find(quote, at);
      if (at == Text::npos)
        refuse({place_at(begin, column), ": expected a closing quote, found none until the end of the file; it opens at ",
                shown(line_from(begin))});
      if (++at == text_.size() || text_[at] != quote) break;
    }
    if (at < text_.size() && !stops_[static_cast<unsigned char>(text_[at])])
      refuse({place_at(at, column), ": expected a separator or the end of the line after a closing quote, found ",
              shown(line_from(at)), "; the quote opens on ", line_at(begin)});
    return at;
  }

  [[noreturn, gnu::cold]] void refuse_row(std::size_t begin, std::string_view row, std::size_t before, std::size_t count) const {
    auto const first = cells_[before + (count > columns_ ? columns_ : 0)];
    auto const fault =
        count < columns_
            ? joined({column_label(count), " is missing"})
            : joined({"no column for ", shown(std::string_view(text_).substr(first.begin, first.end - first.begin))});
    refuse({name_, ": ", line_at(begin), ": the row is too ", count < columns_ ? "short" : "long", ": expected ",
            std::to_string(columns_), " cells, as in the ", options_.header ? "header" : "first row", ", found ",
            std::to_string(count), "; ", fault, "; the row is ", shown(row)});
  }

  bool is_blank_from(std::size_t at) const noexcept { return text_.find_first_not_of(blanks_, at) == Text::npos; }

  std::string_view line_from(std::size_t at) const noexcept {
    return std::string_view(text_).substr(at, text_.find_first_of("\r\n", at) - at);
  }

  std::string name_;
  Text text_;
  CsvOptions options_;
  CsvPart part_;
  std::array<bool, 256> stops_{};
  std::string blanks_ = "\r\n";
  std::vector<Cell> cells_;
  std::size_t columns_ = 0;
  std::size_t rows_ = 0;
};

}  // namespace detail
}  // namespace tenon::io
