// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/view.hpp>

namespace tenon::detail {

/// Fills a ragged tensor from left to right: values, and the ends of rows. What does not fit is counted, not written.
template <class Out>
class RaggedBuilder {
 public:
  static constexpr std::size_t rank = Out::ragged_rank, inner = Out::inner_shape::size;
  using value_type = typename Out::value_type;

  /// Goes on behind what `out` has.
  constexpr explicit RaggedBuilder(Out& out) : out_(out) {
    for (std::size_t k = 0; k <= rank; ++k) counts_[k] = out.view().count(k);
  }

  /// Makes room for so many values in all.
  constexpr void reserve(std::size_t count) { out_.reserve(count * inner); }
  /// `count` values, inner axes and all.
  constexpr void append(value_type const* from, std::size_t count) {
    if (count <= Out::capacity(rank) && counts_[rank] <= Out::capacity(rank) - count)
      out_.append_values(counts_[rank] * inner, from, count * inner);
    counts_[rank] += count;
  }
  /// Ends a row of a ragged axis: behind what was appended, or at `end`.
  constexpr void end_row(std::size_t axis) { end_row(axis, counts_[axis + 1]); }
  constexpr void end_row(std::size_t axis, std::size_t end) {
    if (counts_[axis] < Out::capacity(axis)) out_.append_split(axis, counts_[axis], end);
    ++counts_[axis];
  }
  /// What stands in a row of axis `Axis - 1`, or in all of the tensor: rows of axis `Axis`, or values.
  template <std::size_t Axis, class Part>
  constexpr void append_part(Part const& part) {
    if constexpr (Axis == rank)
      append(part.data(), values_in(part));
    else
      for (auto const row : part) {
        append_part<Axis + 1>(row);
        end_row(Axis);
      }
  }
  /// The splits of the first axes of a view. What they split is to be appended.
  template <class View>
  constexpr void append_partition(View const& view) {
    for (std::size_t k = 0; k < rank; ++k) {
      auto const splits = view.splits(k);
      auto const before = static_cast<std::size_t>(splits[0]);
      std::size_t const at = counts_[k + 1];
      for (std::size_t i = 1; i < splits.size(); ++i) end_row(k, at + static_cast<std::size_t>(splits[i]) - before);
    }
  }

  constexpr data::Outcome finish() {
    for (std::size_t k = 0; k <= rank; ++k)
      if (counts_[k] > Out::capacity(k))
        return k < rank ? data::Outcome::failure(counts_[k], " rows of axis ", k, " do not fit a capacity of ", Out::capacity(k))
                        : data::Outcome::failure(counts_[k], " values do not fit a capacity of ", Out::capacity(k));
    out_.finish(counts_);
    return {};
  }

 private:
  Out& out_;
  std::size_t counts_[rank + 1]{};
};

}  // namespace tenon::detail
