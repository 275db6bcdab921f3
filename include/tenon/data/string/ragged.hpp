// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/rows.hpp>

namespace tenon {

/// A run-time number of rows, each with a number of strings of its own: what `strings::split` gives. All strings lie one behind
/// the other in one buffer; splits say where rows begin, as those of a RaggedTensor do. At most `MostRows` rows with
/// `MostStrings` strings of `Capacity` bytes together, or `dynamic_capacity` on the heap. `RaggedStrings` is the usual way to
/// name one.
template <std::size_t MostRows, std::size_t MostStrings, std::size_t Capacity>
class BasicRaggedStrings {
 public:
  using values_type = data::BasicStringRows<Shape<>, MostStrings, Capacity>;
  using splits_type = data::detail::List<std::int64_t, MostRows == dynamic_capacity ? MostRows : MostRows + 1>;
  using Row = data::StringRowsView<>;
  static constexpr std::size_t ragged_rank = 1;

  /// No rows.
  constexpr BasicRaggedStrings() { splits_.resize(1); }
  /// Rows in braces: `{{"a", "b"}, {}, {"c"}}`.
  constexpr BasicRaggedStrings(std::initializer_list<std::initializer_list<std::string_view>> rows) : BasicRaggedStrings() {
    for (auto const& row : rows) push_back(row);
  }
  /// What functions make: all strings, and where rows begin and end.
  constexpr BasicRaggedStrings(values_type&& values, splits_type&& splits)
      : flat_values_(std::move(values)), splits_(std::move(splits)) {}
  constexpr BasicRaggedStrings(BasicRaggedStrings const&) = default;
  /// Of what is moved from, no rows are left, which takes memory.
  constexpr BasicRaggedStrings(BasicRaggedStrings&& other) noexcept(false) : BasicRaggedStrings() { swap(other); }
  constexpr BasicRaggedStrings& operator=(BasicRaggedStrings const&) = default;
  constexpr BasicRaggedStrings& operator=(BasicRaggedStrings&& other) noexcept {
    swap(other);
    return *this;
  }
  constexpr ~BasicRaggedStrings() = default;

  [[nodiscard]] constexpr std::size_t rows() const noexcept { return splits_.size() - 1; }
  [[nodiscard]] constexpr bool empty() const noexcept { return rows() == 0; }
  /// How many strings row i has.
  [[nodiscard]] constexpr std::size_t row_length(std::size_t i) const { return (*this)[i].rows(); }
  /// Row i, 0 <= i < rows().
  constexpr Row operator[](std::size_t i) const {
    auto const row = data::detail::string_row(i, rows());
    return Row(flat_values_.view().slice(begin_of(row), begin_of(row + 1)));
  }
  /// All strings, row after row.
  constexpr values_type const& flat_values() const& noexcept { return flat_values_; }
  constexpr values_type flat_values() && { return std::move(flat_values_); }
  /// Where rows begin among all strings, and the end.
  constexpr std::span<std::int64_t const> row_splits() const& noexcept { return {splits_.data(), splits_.size()}; }
  std::span<std::int64_t const> row_splits() const&& = delete;

  /// Adds a row: strings, which may be a row of these, or a range of texts that lie elsewhere. What does not fit leaves
  /// everything as it was.
  template <class Range>
  constexpr data::Outcome try_push_back(Range const& row) {
    if constexpr (std::is_same_v<Range, Row>)
      if (flat_values_.lies_here(row)) return try_push_back(values_type(row));
    auto const before = flat_values_.rows();
    data::Outcome outcome;
    if (splits_.size() == splits_.most)
      return data::Outcome::failure("there is room for ", MostRows, " rows, not for ", rows() + 1);
    for (auto const& text : row)
      if (outcome = flat_values_.try_push_back(text); !outcome) break;
    if (!outcome) {
      flat_values_.truncate(before);
      return outcome;
    }
    auto const end = static_cast<std::int64_t>(flat_values_.rows());
    static_cast<void>(splits_.append(&end, 1));
    return outcome;
  }
  template <class Range>
  constexpr void push_back(Range const& row) {
    try_push_back(row).or_stop("RaggedStrings::push_back");
  }
  constexpr void push_back(std::initializer_list<std::string_view> row) { push_back<>(row); }
  /// The first M strings of the first N rows, `padding` where there are none.   -> [N, M]
  template <std::size_t N, std::size_t M>
  constexpr data::Result<BasicStringTensor<Shape<N, M>, Capacity>> try_to_tensor(std::string_view padding = {}) const {
    typename BasicStringTensor<Shape<N, M>, Capacity>::buffer_type out;
    for (std::size_t i = 0; i < N; ++i)
      for (std::size_t k = 0; k < M; ++k)
        if (!out.append(i < rows() && k < row_length(i) ? (*this)[i][k] : padding)) return out.fault();
    return BasicStringTensor<Shape<N, M>, Capacity>(std::move(out));
  }
  template <std::size_t N, std::size_t M>
  constexpr auto to_tensor(std::string_view padding = {}) const {
    return try_to_tensor<N, M>(padding).or_stop("RaggedStrings::to_tensor");
  }

  /// The first M strings of every row, `padding` where there are none: what a data set of rows takes.   -> rows x [M]
  template <std::size_t M>
  constexpr auto to_rows(std::string_view padding = {}) const {
    using Out = data::BasicStringRows<Shape<M>, MostRows, Capacity>;
    typename Out::buffer_type out;
    out.reserve(rows() * M, flat_values_.bytes());
    for (std::size_t i = 0; i < rows(); ++i)
      for (std::size_t k = 0; k < M; ++k)
        if (!out.append(k < row_length(i) ? (*this)[i][k] : padding)) out.fault().or_stop("RaggedStrings::to_rows");
    return Out(std::move(out));
  }

  /// As many rows, and in each the same strings.
  friend constexpr bool operator==(BasicRaggedStrings const& a, BasicRaggedStrings const& b) {
    if (a.rows() != b.rows() || a.flat_values_.rows() != b.flat_values_.rows()) return false;
    for (std::size_t i = 0; i < a.rows(); ++i)
      if (a.row_length(i) != b.row_length(i)) return false;
    for (std::size_t i = 0; i < a.flat_values_.elements(); ++i)
      if (a.flat_values_.element(i) != b.flat_values_.element(i)) return false;
    return true;
  }

 private:
  constexpr std::size_t begin_of(std::size_t row) const { return static_cast<std::size_t>(splits_.data()[row]); }
  constexpr void swap(BasicRaggedStrings& other) noexcept {
    data::detail::exchange(splits_, other.splits_);
    data::detail::exchange(flat_values_, other.flat_values_);
  }
  values_type flat_values_;
  splits_type splits_;
};
using RaggedStrings = BasicRaggedStrings<dynamic_capacity, dynamic_capacity, dynamic_capacity>;

}  // namespace tenon
