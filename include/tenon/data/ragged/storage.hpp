// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/aligned_buffer.hpp>
#include <tenon/data/capacity.hpp>
#include <tenon/data/ragged/view.hpp>
#include <tenon/trace/module.hpp>

namespace tenon {

namespace diagnose {
template <std::size_t Given, std::size_t Needed>
inline constexpr bool one_capacity_an_axis_or_none = Given == 0 || Given == Needed;
}  // namespace diagnose

namespace detail {

/// A vector of Length elements of shape S.
template <std::size_t Length, class S>
struct RowShape;
template <std::size_t Length, std::size_t... D>
struct RowShape<Length, Shape<D...>> : std::type_identity<Shape<Length, D...>> {};

/// The most rows of each ragged axis, then the most values.
template <std::size_t... Capacity>
struct Capacities {
  static constexpr std::size_t of[sizeof...(Capacity)] = {Capacity...};
  static constexpr std::size_t values = of[sizeof...(Capacity) - 1];
  /// Where the splits of an axis begin among all splits.
  static constexpr std::size_t splits_before(std::size_t axis) {
    std::size_t n = 0;
    for (std::size_t k = 0; k < axis; ++k) n += of[k] + 1;
    return n;
  }
};

/// Where a ragged tensor keeps its values and splits. `Capacity` is the most rows of each ragged axis, then the most values; none
/// at all is the heap.
template <class T, std::size_t RaggedRank, class InnerShape, std::size_t... Capacity>
class RaggedStorage {
  static_assert(diagnose::one_capacity_an_axis_or_none<sizeof...(Capacity), RaggedRank + 1>,
                "RaggedTensor: one capacity for the rows of each ragged axis and one for the values, or none (given, needed "
                "follow): RaggedTensor<float, 1, Shape<>, 4, 16> has at most 4 rows and 16 values");
};

template <class T, std::size_t RaggedRank, class InnerShape>
class RaggedStorage<T, RaggedRank, InnerShape> {
#if defined(TENON_NO_HEAP)
  static_assert(diagnose::capacity_without_heap<RaggedStorage>,
                "TENON_NO_HEAP: a RaggedTensor without capacities is on the heap: RaggedTensor<float, 1, Shape<>, 4, 16> is not");
#endif

 public:
  static constexpr bool is_fixed = false;
  static constexpr std::size_t capacity(std::size_t) { return dynamic_capacity; }

 protected:
  std::size_t count_rows() const { return splits_[0].size() == 0 ? 0 : splits_[0].size() - 1; }
  T* value_data() { return values_.data(); }
  T const* value_data() const { return values_.data(); }
  std::int64_t const* split_data(std::size_t axis) const { return splits_[axis].size() == 0 ? no_rows : splits_[axis].data(); }

  // For the builder. What it appends fits.
  void reserve(std::size_t values) { values_.reserve(values); }
  void append_values(std::size_t, T const* from, std::size_t count) { values_.append(from, count); }
  void append_split(std::size_t axis, std::size_t, std::size_t end) {
    if (splits_[axis].size() == 0) splits_[axis].append(no_rows, 1);
    auto const split = static_cast<std::int64_t>(end);
    splits_[axis].append(&split, 1);
  }
  void finish(std::size_t const*) {}

 private:
  data::detail::AlignedBuffer<T> values_;
  data::detail::AlignedBuffer<std::int64_t> splits_[RaggedRank];
};

/// All of it inside, as a module of three tensors: the number of rows, the splits of all axes, and the values. What lies beyond
/// the counts is neutral: rows without values, and zeros.
template <class T, std::size_t RaggedRank, class InnerShape, std::size_t... Capacity>
  requires(sizeof...(Capacity) > 0 && sizeof...(Capacity) == RaggedRank + 1)
class RaggedStorage<T, RaggedRank, InnerShape, Capacity...> {
  using Most = Capacities<Capacity...>;

 public:
  static constexpr bool is_fixed = true;
  /// The most rows of ragged axis k, counted from 0; of axis RaggedRank, the most values.
  static constexpr std::size_t capacity(std::size_t axis) { return Most::of[axis]; }
  using values_shape = typename RowShape<Most::values, InnerShape>::type;

 protected:
  constexpr std::size_t count_rows() const { return static_cast<std::size_t>(row_count.item()); }
  constexpr T* value_data() { return flat_values.data(); }
  constexpr T const* value_data() const { return flat_values.data(); }
  constexpr std::int64_t const* split_data(std::size_t axis) const { return row_splits.data() + Most::splits_before(axis); }

  constexpr void reserve(std::size_t) {}
  constexpr void append_values(std::size_t at, T const* from, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) flat_values.data()[at + i] = from[i];
  }
  constexpr void append_split(std::size_t axis, std::size_t row, std::size_t end) {
    row_splits.data()[Most::splits_before(axis) + row + 1] = static_cast<std::int64_t>(end);
  }
  /// Rows that do not exist have no values.
  constexpr void finish(std::size_t const* counts) {
    *row_count.data() = static_cast<std::int64_t>(counts[0]);
    for (std::size_t k = 0; k < RaggedRank; ++k)
      for (std::size_t i = counts[k]; i < capacity(k); ++i) append_split(k, i, counts[k + 1]);
  }

 private:
  BasicTensor<std::int64_t, Shape<>, storage::Inline> row_count;
  BasicTensor<std::int64_t, Shape<Most::splits_before(RaggedRank)>, storage::Inline> row_splits;
  BasicTensor<T, values_shape, storage::Inline> flat_values;

 public:
  TENON_MODULE(RaggedStorage, row_count, row_splits, flat_values);
};

}  // namespace detail
}  // namespace tenon
