// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sparse/entries.hpp>
#include <tenon/op/sorting.hpp>

/// Bringing entries in order: routines on indices [C, rank], whose rows of -1 stand for no entries and stay behind.
namespace tenon {
namespace sparse::detail {

/// Whether entry a comes before entry b; of equal ones the first, and what is no entry last.
template <class I>
struct Before {
  I const* indices;
  std::size_t rank;
  constexpr bool operator()(Index a, Index b) const {
    I const *const x = indices + std::size_t(a) * rank, *const y = indices + std::size_t(b) * rank;
    if (x[0] < 0 || y[0] < 0) return x[0] >= 0 || (y[0] < 0 && a < b);
    int const way = compare(x, y, rank);
    return way != 0 ? way < 0 : a < b;
  }
};

/// Writes the entries' numbers in order, and to which place each goes: equal ones to one place if they are merged. What is no
/// entry goes to -1. Gives the number of places.
template <class I>
constexpr std::size_t order_entries(I const* indices, std::size_t rank, std::size_t count, bool merge, Index* slots,
                                    Index* order) {
  Before<I> const before{indices, rank};
  bool sorted = true;
  for (std::size_t e = 0; e < count; ++e) {
    order[e] = static_cast<Index>(e);
    sorted = sorted && (e == 0 || before(static_cast<Index>(e - 1), static_cast<Index>(e)));
  }
  if (!sorted) op::sorting::sort(op::sorting::Walk<Index>{order, 1}, static_cast<std::ptrdiff_t>(count), before);
  std::size_t places = 0;
  for (std::size_t i = 0; i < count; ++i) {
    auto const at = static_cast<std::size_t>(order[i]);
    if (indices[at * rank] < 0) {
      slots[at] = -1;
      continue;
    }
    bool const again =
        merge && i > 0 && compare(indices + at * rank, indices + static_cast<std::size_t>(order[i - 1]) * rank, rank) == 0;
    places += again ? 0 : 1;
    slots[at] = static_cast<Index>(places - 1);
  }
  return places;
}

/// Sorts rows of indices where they are (heapsort).
template <class I>
constexpr void sort_rows(I* rows, std::size_t rank, std::size_t count) {
  auto behind = [&](std::size_t a, std::size_t b) {  // whether a belongs behind b
    I const *const x = rows + a * rank, *const y = rows + b * rank;
    if (x[0] < 0 || y[0] < 0) return x[0] < 0 && y[0] >= 0;
    return compare(x, y, rank) > 0;
  };
  auto exchange = [&](std::size_t a, std::size_t b) {
    for (std::size_t k = 0; k < rank; ++k) {
      I const t = rows[a * rank + k];
      rows[a * rank + k] = rows[b * rank + k];
      rows[b * rank + k] = t;
    }
  };
  bool sorted = true;
  for (std::size_t e = 1; sorted && e < count; ++e) sorted = !behind(e - 1, e);
  if (sorted) return;
  auto sink = [&](std::size_t root, std::size_t end) {
    for (std::size_t child = 2 * root + 1; child < end; child = 2 * root + 1) {
      if (child + 1 < end && behind(child + 1, child)) ++child;
      if (!behind(child, root)) return;
      exchange(child, root);
      root = child;
    }
  };
  for (std::size_t i = count / 2; i-- > 0;) sink(i, count);
  for (std::size_t end = count; end-- > 1;) {
    exchange(0, end);
    sink(0, end);
  }
}
/// Takes rows that repeat the one before them out of sorted rows, and writes -1 behind the others.
template <class I>
constexpr void merge_rows(I* rows, std::size_t rank, std::size_t count) {
  std::size_t kept = 0;
  for (std::size_t e = 0; e < count && rows[e * rank] >= 0; ++e) {
    if (kept > 0 && compare(rows + e * rank, rows + (kept - 1) * rank, rank) == 0) continue;
    for (std::size_t k = 0; k < rank; ++k) rows[kept * rank + k] = rows[e * rank + k];
    ++kept;
  }
  for (std::size_t i = kept * rank; i < count * rank; ++i) rows[i] = I(-1);
}

}  // namespace sparse::detail

namespace op {

/// Indices in order, repeated ones once if they are merged: [C, rank, merged].
struct SparseSort {
  static constexpr char name[] = "sparse_sort";
  static constexpr int arity = 1, flops = 1;
  static constexpr Typed operands[1] = {Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) { return Dims{3, {in[0][0], in[0][1], n.attr}}; }
  template <class I>
  TENON_INLINE static constexpr void run(Dims const& form, I const* x, I* y) {
    auto const count = static_cast<std::size_t>(form[0]), rank = static_cast<std::size_t>(form[1]);
    for (std::size_t i = 0; i < count * rank; ++i) y[i] = x[i];
    sparse::detail::sort_rows(y, rank, count);
    if (form[2] != 0) sparse::detail::merge_rows(y, rank, count);
  }
};
/// Where each entry goes then, [C, 1], in front of an order of entries: [C, rank, merged].
struct SparseSlots {
  static constexpr char name[] = "sparse_slots";
  static constexpr int arity = 1, flops = 1;
  static constexpr Typed operands[1] = {Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) { return Dims{3, {in[0][0], in[0][1], n.attr}}; }
  template <class I>
  TENON_INLINE static constexpr void run(Dims const& form, I const* x, I* y) {
    sparse::detail::order_entries(x, static_cast<std::size_t>(form[1]), static_cast<std::size_t>(form[0]), form[2] != 0, y,
                                  y + form[0]);
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("sparse_sort")> : std::type_identity<op::SparseSort> {};
template <> struct OpOf<hash_name("sparse_slots")> : std::type_identity<op::SparseSlots> {};
// clang-format on

}  // namespace tenon
