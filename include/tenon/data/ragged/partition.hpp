// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/outcome.hpp>
#include <tenon/tensor/tensor.hpp>

#include <cstdint>
#include <span>

/// How rows are told apart: by splits, by lengths, or by the row of each value. What is not such a thing is refused in a
/// sentence.
namespace tenon::detail {

/// A contiguous range, a list in braces, a tensor, or `data::Rows`. A traced value has no elements to look at.
template <class Range>
concept FlatRange = requires(Range const& r) { as_tensor(r); } || requires(Range const& r) { r.values(); } ||
                    (!Operand<Range> && requires(Range const& r) { r.begin() + 0, r.size(), *r.begin(); });
/// Its elements.
template <FlatRange Range>
constexpr auto flat_span(Range const& range) {
  if constexpr (requires { as_tensor(range); })
    return std::span(as_tensor(range).data(), Range::size);
  else if constexpr (requires { range.values(); })
    return std::span(range.values());
  else if constexpr (requires { range.data(); })
    return std::span(range.data(), range.size());
  else
    return std::span(range.begin(), range.size());
}
template <class Range>
using element_in = std::remove_const_t<typename decltype(flat_span(std::declval<Range const&>()))::element_type>;

/// A range of whole numbers, of any type.
template <class Range>
concept WholeNumbers = FlatRange<Range> && std::is_integral_v<element_in<Range>> && !std::is_same_v<element_in<Range>, bool>;

/// Rows by where they begin and end: one more than there are rows.
struct BySplits {
  template <class I>
  static constexpr std::size_t rows(std::span<I const> splits) {
    return splits.empty() ? 0 : splits.size() - 1;
  }
  template <class I>
  static constexpr std::size_t length(std::span<I const> splits, std::size_t row) {
    return static_cast<std::size_t>(splits[row + 1] - splits[row]);
  }
  /// Whether splits begin at 0, never fall, and end at `count`, the number of `what` ("values") that there are.
  template <class I>
  static constexpr data::Outcome check(std::span<I const> splits, std::size_t axis, std::size_t count, char const* what) {
    auto const at = [&](std::size_t i) { return static_cast<std::int64_t>(splits[i]); };
    if (splits.empty()) return data::Outcome::failure("row_splits of axis ", axis, " are empty: those of no rows are [0]");
    if (at(0) != 0)
      return data::Outcome::failure("row_splits[0] = ", at(0), " of axis ", axis, ", but the first row begins at 0");
    for (std::size_t i = 1; i < splits.size(); ++i)
      if (at(i) < at(i - 1))
        return data::Outcome::failure("row_splits[", i, "] = ", at(i), " of axis ", axis, " is less than row_splits[", i - 1,
                                      "] = ", at(i - 1));
    if (at(splits.size() - 1) != static_cast<std::int64_t>(count))
      return data::Outcome::failure("row_splits[", splits.size() - 1, "] = ", at(splits.size() - 1), " of axis ", axis,
                                    " is the last, but there are ", count, " ", what);
    return {};
  }
};

/// Rows by their lengths.
struct ByLengths {
  template <class I>
  static constexpr std::size_t rows(std::span<I const> lengths) {
    return lengths.size();
  }
  template <class I>
  static constexpr std::size_t length(std::span<I const> lengths, std::size_t row) {
    return static_cast<std::size_t>(lengths[row]);
  }
  /// Whether none is negative and they add up to `count`.
  template <class I>
  static constexpr data::Outcome check(std::span<I const> lengths, std::size_t axis, std::size_t count, char const* what) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      if (static_cast<std::int64_t>(lengths[i]) < 0)
        return data::Outcome::failure("row_lengths[", i, "] = ", lengths[i], " of axis ", axis, " is negative");
      if (static_cast<std::size_t>(lengths[i]) > count) sum = count;  // too long already, and no sum overflows
      sum += static_cast<std::size_t>(lengths[i]);
    }
    if (sum != count)
      return data::Outcome::failure("row_lengths of axis ", axis, " add up to ", sum, ", but there are ", count, " ", what);
    return {};
  }
};

/// Whether each value has a row, in order, below `rows`.
template <class I>
constexpr data::Outcome check_value_rowids(std::span<I const> ids, std::size_t rows, std::size_t count) {
  auto const at = [&](std::size_t i) { return static_cast<std::int64_t>(ids[i]); };
  if (ids.size() != count) return data::Outcome::failure(ids.size(), " value_rowids were given for ", count, " values");
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (at(i) < 0 || at(i) >= static_cast<std::int64_t>(rows))
      return data::Outcome::failure("value_rowids[", i, "] = ", at(i), ", but there are ", rows, " rows");
    if (i > 0 && at(i) < at(i - 1))
      return data::Outcome::failure("value_rowids[", i, "] = ", at(i), " is less than value_rowids[", i - 1, "] = ", at(i - 1));
  }
  return {};
}

}  // namespace tenon::detail
