// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/outcome.hpp>
#include <tenon/op/routine.hpp>

/// Whole numbers about rows, as operations of graphs: to which row a value belongs, where its place is, and what run time may
/// find wrong. They have no derivative: values are moved by `take`, which has one.
namespace tenon {
namespace op {

/// The row of each value that there is room for; behind the last value the number of splits less one: [splits, values].
struct RaggedRows {
  static constexpr char name[] = "ragged_rows";
  static constexpr int arity = 1, flops = 1;
  static constexpr Typed operands[1] = {Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) { return Dims{2, {in[0][0], n.dims[0]}}; }
  TENON_INLINE static constexpr void run(Dims const& form, Index const* splits, Index* y) {
    std::int32_t value = 0;
    for (std::int32_t row = 0; row + 1 < form[0]; ++row)
      for (; value < splits[row + 1] && value < form[1]; ++value) y[value] = row;
    for (; value < form[1]; ++value) y[value] = form[0] - 1;
  }
};

/// Where the values of each row lie, filled up to a width with -1: [rows, rows of one part, width, ragged axis, whether longer
/// rows are cut]. Of the first axis all rows are meant; below it those that the second operand names, -1 none.
template <bool Below>
struct RaggedPlaces {
  static constexpr char const* name = Below ? "ragged_places_below" : "ragged_places";
  static constexpr int arity = Below ? 2 : 1, flops = 1;
  static constexpr Typed operands[2] = {Typed::index, Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) {
    std::int32_t const width = n.dims[n.dims.rank - 1];
    return Dims{5,
                {static_cast<std::int32_t>(n.dims.size() / width), Below ? in[1][in[1].rank - 1] : in[0][0], width, n.attr / 2,
                 n.attr % 2}};
  }
  TENON_INLINE static constexpr void run(Dims const& form, Index const* splits, Index* y) {
    for (std::int32_t i = 0; i < form[0]; ++i, y += form[2]) one(form, splits, i, i, y);
  }
  TENON_INLINE static constexpr void run(Dims const& form, Index const* splits, Index const* rows, Index* y) {
    for (std::int32_t i = 0; i < form[0]; ++i, y += form[2]) one(form, splits, i, rows[i], y);
  }

 private:
  TENON_INLINE static constexpr void one(Dims const& form, Index const* splits, std::int32_t i, Index row, Index* y) {
    Index const first = row < 0 ? 0 : splits[row], length = row < 0 ? 0 : splits[row + 1] - first;
    if constexpr (TENON_CHECKS != 0)
      if (length > form[2] && form[4] == 0) [[unlikely]]
        data::Outcome::failure("row ", i % form[1], " of axis ", form[3], " has ", length, " values, more than the width ",
                               form[2])
            .or_stop("ragged::to_tensor");
    for (std::int32_t k = 0; k < form[2]; ++k) y[k] = k < length ? first + k : -1;
  }
};

/// The splits of the first of two operands whose rows must be equally long; of row counts, that must be equal: [numbers, axis].
struct RaggedSame {
  static constexpr char name[] = "ragged_same";
  static constexpr int arity = 2, flops = 0;
  static constexpr Typed operands[2] = {Typed::index, Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const*) { return Dims{2, {static_cast<std::int32_t>(n.dims.size()), n.attr}}; }
  TENON_INLINE static constexpr void run(Dims const& form, Index const* a, Index const* b, Index* y) {
    for (std::int32_t i = 0; i < form[0]; ++i) {
      y[i] = a[i];
      if constexpr (TENON_CHECKS != 0) {
        if (a[i] == b[i]) [[likely]]
          continue;
        if (form[1] == 0)
          data::Outcome::failure("lhs has ", a[i], " rows, rhs has ", b[i]).or_stop("ragged::map_flat_values");
        else
          data::Outcome::failure("row ", i - 1, " of axis ", form[1], " has ", a[i] - a[i - 1], " values in lhs and ",
                                 b[i] - b[i - 1], " in rhs")
              .or_stop("ragged::map_flat_values");
      }
    }
  }
};

/// Rows by number, of which negative ones count from the end, as numbers from 0; the second operand says how many rows there are.
struct RaggedChosen {
  static constexpr char name[] = "ragged_chosen";
  static constexpr int arity = 2, flops = 0;
  static constexpr Typed operands[2] = {Typed::index, Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const*) { return n.dims; }
  TENON_INLINE static constexpr void run(Dims const& form, Index const* rows, Index const* count, Index* y) {
    for (std::int32_t i = 0; i < form[0]; ++i) {
      y[i] = rows[i] < 0 ? rows[i] + *count : rows[i];
      if (y[i] >= 0 && y[i] < *count) [[likely]]
        continue;
      if constexpr (TENON_CHECKS != 0)
        data::Outcome::failure("rows[", i, "] = ", rows[i], " is out of range: there are ", *count, " rows")
            .or_stop("ragged::gather");
      y[i] = -1;  // a row without values
    }
  }
};
/// The splits of rows that are chosen, then of rows without values: [splits, chosen, capacity below, axis, whether values
/// follow].
struct RaggedChosenSplits {
  static constexpr char name[] = "ragged_chosen_splits";
  static constexpr int arity = 2, flops = 1;
  static constexpr Typed operands[2] = {Typed::index, Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) { return Dims{4, {in[0][0], in[1][0], n.attr / 16, n.attr % 16}}; }
  TENON_INLINE static constexpr void run(Dims const& form, Index const* splits, Index const* chosen, Index* y) {
    y[0] = 0;
    std::int64_t end = 0;
    for (std::int32_t i = 0; i + 1 < form[0]; ++i) {
      Index const row = i < form[1] ? chosen[i] : -1;
      if (row >= 0) end += splits[row + 1] - splits[row];
      y[i + 1] = static_cast<Index>(end < form[2] ? end : form[2]);
    }
    if constexpr (TENON_CHECKS != 0)
      if (end > form[2]) [[unlikely]] {
        if (form[3] % 2 != 0)
          data::Outcome::failure(end, " values do not fit a capacity of ", form[2]).or_stop("ragged::gather");
        else
          data::Outcome::failure(end, " rows of axis ", form[3] / 2, " do not fit a capacity of ", form[2])
              .or_stop("ragged::gather");
      }
  }
};
/// Where what is in chosen rows comes from; -1 behind the last: [new splits, chosen, places]. Of splits, chosen rows, new splits.
struct RaggedChosenPlaces {
  static constexpr char name[] = "ragged_chosen_places";
  static constexpr int arity = 3, flops = 1;
  static constexpr Typed operands[3] = {Typed::index, Typed::index, Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) { return Dims{3, {in[2][0], in[1][0], n.dims[0]}}; }
  TENON_INLINE static constexpr void run(Dims const& form, Index const* splits, Index const* chosen, Index const* ends,
                                         Index* y) {
    std::int32_t value = 0;
    for (std::int32_t i = 0; i + 1 < form[0] && i < form[1]; ++i)
      for (Index k = 0; value < ends[i + 1]; ++k) y[value++] = splits[chosen[i]] + k;
    for (; value < form[2]; ++value) y[value] = -1;
  }
};

/// Splits of rows of these lengths, none longer than a width: [rows, width].
struct RaggedSplits {
  static constexpr char name[] = "ragged_splits";
  static constexpr int arity = 1, flops = 1;
  static constexpr Typed operands[1] = {Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) { return Dims{2, {in[0][0], n.attr}}; }
  TENON_INLINE static constexpr void run(Dims const& form, Index const* lengths, Index* y) {
    y[0] = 0;
    for (std::int32_t i = 0; i < form[0]; ++i) {
      Index n = lengths[i];
      if (n < 0 || n > form[1]) [[unlikely]] {
        if constexpr (TENON_CHECKS != 0)
          data::Outcome::failure("lengths[", i, "] = ", n, " of a row of ", form[1], " values").or_stop("ragged::from_tensor");
        n = n < 0 ? 0 : form[1];
      }
      y[i + 1] = y[i] + n;
    }
  }
};
/// Where the first values of rows of one width lie, 0 behind the last: [splits, width, places].
struct RaggedFirst {
  static constexpr char name[] = "ragged_first";
  static constexpr int arity = 1, flops = 1;
  static constexpr Typed operands[1] = {Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) { return Dims{3, {in[0][0], n.attr, n.dims[0]}}; }
  TENON_INLINE static constexpr void run(Dims const& form, Index const* splits, Index* y) {
    std::int32_t value = 0;
    for (std::int32_t row = 0; row + 1 < form[0]; ++row)
      for (Index k = 0; value < splits[row + 1]; ++k) y[value++] = row * form[1] + k;
    for (; value < form[2]; ++value) y[value] = 0;
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("ragged_rows")> : std::type_identity<op::RaggedRows> {};
template <> struct OpOf<hash_name("ragged_places")> : std::type_identity<op::RaggedPlaces<false>> {};
template <> struct OpOf<hash_name("ragged_places_below")> : std::type_identity<op::RaggedPlaces<true>> {};
template <> struct OpOf<hash_name("ragged_same")> : std::type_identity<op::RaggedSame> {};
template <> struct OpOf<hash_name("ragged_chosen")> : std::type_identity<op::RaggedChosen> {};
template <> struct OpOf<hash_name("ragged_chosen_splits")> : std::type_identity<op::RaggedChosenSplits> {};
template <> struct OpOf<hash_name("ragged_chosen_places")> : std::type_identity<op::RaggedChosenPlaces> {};
template <> struct OpOf<hash_name("ragged_splits")> : std::type_identity<op::RaggedSplits> {};
template <> struct OpOf<hash_name("ragged_first")> : std::type_identity<op::RaggedFirst> {};
// clang-format on

}  // namespace tenon
