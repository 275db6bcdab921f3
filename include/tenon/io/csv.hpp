// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/rows.hpp>
#include <tenon/io/csv_text.hpp>
#include <tenon/io/error.hpp>
#include <tenon/io/number.hpp>
#include <tenon/io/read_file.hpp>

#include <concepts>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::io {
namespace detail {

template <class T>
concept ColumnIndex = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;
template <class T>
concept ColumnName = std::constructible_from<std::string, T const&> && !std::integral<T> && !std::same_as<T, std::nullptr_t>;

}  // namespace detail

/// A column of a table, by its name in the header or by its index, which counts from 0.
class Column {
 public:
  template <detail::ColumnName Name>
  Column(Name const& name) : name_(std::string(name)) {}
  Column(std::nullptr_t) = delete;

  template <detail::ColumnIndex Index>
  Column(Index index) : index_(std::in_range<long long>(index) ? static_cast<long long>(index) : -1) {}

  [[nodiscard]] std::optional<std::string> const& name() const noexcept { return name_; }
  [[nodiscard]] long long index() const noexcept { return index_; }

 private:
  std::optional<std::string> name_;
  long long index_ = -1;
};

/// The columns first, first + 1, ... last - 1, for tables too wide to name each.
template <class Columns = std::vector<Column>>
[[nodiscard]] Columns columns(std::size_t first, std::size_t last) {
  Columns range;
  for (auto i = first; i < last; ++i) range.emplace_back(i);
  return range;
}

/// Compared in an assertion, so that a compiler prints both numbers.
template <std::size_t Named, std::size_t RowSize>
inline constexpr bool columns_fill_a_row = Named == RowSize;

/// A whole CSV file in memory, found to be a table; its cells become numbers when a column is asked for.
///
///   auto table = tn::io::read_csv("housing.csv");
///   auto x = table.rows<float, 2>({"MedInc", "HouseAge"});   // data::Rows<float, 2>
///   auto y = table.rows<float, 1>({"medv"});
///
/// Every problem throws io::Error, which names file, line, column, what was found and what was expected. `Text` holds the file.
template <class Text = std::string>
class BasicCsvTable {
 public:
  /// Reads a CSV that is already in memory; `name` stands for the file in messages.
  BasicCsvTable(std::string name, Text text, CsvOptions const& options = {}, detail::CsvPart part = {})
      : csv_(std::move(name), std::move(text), options, part) {
    if (options.header) check_header();
  }

  [[nodiscard]] std::size_t row_count() const noexcept { return csv_.rows() - first_row(); }
  [[nodiscard]] std::size_t column_count() const noexcept { return csv_.columns(); }
  /// Empty for a file without header.
  [[nodiscard]] std::vector<std::string> column_names() const {
    std::vector<std::string> names;
    if (csv_.options().header)
      for (std::size_t c = 0; c < csv_.columns(); ++c) names.push_back(csv_.column_name(c));
    return names;
  }

  /// The named columns as numbers, in the order named.   -> rows x [D...]
  /// Fails to compile unless as many columns are named as a row has values.
  template <class T, std::size_t... D, std::size_t Named>
  [[nodiscard]] data::Rows<T, D...> rows(Column const (&columns)[Named]) const {
    constexpr auto row_size = data::Rows<T, D...>::row_size;
    static_assert(columns_fill_a_row<Named, row_size>, "rows: name as many columns as a row has values");
    if constexpr (Named == row_size)
      return rows<T, D...>(std::span<Column const>(columns));
    else
      return {};
  }

  /// The same for a run-time list of columns, whose number is checked.
  template <class T, std::size_t... D>
  [[nodiscard]] data::Rows<T, D...> rows(std::span<Column const> columns) const {
    using Result = data::Rows<T, D...>;
    auto const indices = find(columns, Result::row_size);
    Result out(row_count());
    for (std::size_t r = 0; r < out.rows(); ++r) {
      auto const row = out.row(r);
      for (std::size_t c = 0; c < row.size(); ++c) read_number(r + first_row(), indices[c], row[c]);
    }
    return out;
  }

  /// All columns as numbers.   -> rows x [D...]
  template <class T, std::size_t... D>
  [[nodiscard]] data::Rows<T, D...> rows() const {
    return rows<T, D...>(io::columns(0, csv_.columns()));
  }

  /// A column as text, quotes resolved.
  [[nodiscard]] std::vector<std::string> strings(Column const& column) const {
    auto const c = find({&column, 1}, 1).front();
    std::vector<std::string> out;
    out.reserve(row_count());
    for (std::size_t r = first_row(); r < csv_.rows(); ++r) out.push_back(csv_.text(r, c));
    return out;
  }

 private:
  std::size_t first_row() const noexcept { return csv_.options().header ? 1 : 0; }

  template <class T>
  void read_number(std::size_t row, std::size_t column, T& value) const {
    auto const fault = detail::parse_number(csv_.inner(row, column), csv_.options().allow_non_finite, value);
    if (fault == detail::NumberFault::none) return;
    if constexpr (std::floating_point<T>)
      if (fault == detail::NumberFault::empty && csv_.options().empty_is_nan) {
        value = std::numeric_limits<T>::quiet_NaN();
        return;
      }
    auto const empty = fault == detail::NumberFault::empty;
    detail::refuse({csv_.place(row, column), ": expected ", detail::number_expected<T>(fault), ", found ",
                    empty ? std::string("an empty cell") : detail::shown(csv_.text(row, column)),
                    row == 0 && !empty ? "; if the first row holds names, set CsvOptions::header" : ""});
  }

  /// The indices of columns, all different, `wanted` in number.
  std::vector<std::size_t> find(std::span<Column const> columns, std::size_t wanted) const {
    if (columns.size() != wanted)
      detail::refuse({csv_.name(), ": expected ", std::to_string(wanted), " columns, as many as a row has values, found ",
                      std::to_string(columns.size())});
    std::vector<std::size_t> indices;
    std::vector<bool> asked(csv_.columns());
    for (auto const& column : columns) {
      auto const c = column.name() ? find_name(*column.name()) : find_index(column.index());
      if (asked[c])
        detail::refuse({csv_.name(), ": expected different columns, found ", csv_.column_label(c), " asked for twice"});
      asked[c] = true;
      indices.push_back(c);
    }
    return indices;
  }

  std::size_t find_index(long long index) const {
    if (index < 0 || static_cast<unsigned long long>(index) >= csv_.columns())
      detail::refuse({csv_.name(), ": there is no column with index ", std::to_string(index), ": ", known_columns()});
    return static_cast<std::size_t>(index);
  }

  std::size_t find_name(std::string_view name) const {
    if (!csv_.options().header)
      detail::refuse({csv_.name(), ": column ", detail::shown(name),
                      " is asked for by name, but the file is read without a header: use an index, or set CsvOptions::header"});
    std::optional<std::size_t> found;
    for (std::size_t c = 0; c < csv_.columns(); ++c) {
      if (csv_.column_name(c) != name) continue;
      if (found)
        detail::refuse({csv_.place(0, c), ": expected a name that stands once in the header, found it with index ",
                        std::to_string(*found), " too: ask for the column by index"});
      found = c;
    }
    if (!found) detail::refuse({csv_.name(), ": line 1: there is no column ", detail::shown(name), ": ", known_columns()});
    return *found;
  }

  /// "expected an index from 0 to 8, or one of the names ..."
  [[gnu::cold]] std::string known_columns() const {
    constexpr std::size_t most = 64;
    std::string known = detail::joined(
        {"the file has ", std::to_string(csv_.columns()), " columns, index 0 to ", std::to_string(csv_.columns() - 1)});
    if (!csv_.options().header) return known;
    for (std::size_t c = 0; c < csv_.columns() && c < most; ++c)
      known += detail::joined({c == 0 ? ": " : ", ", detail::shown(csv_.column_name(c))});
    if (csv_.columns() > most) known += ", ...";
    return known;
  }

  /// Refuses a first row that is plainly data: taken for a header it would be lost in silence. Whole
  /// numbers pass, because data frames number their columns.
  void check_header() const {
    bool fraction = false;
    for (std::size_t c = 0; c < csv_.columns(); ++c) {
      double number = 0;
      auto const cell = csv_.inner(0, c);
      if (detail::parse_number(cell, false, number) != detail::NumberFault::none) return;
      fraction = fraction || cell.find_first_of(".-eE") != std::string_view::npos;
    }
    if (fraction)
      detail::refuse({csv_.place(0, 0), ": expected a header with names, found a row of numbers that begins with ",
                      detail::shown(csv_.text(0, 0)), ": set CsvOptions::header to false"});
  }

  detail::CsvText<Text> csv_;
};
using CsvTable = BasicCsvTable<>;

/// Reads a CSV file. Throws Error if it cannot be read or is not a table with equally long rows.
template <FileName Path>
[[nodiscard]] CsvTable read_csv(Path const& path, CsvOptions const& options = {}) {
  return CsvTable(path, detail::read_file(path), options);
}

}  // namespace tenon::io
