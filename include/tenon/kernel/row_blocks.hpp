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

template <PlanSize Size>
class RowBlocks {
 public:
  constexpr explicit RowBlocks(Plan<Size> const& p) : p_(p) {}

  /// The block that begins with a kernel.
  constexpr RowBlock at(int first) const {
    RowBlock r;
    if (!walks_rows(first)) return r;
    r.extent = p_.kernels[first].space[0];
    while (first + r.count < Size.kernels && joins(first, first + r.count)) ++r.count;
    if (r.count == 1) return r;
    std::int64_t shared = 0, row = 0;
    for (int a = p_.kernels[first].first_access; a < end_of(first + r.count - 1); ++a)
      if (!seen_before(p_.kernels[first].first_access, a)) (row_step(a) == 0 ? shared : row) += width(a);
    if (shared + row * r.extent <= row_block_bytes) return {};
    for (std::int32_t rows = 1; rows < r.extent; ++rows)
      if (r.extent % rows == 0 && (rows == 1 || shared + row * rows <= row_block_bytes)) r.rows = rows;
    // A row that fills the cache on its own gains nothing.
    return shared + row * r.rows <= 2 * row_block_bytes && r.rows > 0 ? r : RowBlock{};
  }

  /// Bytes from one row of an operand to the next in a block; 0 where all of its rows take the place of the first ones.
  constexpr std::int64_t step_in(int first, RowBlock block, int a) const { return is_local(first, block, a) ? 0 : row_step(a); }

 private:
  Plan<Size> const& p_;

  constexpr int end_of(int k) const { return p_.kernels[k].first_access + p_.kernels[k].size.loads + p_.kernels[k].size.stores; }
  constexpr bool is_store(int k, int a) const { return a >= p_.kernels[k].first_access + p_.kernels[k].size.loads; }
  /// The kernel of an access.
  constexpr int kernel_of(int a) const {
    int k = 0;
    while (end_of(k) <= a) ++k;
    return k;
  }
  constexpr std::int64_t size_of_element(int a) const { return static_cast<std::int64_t>(size_of(p_.accesses[a].dtype)); }
  /// Bytes from one row to the next.
  constexpr std::int64_t row_step(int a) const { return p_.accesses[a].strides[0] * size_of_element(a); }
  /// Bytes from the first element of a row to the end of its last.
  constexpr std::int64_t width(int a) const {
    auto const& k = p_.kernels[kernel_of(a)];
    std::int64_t elements = 1;
    int const rank = is_store(kernel_of(a), a) ? k.kept : k.space.rank;
    for (int i = 1; i < rank; ++i) elements += std::int64_t(k.space[i] - 1) * p_.accesses[a].strides[i];
    return elements * size_of_element(a);
  }
  constexpr bool seen_before(int first, int a) const {
    for (int b = first; b < a; ++b)
      if (same_memory(a, b) && p_.slots[a].offset == p_.slots[b].offset) return true;
    return false;
  }
  constexpr bool same_memory(int a, int b) const {
    Slot const &x = p_.slots[a], &y = p_.slots[b];
    return x.where == y.where && (x.where == Buffer::workspace || x.index == y.index);
  }

  /// Whether a kernel computes its rows one after the other and writes no variable, which other operands might be.
  constexpr bool walks_rows(int k) const {
    auto const& h = p_.kernels[k];
    if ((h.kind != KernelKind::map && h.kind != KernelKind::reduce) || h.kept < 1 || h.space[0] < 2) return false;
    for (int a = h.first_access; a < end_of(k); ++a) {
      for (int i = 0; i < (is_store(k, a) ? h.kept : h.space.rank); ++i)
        if (p_.accesses[a].strides[i] < 0) return false;
      if (is_store(k, a) && (p_.slots[a].where == Buffer::leaf || row_step(a) < width(a))) return false;
    }
    return true;
  }
  constexpr bool joins(int first, int k) const {
    if (!walks_rows(k) || p_.kernels[k].space[0] != p_.kernels[first].space[0]) return false;
    for (int j = first; j < k; ++j)
      for (int a = p_.kernels[j].first_access; a < end_of(j); ++a)
        for (int b = p_.kernels[k].first_access; b < end_of(k); ++b)
          if ((is_store(j, a) || is_store(k, b)) && same_memory(a, b) && overlap(a, b, p_.kernels[k].space[0]) &&
              !same_rows(a, b))
            return false;
    return true;
  }
  /// Whether a buffer is written and read by the kernels of a block only, at the same rows, and nothing else of them lies there.
  constexpr bool is_local(int first, RowBlock block, int a) const {
    if (p_.slots[a].where != Buffer::workspace) return false;
    int const begin = p_.kernels[first].first_access, end = end_of(first + block.count - 1);
    for (int c = 0; c < Size.accesses; ++c) {
      bool const inside = c >= begin && c < end;
      if (p_.accesses[c].buffer == p_.accesses[a].buffer) {
        if (!inside || !same_rows(a, c)) return false;
      } else if (inside && same_memory(a, c) && overlap(a, c, block.extent))
        return false;
    }
    return true;
  }
  constexpr bool overlap(int a, int b, std::int64_t rows) const {
    std::int64_t const x = p_.slots[a].offset, y = p_.slots[b].offset;
    return x < y + (rows - 1) * row_step(b) + width(b) && y < x + (rows - 1) * row_step(a) + width(a);
  }
  constexpr bool same_rows(int a, int b) const {
    return p_.slots[a].offset == p_.slots[b].offset && row_step(a) == row_step(b) && width(a) <= row_step(a) &&
           width(b) <= row_step(b);
  }
};

}  // namespace tenon::detail
