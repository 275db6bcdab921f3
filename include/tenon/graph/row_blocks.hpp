// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/descriptor.hpp>

/// Kernels that walk the same rows, such as those of a softmax or a normalisation, run on a few rows after the other while
/// these are in the cache, instead of each on all of them. Which kernels can is read off the plan: the rows of one must touch
/// no other rows of another. Nothing changes within a row, so the results are the same. Intermediate values that only these
/// kernels use take the memory of a few rows, over and over.
namespace tenon::detail {

/// `count` kernels, `rows` rows at a time of all the `extent` rows; a count of 1 is an ordinary kernel.
struct RowBlock {
  int count = 1;
  std::int32_t rows = 0, extent = 0;
};

/// Bytes of the rows at work that fit a processor's first cache with room to spare; less in all is not worth blocking.
inline constexpr std::int64_t row_block_bytes = 24 * 1024;
/// And of the least rows that are worth a loop.
inline constexpr std::int64_t least_row_block_bytes = 1024;

/// Programs of more kernels than this take the pointers of their kernels from a table, or compile time would grow with the
/// program; they run kernel by kernel.
inline constexpr int straight_line_kernels = 64;

template <PlanSize Size>
class RowBlocks {
 public:
  constexpr explicit RowBlocks(Plan<Size> const& p) : p_(p) {}

  /// The block that begins with a kernel.
  constexpr RowBlock at(int first) const {
    RowBlock r;
    if (!walks_rows(first)) return r;
    r.extent = p_.kernels[first].space[0];
    while (r.count < most_kernels && first + r.count < Size.kernels && joins(first, first + r.count)) ++r.count;
    if (r.count == 1) return r;
    std::int64_t shared = 0, row = 0;
    for (int k = first; k < first + r.count; ++k)
      for (int a = begin_of(k); a < end_of(k); ++a)
        if (!seen_before(begin_of(first), a)) (row_step(a) == 0 ? shared : row) += width(k, a);
    if (shared + row * r.extent <= row_block_bytes) return {};
    r.rows = 1;
    for (std::int32_t rows = 2; rows < r.extent && shared + row * rows <= row_block_bytes; ++rows)
      if (r.extent % rows == 0) r.rows = rows;
    // A row that fills the cache on its own gains nothing; where few rows divide their number, short ones are hardly a loop.
    bool const pays = shared + row * r.rows <= 2 * row_block_bytes && row * r.rows >= least_row_block_bytes;
    return pays ? r : RowBlock{};
  }

  /// Bytes from one row of an operand to the next.
  constexpr std::int64_t row_step(int a) const { return p_.accesses[a].strides[0] * size_of_element(a); }
  /// The same in a block; 0 where all of its rows take the place of the first ones.
  constexpr std::int64_t step_in(int first, RowBlock block, int a) const { return is_local(first, block, a) ? 0 : row_step(a); }
  /// Whether an operand of a block's kernel is in the cache already, for a store: is about to be written anyway.
  constexpr bool is_cached(int first, int k, int a) const {
    for (int j = first; j <= k; ++j)
      for (int b = begin_of(j); b < end_of(j) && b < a; ++b)
        if (same_memory(a, b) && p_.slots[a].offset == p_.slots[b].offset && (!is_store(k, a) || is_store(j, b))) return true;
    return false;
  }

 private:
  /// Compilers limit the steps of a constant expression; longer chains are several blocks.
  static constexpr int most_kernels = 12;

  Plan<Size> const& p_;

  constexpr int begin_of(int k) const { return p_.kernels[k].first_access; }
  constexpr int end_of(int k) const { return begin_of(k) + p_.kernels[k].size.loads + p_.kernels[k].size.stores; }
  constexpr bool is_store(int k, int a) const { return a >= begin_of(k) + p_.kernels[k].size.loads; }
  constexpr std::int64_t size_of_element(int a) const { return static_cast<std::int64_t>(size_of(p_.accesses[a].dtype)); }
  /// Bytes from the first element of a row to the end of its last, for an access of kernel k.
  constexpr std::int64_t width(int k, int a) const {
    auto const& h = p_.kernels[k];
    std::int64_t elements = 1;
    for (int i = 1; i < p_.accesses[a].strides.rank; ++i) elements += std::int64_t(h.space[i] - 1) * p_.accesses[a].strides[i];
    return elements * size_of_element(a);
  }
  constexpr bool seen_before(int begin, int a) const {
    for (int b = begin; b < a; ++b)
      if (same_memory(a, b) && p_.slots[a].offset == p_.slots[b].offset) return true;
    return false;
  }
  constexpr bool same_memory(int a, int b) const {
    Slot const &x = p_.slots[a], &y = p_.slots[b];
    return x.where == y.where && (x.where == Buffer::workspace || x.index == y.index);
  }
  constexpr bool overlap(int k, int a, int j, int b) const {
    std::int64_t const x = p_.slots[a].offset, y = p_.slots[b].offset;
    return x < y + (p_.kernels[j].space[0] - 1) * row_step(b) + width(j, b) &&
           y < x + (p_.kernels[k].space[0] - 1) * row_step(a) + width(k, a);
  }
  constexpr bool same_rows(int k, int a, int j, int b) const {
    return p_.slots[a].offset == p_.slots[b].offset && row_step(a) == row_step(b) && width(k, a) <= row_step(a) &&
           width(j, b) <= row_step(b);
  }

  /// Whether a kernel computes its rows one after the other and writes no variable, which other operands might be.
  constexpr bool walks_rows(int k) const {
    auto const& h = p_.kernels[k];
    if ((h.kind != KernelKind::map && h.kind != KernelKind::reduce) || h.kept < 1 || h.space[0] < 2) return false;
    for (int a = begin_of(k); a < end_of(k); ++a) {
      for (int i = 0; i < p_.accesses[a].strides.rank; ++i)
        if (p_.accesses[a].strides[i] < 0) return false;
      if (is_store(k, a) && (p_.slots[a].where == Buffer::leaf || row_step(a) < width(k, a))) return false;
    }
    return true;
  }
  /// Whether kernel k can follow those from `first` on: what it shares with one of them, if either writes it, are equal rows.
  constexpr bool joins(int first, int k) const {
    if (!walks_rows(k) || p_.kernels[k].space[0] != p_.kernels[first].space[0]) return false;
    for (int j = first; j < k; ++j)
      for (int a = begin_of(j); a < end_of(j); ++a)
        for (int b = begin_of(k); b < end_of(k); ++b)
          if ((is_store(j, a) || is_store(k, b)) && same_memory(a, b) && overlap(j, a, k, b) && !same_rows(j, a, k, b))
            return false;
    return true;
  }
  /// Whether a buffer is written and read by the kernels of a block only, at the same rows, and nothing else of them lies there.
  constexpr bool is_local(int first, RowBlock block, int a) const {
    if (p_.slots[a].where != Buffer::workspace) return false;
    int const last = first + block.count - 1;
    int of_a = first;
    while (end_of(of_a) <= a) ++of_a;
    for (int k = 0; k < Size.kernels; ++k)
      for (int b = begin_of(k); b < end_of(k); ++b) {
        bool const inside = k >= first && k <= last;
        if (p_.accesses[a].buffer == p_.accesses[b].buffer) {
          if (!inside || !same_rows(of_a, a, k, b)) return false;
        } else if (inside && same_memory(a, b) && overlap(of_a, a, k, b))
          return false;
      }
    return true;
  }
};

/// The block that begins with a kernel: each a constant expression of its own, or the steps of all would add up.
template <class Source, int Kernel>
inline constexpr RowBlock row_block_of =
    Planned<Source>::size.kernels <= straight_line_kernels ? RowBlocks(Planned<Source>::plan).at(Kernel) : RowBlock{};

}  // namespace tenon::detail
