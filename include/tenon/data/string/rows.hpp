// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/rows.hpp>
#include <tenon/data/string/tensor.hpp>

#include <initializer_list>
#include <span>

namespace tenon::data {

template <class Row, std::size_t Most, std::size_t Capacity>
class BasicStringRows;

namespace detail {
template <class T, class Row>
struct RowsOf;
template <class T, std::size_t... D>
struct RowsOf<T, Shape<D...>> : std::type_identity<Rows<T, D...>> {};

constexpr std::size_t string_row(std::size_t i, std::size_t rows) {
  if (i >= rows) Outcome::failure("there is no row ", i, ": there are ", rows).or_stop("StringRows");
  return i;
}
}  // namespace detail

/// A run-time number of rows of strings in a buffer that somebody else owns, such as a row of RaggedStrings: read only.   rows x
/// Row
template <class Row>
class BasicStringRowsView {
 public:
  using shape_type = Row;
  using strings_type = BasicStringRows<Row, dynamic_capacity, dynamic_capacity>;
  static constexpr bool is_strings = true, has_rows = true;
  static constexpr std::size_t row_size = Row::size, capacity = dynamic_capacity;
  static_assert(row_size > 0, "StringRows: every axis of a row needs at least one string");

  constexpr BasicStringRowsView() noexcept = default;
  constexpr BasicStringRowsView(char const* bytes, std::size_t const* offsets, std::size_t rows) noexcept
      : bytes_(bytes), offsets_(offsets), rows_(rows) {}

  [[nodiscard]] constexpr std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return rows_ == 0; }
  constexpr std::size_t elements() const noexcept { return rows_ * row_size; }
  constexpr std::string_view element(std::size_t i) const noexcept { return begin()[static_cast<std::ptrdiff_t>(i)]; }
  constexpr std::size_t const* offsets() const noexcept { return offsets_; }
  constexpr tenon::detail::StringIterator begin() const noexcept { return {bytes_, offsets_}; }
  constexpr tenon::detail::StringIterator end() const noexcept { return begin() + static_cast<std::ptrdiff_t>(elements()); }

  /// Row i, 0 <= i < rows().
  constexpr StringTensorView<Row> row(std::size_t i) const {
    return {bytes_, offsets_ + detail::string_row(i, rows_) * row_size};
  }
  /// The same; of rows without axes, string i.
  constexpr auto operator[](std::size_t i) const {
    if constexpr (Row::rank == 0)
      return row(i).element(0);
    else
      return row(i);
  }
  /// Rows first, first + 1, ... last - 1, without copying; first <= last <= rows().
  [[nodiscard]] constexpr BasicStringRowsView slice(std::size_t first, std::size_t last) const {
    if (first > last || last > rows_)
      Outcome::failure("rows ", first, " to ", last, " are no part of ", rows_, " rows").or_stop("StringRows::slice");
    return {bytes_, offsets_ + first * row_size, last - first};
  }

 private:
  char const* bytes_ = nullptr;
  std::size_t const* offsets_ = nullptr;
  std::size_t rows_ = 0;
};

/// A run-time number of rows of strings, of static shape each, in one buffer that grows: what data::Rows is for numbers.   rows x
/// Row At most `Most` rows of `Capacity` bytes together; both in the type: no heap. `StringRows<>` is a list of strings.
template <class Row, std::size_t Most, std::size_t Capacity>
class BasicStringRows {
 public:
  using value_type = std::string_view;
  using shape_type = Row;
  using View = BasicStringRowsView<Row>;
  using strings_type = BasicStringRows;
  using buffer_type = detail::StringBuffer<Most == dynamic_capacity ? Most : Most * Row::size, Capacity>;
  static constexpr bool is_strings = true, has_rows = true;
  static constexpr std::size_t row_size = Row::size, capacity = Capacity;

  constexpr BasicStringRows() = default;
  /// The strings of a range (a vector, array or span of texts), a whole number of rows.
  template <class Range>
    requires(!Strings<Range>)
  constexpr explicit BasicStringRows(Range const& texts) {
    for (auto const& text : texts) append(text);
    require_whole_rows();
  }
  constexpr BasicStringRows(std::initializer_list<std::string_view> texts) {
    for (auto const text : texts) append(text);
    require_whole_rows();
  }
  /// A copy of what is viewed, of a tensor's strings or of its rows.
  template <Strings X>
    requires(!std::same_as<X, BasicStringRows>)
  constexpr explicit BasicStringRows(X const& x) {
    for (std::size_t i = 0; i < x.elements(); ++i) append(x.element(i));
    require_whole_rows();
  }
  constexpr explicit BasicStringRows(buffer_type&& buffer) : buffer_(std::move(buffer)) { require_whole_rows(); }

  [[nodiscard]] constexpr std::size_t rows() const noexcept { return buffer_.count() / row_size; }
  [[nodiscard]] constexpr bool empty() const noexcept { return buffer_.count() == 0; }
  constexpr std::size_t elements() const noexcept { return buffer_.count(); }
  constexpr std::size_t bytes() const noexcept { return buffer_.used(); }
  constexpr View view() const& noexcept { return View(buffer_.bytes(), buffer_.offsets(), rows()); }
  View view() const&& = delete;
  constexpr operator View() const& noexcept { return view(); }

  constexpr std::string_view element(std::size_t i) const noexcept { return buffer_.element(i); }
  constexpr auto row(std::size_t i) const& { return view().row(i); }
  void row(std::size_t) const&& = delete;
  constexpr auto operator[](std::size_t i) const { return View(buffer_.bytes(), buffer_.offsets(), rows())[i]; }
  constexpr View slice(std::size_t first, std::size_t last) const& { return view().slice(first, last); }
  constexpr auto begin() const& noexcept { return view().begin(); }
  constexpr auto end() const& noexcept { return view().end(); }

  /// One more row: a text, or strings of the row's shape. They may lie here.
  constexpr Outcome try_push_back(std::string_view text)
    requires(row_size == 1)
  {
    return buffer_.try_append(text);
  }
  template <Strings X>
    requires std::same_as<typename X::shape_type, Row>
  constexpr Outcome try_push_back(X const& row) {
    if (lies_here(row)) return try_push_back(BasicStringTensor<Row, Capacity>(row));
    auto const before = rows();
    for (std::size_t i = 0; i < row_size; ++i)
      if (!buffer_.append(row.element(i))) {
        auto const fault = buffer_.fault();
        truncate(before);
        return fault;
      }
    return {};
  }
  template <class X>
  constexpr void push_back(X const& row) {
    try_push_back(row).or_stop("StringRows::push_back");
  }
  /// Whether strings may lie here, in what moves when it grows.
  template <Strings X>
  constexpr bool lies_here(X const& x) const noexcept {
    if constexpr (std::is_same_v<X, View> || std::is_same_v<X, StringTensorView<Row>>)
      return buffer_.lies_here(x.offsets());
    else
      return false;
  }
  /// Another string i, in row-major order.
  constexpr Outcome try_set(std::string_view text, std::size_t i) {
    if (i >= elements()) return Outcome::failure("there is no string ", i, ": there are ", elements());
    return buffer_.try_replace(i, text);
  }
  constexpr void set(std::string_view text, std::size_t i) { try_set(text, i).or_stop("StringRows::set"); }

  /// Room for so many rows and bytes in all, so that push_back does not allocate before.
  constexpr void reserve(std::size_t rows, std::size_t bytes) { buffer_.reserve(rows * row_size, bytes); }
  /// The first `rows` rows, rows <= rows().
  constexpr void truncate(std::size_t rows) noexcept { buffer_.truncate(rows * row_size); }
  /// No rows; memory is kept.
  constexpr void clear() noexcept { buffer_.truncate(0); }
  /// The rows with these indices, in their order; an index may come more than once.
  [[nodiscard]] constexpr BasicStringRows take(std::span<std::size_t const> indices) const {
    BasicStringRows taken;
    for (auto const i : indices) taken.push_back(row(i));
    return taken;
  }

 private:
  constexpr void append(std::string_view text) { buffer_.try_append(text).or_stop("StringRows"); }
  constexpr void require_whole_rows() const {
    if (buffer_.count() % row_size != 0)
      Outcome::failure("there are ", buffer_.count(), " strings, not a multiple of ", row_size).or_stop("StringRows");
  }

  buffer_type buffer_;
};

template <std::size_t... D>
using StringRows = BasicStringRows<Shape<D...>, dynamic_capacity, dynamic_capacity>;
template <std::size_t... D>
using StringRowsView = BasicStringRowsView<Shape<D...>>;

}  // namespace tenon::data
