// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/fail.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

namespace tenon::data {

/// A run-time number of rows of static shape in memory that somebody else owns: read only,
/// contiguous, row-major, of any alignment.   rows x [D...]
/// With D empty a row is one value. Allocates nothing. Indices are checked: a bad one ends the program.
template <class T, std::size_t... D>
class RowsView {
  static_assert(((D > 0) && ...), "RowsView: every axis of a row needs at least one element");

 public:
  using value_type = T;
  static constexpr std::size_t row_size = (std::size_t{1} * ... * D);
  static constexpr std::array<std::size_t, sizeof...(D)> row_shape{D...};

  constexpr RowsView() noexcept = default;

  /// `rows` rows that start at `data`.
  constexpr RowsView(T const* data, std::size_t rows) noexcept : data_(data), rows_(rows) {
    if (!__builtin_is_constant_evaluated() && data == nullptr && rows != 0)
      detail::fail("RowsView: no data for these rows", {"rows", rows});
  }

  /// All of `values`, whose number must be a multiple of row_size.
  explicit constexpr RowsView(std::span<T const> values) noexcept : data_(values.data()), rows_(values.size() / row_size) {
    if (values.size() % row_size != 0)
      detail::fail("RowsView: the values do not fill whole rows", {"values", values.size()}, {"row size", row_size});
  }

  [[nodiscard]] constexpr std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return rows_ == 0; }
  [[nodiscard]] constexpr T const* data() const noexcept { return data_; }

  /// Every value, row after row.
  [[nodiscard]] constexpr std::span<T const> values() const noexcept { return {data_, rows_ * row_size}; }

  /// Row i, 0 <= i < rows().
  [[nodiscard]] constexpr std::span<T const, row_size> row(std::size_t i) const noexcept {
    if (i >= rows_) detail::fail("RowsView::row: no such row", {"index", i}, {"rows", rows_});
    return std::span<T const, row_size>(data_ + i * row_size, row_size);
  }

  /// Rows first, first + 1, ... last - 1 (first <= last <= rows()), without copying.
  [[nodiscard]] constexpr RowsView slice(std::size_t first, std::size_t last) const noexcept {
    if (last > rows_) detail::fail("slice: the end is behind the last row", {"end", last}, {"rows", rows_});
    if (first > last) detail::fail("slice: the begin is behind the end", {"begin", first}, {"end", last});
    return RowsView(data_ + first * row_size, last - first);
  }

 private:
  T const* data_ = nullptr;
  std::size_t rows_ = 0;
};

}  // namespace tenon::data
