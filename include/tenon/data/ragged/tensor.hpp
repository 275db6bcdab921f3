// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/builder.hpp>
#include <tenon/data/ragged/partition.hpp>
#include <tenon/data/ragged/storage.hpp>
#include <tenon/tensor/memory.hpp>

#include <initializer_list>

namespace tenon {

namespace detail {
/// Braces in braces, `Depth` deep.
template <class T, std::size_t Depth>
struct Braces : std::type_identity<std::initializer_list<typename Braces<T, Depth - 1>::type>> {};
template <class T>
struct Braces<T, 0> : std::type_identity<T> {};
}  // namespace detail

namespace diagnose {
template <class Ragged, class Range, class T, class Found>
inline constexpr bool flat_values_are_of_the_dtype = std::is_same_v<T, Found>;
template <std::size_t Given, std::size_t RaggedRank>
inline constexpr bool one_partition_a_ragged_axis = Given == RaggedRank;
}  // namespace diagnose

#define TENON_RAGGED_VALUES "RaggedTensor: the values are of another dtype (tensor, range, dtype, the range's follow)"
#define TENON_RAGGED_PARTITIONS                                                                                                  \
  "RaggedTensor: one range of splits, or of lengths, for each ragged axis, the first axis first (given, ragged axes follow)"

/// Rows of several lengths: `RaggedRank` ragged axes behind the first, then values of a shape that the type says.
/// `RaggedTensor<std::int32_t>` is [rows, (length)] of numbers, `RaggedTensor<float, 1, Shape<3>>` [rows, (length), 3],
/// `RaggedTensor<float, 2>` [rows, (length), (length)]. The values lie one behind the other; splits say where rows begin.
/// It is on the heap, or with capacities inside itself, without heap and in constant evaluation:
/// `RaggedTensor<float, 1, Shape<>, 4, 16>` has at most 4 rows and 16 values.
/// What data may forbid has two forms: try_x gives a Result or Outcome, x ends the program with the same sentence.
/// Example: examples/27_ragged.cpp
template <class T, std::size_t RaggedRank = 1, class InnerShape = Shape<>, std::size_t... Capacity>
class RaggedTensor : public detail::RaggedStorage<T, RaggedRank, InnerShape, Capacity...> {
  using Storage = detail::RaggedStorage<T, RaggedRank, InnerShape, Capacity...>;
  using Builder = detail::RaggedBuilder<RaggedTensor>;
  friend Builder;

 public:
  using value_type = T;
  using inner_shape = InnerShape;
  using view_type = RaggedView<T, RaggedRank, InnerShape>;
  using row_type = typename view_type::row_type;
  static constexpr std::size_t ragged_rank = RaggedRank, rank = view_type::rank;

  /// No rows.
  constexpr RaggedTensor() = default;
  /// Rows in braces: `{{1, 2}, {}, {3}}`.
  constexpr RaggedTensor(std::initializer_list<typename detail::Braces<T, RaggedRank + InnerShape::rank>::type> rows)
      : RaggedTensor(from_nested(rows)) {}
  /// A copy of a part of a ragged tensor, or of one of other capacities.
  template <Ragged X>
    requires(std::is_same_v<decltype(std::declval<X const&>().view()), view_type> && !std::is_same_v<X, RaggedTensor>)
  constexpr explicit RaggedTensor(X const& x) : RaggedTensor(try_from(x).or_stop("RaggedTensor")) {}
  template <Ragged X>
    requires(std::is_same_v<decltype(std::declval<X const&>().view()), view_type>)
  static constexpr data::Result<RaggedTensor> try_from(X const& x) {
    return build([&](Builder& b) { b.template append_part<0>(x.view()); });
  }

  /// Of ranges in ranges: vectors of vectors, lists, arrays.
  template <class Rows>
  static constexpr RaggedTensor from_nested(Rows const& rows) {
    return try_from_nested(rows).or_stop("RaggedTensor::from_nested");
  }
  template <class Rows>
  static constexpr data::Result<RaggedTensor> try_from_nested(Rows const& rows) {
    data::Outcome fault;
    auto result = build([&](Builder& b) { append_nested<0>(b, rows, fault); });
    if (!fault) return fault;
    return result;
  }

  /// Of all values, one behind the other, and of splits: row i has the values splits[i], splits[i] + 1, ... splits[i + 1] - 1.
  /// For more ragged axes, splits of each, the first axis first.
  template <class Values, detail::WholeNumbers... Splits>
  static constexpr RaggedTensor from_row_splits(Values const& values, Splits const&... splits) {
    return try_from_row_splits(values, splits...).or_stop("RaggedTensor::from_row_splits");
  }
  template <class Values, detail::WholeNumbers... Splits>
  static constexpr data::Result<RaggedTensor> try_from_row_splits(Values const& values, Splits const&... splits) {
    return partitioned<detail::BySplits>(values, splits...);
  }
  static constexpr RaggedTensor from_row_splits(std::initializer_list<T> values, std::initializer_list<std::int64_t> splits)
    requires(RaggedRank == 1)
  {
    return partitioned<detail::BySplits>(values, splits).or_stop("RaggedTensor::from_row_splits");
  }

  /// Of all values and the length of each row.
  template <class Values, detail::WholeNumbers... Lengths>
  static constexpr RaggedTensor from_row_lengths(Values const& values, Lengths const&... lengths) {
    return try_from_row_lengths(values, lengths...).or_stop("RaggedTensor::from_row_lengths");
  }
  template <class Values, detail::WholeNumbers... Lengths>
  static constexpr data::Result<RaggedTensor> try_from_row_lengths(Values const& values, Lengths const&... lengths) {
    return partitioned<detail::ByLengths>(values, lengths...);
  }
  static constexpr RaggedTensor from_row_lengths(std::initializer_list<T> values, std::initializer_list<std::int64_t> lengths)
    requires(RaggedRank == 1)
  {
    return partitioned<detail::ByLengths>(values, lengths).or_stop("RaggedTensor::from_row_lengths");
  }

  /// Of all values, the row of each, and the number of rows.
  template <class Values, detail::WholeNumbers Rows>
  static constexpr RaggedTensor from_value_rowids(Values const& values, Rows const& rowids, std::size_t rows)
    requires(RaggedRank == 1)
  {
    return try_from_value_rowids(values, rowids, rows).or_stop("RaggedTensor::from_value_rowids");
  }
  template <class Values, detail::WholeNumbers Rows>
  static constexpr data::Result<RaggedTensor> try_from_value_rowids(Values const& values, Rows const& rowids, std::size_t rows)
    requires(RaggedRank == 1)
  {
    auto const flat = flat_of(values);
    auto const ids = detail::flat_span(rowids);
    data::Outcome fault = whole_values(flat.size());
    if (fault) fault = detail::check_value_rowids(ids, rows, flat.size() / InnerShape::size);
    if (!fault) return fault;
    return build([&](Builder& b) {
      b.append(flat.data(), ids.size());
      std::size_t end = 0;
      for (std::size_t row = 0; row < rows; ++row) {
        while (end < ids.size() && static_cast<std::size_t>(ids[end]) == row) ++end;
        b.end_row(0, end);
      }
    });
  }

  [[nodiscard]] constexpr std::size_t rows() const { return this->count_rows(); }
  [[nodiscard]] constexpr bool empty() const { return rows() == 0; }

  /// All of it, to read: valid as long as this tensor is there and no row is added.
  [[nodiscard]] constexpr view_type view() const {
    std::array<std::int64_t const*, RaggedRank> splits{};
    for (std::size_t k = 0; k < RaggedRank; ++k) splits[k] = this->split_data(k);
    return view_type(this->value_data(), splits, rows());
  }

  /// Row i: a span of numbers, `data::RowsView` of values with axes, or what is ragged in one axis less. -1 is the last row; one
  /// out of range ends the program.
  constexpr row_type operator[](std::ptrdiff_t i) const& { return view()[i]; }
  row_type operator[](std::ptrdiff_t i) const&& = delete;  // the row would outlive its values
  /// Row i as a tensor, where its length is known. It must be that.   -> [Length, D...]
  template <std::size_t Length>
  constexpr auto row(std::ptrdiff_t i) const
    requires(RaggedRank == 1)
  {
    auto const values = view()[i];
    if (detail::values_in(values) != Length)
      data::Outcome::failure("row ", i, " has ", detail::values_in(values), " values, not ", Length).or_stop("RaggedTensor::row");
    BasicTensor<T, typename detail::RowShape<Length, InnerShape>::type> tensor;
    for (std::size_t k = 0; k < tensor.size; ++k) tensor.data()[k] = values.data()[k];
    return tensor;
  }
  /// An element: one index for each axis. Each is checked; a negative one counts from the end.
  template <class... I>
    requires(sizeof...(I) == rank && (std::is_integral_v<I> && ...))
  constexpr T operator()(I... i) const {
    return view()(i...);
  }
  template <class... I>
    requires(sizeof...(I) == rank && (std::is_integral_v<I> && ...))
  constexpr T& operator()(I... i) {
    return this->value_data()[view().offset(i...)];
  }

  /// All values, one behind the other, inner axes and all.
  [[nodiscard]] constexpr std::span<T> flat_values() & { return {this->value_data(), view().flat_values().size()}; }
  [[nodiscard]] constexpr std::span<T const> flat_values() const& { return view().flat_values(); }
  std::span<T const> flat_values() const&& = delete;
  /// Where rows begin and end among the values, or of the first of several ragged axes, among the rows of the next.
  [[nodiscard]] constexpr std::span<std::int64_t const> row_splits(std::size_t axis = 0) const& { return view().splits(axis); }
  std::span<std::int64_t const> row_splits(std::size_t axis = 0) const&& = delete;
  /// How many values, or rows of the next ragged axis, row i has.
  [[nodiscard]] constexpr std::size_t row_length(std::ptrdiff_t i) const { return view().row_length(i); }
  /// Rows first, first + 1, ... last - 1, without copying; first <= last <= rows().
  [[nodiscard]] constexpr view_type slice(std::size_t first, std::size_t last) const& { return view().slice(first, last); }
  view_type slice(std::size_t, std::size_t) const&& = delete;

  constexpr auto begin() const& { return view().begin(); }
  constexpr auto end() const& { return view().end(); }

  /// Adds a row behind the others: numbers, rows of values, or of two ragged axes a view. It must not be one of this tensor.
  constexpr void push_back(row_type row) { try_push_back(row).or_stop("RaggedTensor::push_back"); }
  constexpr data::Outcome try_push_back(row_type row) {
    if constexpr (Storage::is_fixed) {  // on a copy first: what does not fit leaves everything as it was
      auto longer = *this;
      data::Outcome const outcome = longer.append_row(row);
      if (outcome) *this = longer;
      return outcome;
    } else
      return append_row(row);
  }
  constexpr void push_back(std::initializer_list<T> row)
    requires(RaggedRank == 1 && InnerShape::rank == 0)
  {
    push_back(row_type(row.begin(), row.size()));
  }

  /// For what makes ragged tensors: `fill` is given a builder, of which it asks for values and ends of rows from left to right.
  template <class Fill>
  static constexpr data::Result<RaggedTensor> build(Fill const& fill) {
    RaggedTensor result;
    Builder builder(result);
    fill(builder);
    data::Outcome const outcome = builder.finish();
    if (!outcome) return outcome;
    return result;
  }

 private:
  constexpr data::Outcome append_row(row_type const& row) {
    Builder builder(*this);
    builder.template append_part<1>(row);
    builder.end_row(0);
    return builder.finish();
  }

  template <class Values>
  static constexpr std::span<T const> flat_of(Values const& values) {
    using U = detail::element_in<Values>;
    static_assert(diagnose::flat_values_are_of_the_dtype<RaggedTensor, Values, T, U>, TENON_RAGGED_VALUES);
    if constexpr (std::is_same_v<T, U>)
      return detail::flat_span(values);
    else
      return {};
  }
  static constexpr data::Outcome whole_values(std::size_t count) {
    if (count % InnerShape::size == 0) return {};
    return data::Outcome::failure(count, " elements are no whole number of values, which have ", InnerShape::size);
  }

  template <class By, class Values, class... Part>
  static constexpr data::Result<RaggedTensor> partitioned(Values const& values, Part const&... part) {
    static_assert(diagnose::one_partition_a_ragged_axis<sizeof...(Part), RaggedRank>, TENON_RAGGED_PARTITIONS);
    auto const flat = flat_of(values);
    if constexpr (sizeof...(Part) != RaggedRank)
      return RaggedTensor{};
    else {
      std::size_t counts[] = {By::rows(detail::flat_span(part))..., flat.size() / InnerShape::size};
      data::Outcome fault = whole_values(flat.size());
      std::size_t axis = 0;
      auto const check = [&](auto const& span) {
        if (fault) fault = By::check(span, axis, counts[axis + 1], axis + 1 == RaggedRank ? "values" : "rows of the next axis");
        ++axis;
      };
      (check(detail::flat_span(part)), ...);
      if (!fault) return fault;
      return build([&](Builder& b) {
        b.append(flat.data(), counts[RaggedRank]);
        std::size_t k = 0;
        auto const split = [&](auto const& span) {
          for (std::size_t row = 0, end = 0; row < counts[k]; ++row) b.end_row(k, end += By::length(span, row));
          ++k;
        };
        (split(detail::flat_span(part)), ...);
      });
    }
  }

  /// Rows of axis `Axis`, or of the last one values.
  template <std::size_t Axis, class Rows>
  static constexpr void append_nested(Builder& b, Rows const& rows, data::Outcome& fault) {
    for (auto const& row : rows)
      if constexpr (Axis < RaggedRank) {
        append_nested<Axis + 1>(b, row, fault);
        b.end_row(Axis);
      } else {
        T value[InnerShape::size]{};
        std::size_t count = 0;
        copy_inner<0>(row, value, count, fault);
        b.append(value, 1);
      }
  }
  template <int Axis, class Inner>
  static constexpr void copy_inner(Inner const& inner, T* to, std::size_t& count, data::Outcome& fault) {
    if constexpr (Axis == InnerShape::rank)
      to[count++] = inner;
    else {
      constexpr auto extent = static_cast<std::size_t>(dims_of<InnerShape>[Axis]);
      std::size_t given = 0;
      for (auto const& part : inner)
        if (given++ < extent) copy_inner<Axis + 1>(part, to, count, fault);
      if (given != extent && fault)
        fault = data::Outcome::failure("a value has ", given, " parts on its axis ", Axis, ", its shape says ", extent);
    }
  }
};

}  // namespace tenon
