// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/aligned_buffer.hpp>
#include <tenon/data/rows_view.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <span>

namespace tenon::data {

/// A data set: a run-time number of rows of static shape, owned, contiguous, row-major, on a 64-byte
/// boundary.   rows x [D...]
/// With D empty a row is one value. Indices and sizes are checked: a bad one ends the program.
/// Example: Rows<float, 8> features, Rows<float, 1> target, Rows<std::uint8_t, 28, 28> images.
template <class T, std::size_t... D>
class Rows {
  static_assert(((D > 0) && ...), "Rows: every axis of a row needs at least one element");

 public:
  using value_type = T;
  using View = RowsView<T, D...>;
  static constexpr std::size_t row_size = View::row_size;
  static constexpr std::array<std::size_t, sizeof...(D)> row_shape{D...};

  Rows() noexcept = default;

  /// `rows` rows of zeros.
  explicit Rows(std::size_t rows) : buffer_(checked_size(rows)) {}

  /// A copy of a vector, array or span, row after row; its size must be a multiple of row_size.
  explicit Rows(std::span<T const> values) : Rows(View(values)) {}

  /// A copy of what is viewed.
  explicit Rows(View view) : buffer_(view.data(), view.rows() * row_size) {}

  /// A function that takes a RowsView takes Rows too.
  operator View() const noexcept { return View(data(), rows()); }
  [[nodiscard]] View view() const& noexcept { return *this; }
  View view() const&& = delete;

  [[nodiscard]] std::size_t rows() const noexcept { return buffer_.size() / row_size; }
  [[nodiscard]] bool empty() const noexcept { return buffer_.size() == 0; }
  [[nodiscard]] T* data() noexcept { return buffer_.data(); }
  [[nodiscard]] T const* data() const noexcept { return buffer_.data(); }

  /// Every value, row after row.
  [[nodiscard]] std::span<T> values() & noexcept { return {data(), buffer_.size()}; }
  [[nodiscard]] std::span<T const> values() const& noexcept { return {data(), buffer_.size()}; }
  std::span<T const> values() const&& = delete;  // a loop over a temporary's values would outlive it

  /// Row i, 0 <= i < rows().
  [[nodiscard]] std::span<T, row_size> row(std::size_t i) & noexcept {
    return std::span<T, row_size>(data() + checked_index(i) * row_size, row_size);
  }
  [[nodiscard]] std::span<T const, row_size> row(std::size_t i) const& noexcept {
    return std::span<T const, row_size>(data() + checked_index(i) * row_size, row_size);
  }
  std::span<T const, row_size> row(std::size_t) const&& = delete;

  /// Makes room for `rows` rows in all, so that push_back does not allocate before.
  void reserve(std::size_t rows) { buffer_.reserve(checked_size(rows)); }

  /// Adds a row, which may be one of these rows.
  void push_back(std::span<T const, row_size> row) { buffer_.append(row.data(), row_size); }

  /// The rows with these indices, in their order; an index may come more than once.
  [[nodiscard]] Rows take(std::span<std::size_t const> indices) const {
    Rows taken;
    taken.reserve(indices.size());
    for (auto const i : indices) taken.push_back(row(i));
    return taken;
  }

  /// Columns First, First + 1, ... Last - 1, as rows of their own: what a model with several inputs takes.
  template <std::size_t First, std::size_t Last>
    requires(sizeof...(D) == 1)
  [[nodiscard]] auto columns() const {
    static_assert(First < Last && Last <= row_size, "Rows::columns: there are no such columns");
    Rows<T, (First < Last ? Last - First : 1)> part(rows());
    if constexpr (First < Last && Last <= row_size)
      for (std::size_t i = 0; i < rows(); ++i)
        for (std::size_t k = First; k < Last; ++k) part.row(i)[k - First] = row(i)[k];
    return part;
  }

  /// Rows first, first + 1, ... last - 1 (first <= last <= rows()), as a view.
  [[nodiscard]] View slice(std::size_t first, std::size_t last) const& noexcept { return view().slice(first, last); }
  View slice(std::size_t, std::size_t) const&& = delete;

  /// As many rows, and every value equal.
  friend bool operator==(Rows const& a, Rows const& b) noexcept {
    if (a.rows() != b.rows()) return false;
    for (std::size_t i = 0; i < a.buffer_.size(); ++i)
      if (!(a.data()[i] == b.data()[i])) return false;
    return true;
  }

 private:
  static std::size_t checked_size(std::size_t rows) noexcept {
    constexpr auto most = std::numeric_limits<std::size_t>::max() / row_size;
    if (rows > most) detail::fail("Rows: too many rows", {"rows", rows}, {"limit", most});
    return rows * row_size;
  }

  std::size_t checked_index(std::size_t i) const noexcept {
    if (i >= rows()) detail::fail("Rows::row: no such row", {"index", i}, {"rows", rows()});
    return i;
  }

  detail::AlignedBuffer<T> buffer_;
};

}  // namespace tenon::data
