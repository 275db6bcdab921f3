// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/outcome.hpp>
#include <tenon/data/rows_view.hpp>
#include <tenon/shape/shape.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <type_traits>

namespace tenon {

template <class T, std::size_t RaggedRank, class InnerShape>
class RaggedView;

namespace detail {

/// The splits of no rows.
inline constexpr std::int64_t no_rows[1] = {0};

/// What one row of ragged_rank axes is.
template <class T, std::size_t RaggedRank, class InnerShape>
struct RaggedRow : std::type_identity<RaggedView<T, RaggedRank - 1, InnerShape>> {};
template <class T>
struct RaggedRow<T, 1, Shape<>> : std::type_identity<std::span<T const>> {};
template <class T, std::size_t... D>
struct RaggedRow<T, 1, Shape<D...>> : std::type_identity<data::RowsView<T, D...>> {};

/// How many values a row has.
template <class T>
constexpr std::size_t values_in(std::span<T const> row) {
  return row.size();
}
template <class T, std::size_t... D>
constexpr std::size_t values_in(data::RowsView<T, D...> row) {
  return row.rows();
}

/// A run-time index, of which a negative one counts from the end; one out of range ends the program.
constexpr std::size_t ragged_index(char const* what, std::ptrdiff_t index, std::size_t extent) {
  std::ptrdiff_t const i = index < 0 ? index + static_cast<std::ptrdiff_t>(extent) : index;
  if (i < 0 || i >= static_cast<std::ptrdiff_t>(extent))
    data::Outcome::failure(what, " ", index, " is out of range: there are ", extent).or_stop("RaggedTensor");
  return static_cast<std::size_t>(i);
}

/// The rows of what has rows().
template <class View>
class RowIterator {
 public:
  constexpr RowIterator(View const& view, std::size_t row) : view_(view), row_(static_cast<std::ptrdiff_t>(row)) {}
  constexpr auto operator*() const { return view_[row_]; }
  constexpr RowIterator& operator++() {
    ++row_;
    return *this;
  }
  friend constexpr bool operator==(RowIterator const& a, RowIterator const& b) { return a.row_ == b.row_; }

 private:
  View view_;
  std::ptrdiff_t row_;
};

}  // namespace detail

/// Whether values of one type and partition come from a `RaggedTensor` or from a part of one.
template <class X>
concept Ragged = requires(std::remove_cvref_t<X> const& x) {
  std::remove_cvref_t<X>::ragged_rank;
  typename std::remove_cvref_t<X>::inner_shape;
  x.view();
};

/// Rows of several lengths in memory that a `RaggedTensor` owns: what a row of two or more ragged axes is, and a slice. Read
/// only.
template <class T, std::size_t RaggedRank = 1, class InnerShape = Shape<>>
class RaggedView {
 public:
  using value_type = T;
  using inner_shape = InnerShape;
  using row_type = typename detail::RaggedRow<T, RaggedRank, InnerShape>::type;
  static constexpr std::size_t ragged_rank = RaggedRank;
  /// Axes in all.
  static constexpr std::size_t rank = 1 + RaggedRank + static_cast<std::size_t>(InnerShape::rank);

  constexpr RaggedView() = default;
  /// `rows` rows; row i of axis k lies from splits[k][i] to splits[k][i + 1] of what is below.
  constexpr RaggedView(T const* values, std::array<std::int64_t const*, RaggedRank> const& splits, std::size_t rows)
      : values_(values), splits_(splits), rows_(rows) {}

  [[nodiscard]] constexpr RaggedView view() const { return *this; }
  [[nodiscard]] constexpr std::size_t rows() const { return rows_; }
  [[nodiscard]] constexpr bool empty() const { return rows_ == 0; }

  /// How many values, or rows of the next ragged axis, row i has; -1 is the last row.
  [[nodiscard]] constexpr std::size_t row_length(std::ptrdiff_t i) const {
    auto const row = detail::ragged_index("row", i, rows_);
    return begin_of(row + 1) - begin_of(row);
  }

  /// Row i: the values, or what is ragged in one axis less. -1 is the last row.
  constexpr row_type operator[](std::ptrdiff_t i) const {
    auto const row = detail::ragged_index("row", i, rows_), first = begin_of(row), last = begin_of(row + 1);
    if constexpr (RaggedRank > 1) {
      std::array<std::int64_t const*, RaggedRank - 1> below{};
      for (std::size_t k = 1; k < RaggedRank; ++k) below[k - 1] = splits_[k];
      below[0] += first;
      return row_type(values_, below, last - first);
    } else
      return row_type(values_ + first * InnerShape::size, last - first);
  }

  /// An element: one index for each axis. Each is checked; a negative one counts from the end.
  template <class... I>
    requires(sizeof...(I) == rank && (std::is_integral_v<I> && ...))
  constexpr T operator()(I... i) const {
    return values_[offset(i...)];
  }
  /// Where an element lies behind the first value.
  template <class... I>
  constexpr std::size_t offset(I... i) const {
    constexpr Dims inner = dims_of<InnerShape>;
    std::ptrdiff_t const at[] = {static_cast<std::ptrdiff_t>(i)...};
    std::size_t row = detail::ragged_index("row", at[0], rows_);
    for (std::size_t k = 0; k < RaggedRank; ++k) {
      auto const first = static_cast<std::size_t>(splits_[k][row]), last = static_cast<std::size_t>(splits_[k][row + 1]);
      row = first + detail::ragged_index("the index into a row", at[k + 1], last - first);
    }
    for (int k = 0; k < inner.rank; ++k) {
      auto const extent = static_cast<std::size_t>(inner[k]);
      row =
          row * extent + detail::ragged_index("the index into a value", at[RaggedRank + 1 + static_cast<std::size_t>(k)], extent);
    }
    return row;
  }

  /// Rows first, first + 1, ... last - 1, without copying; first <= last <= rows().
  [[nodiscard]] constexpr RaggedView slice(std::size_t first, std::size_t last) const {
    if (first > last || last > rows_)
      data::Outcome::failure("rows ", first, " to ", last, " are no part of ", rows_, " rows").or_stop("RaggedTensor::slice");
    auto splits = splits_;
    splits[0] += first;
    return RaggedView(values_, splits, last - first);
  }

  /// Rows of ragged axis k, counted from 0; of axis RaggedRank, values.
  [[nodiscard]] constexpr std::size_t count(std::size_t axis) const { return edge(axis, true) - edge(axis, false); }
  /// All values, one behind the other.
  [[nodiscard]] constexpr std::span<T const> flat_values() const {
    auto const first = edge(RaggedRank, false);
    return {values_ + first * InnerShape::size, (edge(RaggedRank, true) - first) * InnerShape::size};
  }
  /// The splits of axis k: one more than it has rows. Those of a part begin at what lies before it.
  [[nodiscard]] constexpr std::span<std::int64_t const> splits(std::size_t axis) const {
    return {splits_[axis] + edge(axis, false), count(axis) + 1};
  }

  constexpr auto begin() const { return detail::RowIterator<RaggedView>(*this, 0); }
  constexpr auto end() const { return detail::RowIterator<RaggedView>(*this, rows_); }

 private:
  constexpr std::size_t begin_of(std::size_t row) const { return static_cast<std::size_t>(splits_[0][row]); }
  constexpr std::size_t edge(std::size_t axis, bool end) const {
    std::size_t at = end ? rows_ : 0;
    for (std::size_t k = 0; k < axis; ++k) at = static_cast<std::size_t>(splits_[k][at]);
    return at;
  }
  static constexpr std::array<std::int64_t const*, RaggedRank> none() {
    std::array<std::int64_t const*, RaggedRank> splits{};
    for (auto& s : splits) s = detail::no_rows;
    return splits;
  }

  T const* values_ = nullptr;
  std::array<std::int64_t const*, RaggedRank> splits_ = none();
  std::size_t rows_ = 0;
};

namespace detail {

/// Where two partitions differ first: the axis, the row, and both lengths. Rows count from 0 on each axis.
struct PartitionFault {
  bool found = false;
  std::size_t axis = 0, row = 0, left = 0, right = 0;
};
template <class A, class B>
constexpr PartitionFault first_difference(A const& a, B const& b) {
  static_assert(A::ragged_rank == B::ragged_rank);
  for (std::size_t k = 0; k < A::ragged_rank; ++k) {
    auto const l = a.splits(k), r = b.splits(k);
    for (std::size_t i = 0; i + 1 < l.size() && i + 1 < r.size(); ++i) {
      auto const left = static_cast<std::size_t>(l[i + 1] - l[i]), right = static_cast<std::size_t>(r[i + 1] - r[i]);
      if (left != right) return {true, k + 1, i, left, right};
    }
    if (l.size() != r.size()) return {true, k, 0, l.size() - 1, r.size() - 1};
  }
  return {};
}
/// Whether two partitions are equal, or the sentence that names the first row that differs.
template <class A, class B>
constexpr data::Outcome same_partition(A const& a, B const& b) {
  auto const fault = first_difference(a, b);
  if (!fault.found) return {};
  if (fault.axis == 0) return data::Outcome::failure("lhs has ", fault.left, " rows, rhs has ", fault.right);
  return data::Outcome::failure("row ", fault.row, " of axis ", fault.axis, " has ", fault.left, " values in lhs and ",
                                fault.right, " in rhs");
}

}  // namespace detail

/// Equal partitions and equal values.
template <Ragged A, Ragged B>
  requires(std::is_same_v<typename A::value_type, typename B::value_type> && A::ragged_rank == B::ragged_rank &&
           std::is_same_v<typename A::inner_shape, typename B::inner_shape>)
constexpr bool operator==(A const& a, B const& b) {
  if (detail::first_difference(a.view(), b.view()).found) return false;
  auto const left = a.view().flat_values(), right = b.view().flat_values();
  for (std::size_t i = 0; i < left.size(); ++i)
    if (!(left[i] == right[i])) return false;
  return true;
}

}  // namespace tenon
