// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/across_lanes.hpp>

#include <bit>
#include <cstddef>
#include <utility>

/// The product of two sparse matrices row after row (Gustavson 1978, "Two fast algorithms for sparse matrices"): a row of the
/// result is the sum of the rows of b that the entries of a row of a name. The row is kept densely, `width` columns at a time,
/// so that what is needed beside operands and result has a fixed size; on the heap all columns are one window.
namespace tenon::sparse::detail {
inline namespace TENON_ISA {

/// The columns of a window: 512 numbers, and a bit for each of them, fit any stack.
inline constexpr std::ptrdiff_t product_window = 512;
/// Columns as bits.
using ColumnBits = std::size_t;
inline constexpr std::ptrdiff_t column_bits = 8 * std::ptrdiff_t{sizeof(ColumnBits)};
constexpr std::ptrdiff_t words_of(std::ptrdiff_t columns) { return (columns + column_bits - 1) / column_bits; }

/// Rows of entries: those of row r are splits[r] ... splits[r + 1] - 1, their columns grow.
template <class I>
struct EntryRows {
  I const* splits;
  I const* columns;
  TENON_INLINE constexpr std::ptrdiff_t first(std::ptrdiff_t r) const { return std::ptrdiff_t{splits[r]}; }
  TENON_INLINE constexpr std::ptrdiff_t last(std::ptrdiff_t r) const { return std::ptrdiff_t{splits[r + 1]}; }
};

/// Calls body(e, f, column - from) for entry e of row r of a and each entry f of the row of b that it names, in a window.
template <class I, class Body>
TENON_INLINE constexpr void for_each_pair(EntryRows<I> a, EntryRows<I> b, std::ptrdiff_t r, std::ptrdiff_t from,
                                          std::ptrdiff_t width, Body const& body) {
  for (std::ptrdiff_t e = a.first(r); e < a.last(r); ++e) {
    std::ptrdiff_t const k = a.columns[e], last = b.last(k);
    std::ptrdiff_t f = b.first(k);
    if (from > 0)
      while (f < last && std::ptrdiff_t{b.columns[f]} < from) ++f;
    for (; f < last; ++f) {
      std::ptrdiff_t const column = std::ptrdiff_t{b.columns[f]} - from;
      if (column >= width) break;
      body(e, f, column);
    }
  }
}

/// Where a row of a b has entries in a window that begins with column `from`: bits are set.
template <class I>
TENON_INLINE constexpr void mark_columns(EntryRows<I> a, EntryRows<I> b, std::ptrdiff_t r, std::ptrdiff_t from,
                                         std::ptrdiff_t width, ColumnBits* bits) {
  for_each_pair(a, b, r, from, width, [&](std::ptrdiff_t, std::ptrdiff_t, std::ptrdiff_t j) {
    bits[j / column_bits] |= ColumnBits{1} << (j % column_bits);
  });
}
/// Calls column(j) for every bit that is set, in order.
template <class Column>
TENON_INLINE constexpr void for_each_column(ColumnBits const* bits, std::ptrdiff_t width, Column const& column) {
  for (std::ptrdiff_t w = 0; w < words_of(width); ++w)
    for (ColumnBits rest = bits[w]; rest != 0; rest &= rest - 1) column(w * column_bits + std::countr_zero(rest));
}

/// Where a b has entries, for a of `rows` rows and b of n columns: calls column(j) for those of a row in order, then
/// end_of_row(r). `bits` has words_of(width) words.
template <class I, class Column, class EndOfRow>
constexpr void for_each_product_entry(std::ptrdiff_t rows, EntryRows<I> a, EntryRows<I> b, std::ptrdiff_t n, ColumnBits* bits,
                                      std::ptrdiff_t width, Column const& column, EndOfRow const& end_of_row) {
  for (std::ptrdiff_t r = 0; r < rows; ++r) {
    for (std::ptrdiff_t from = 0; from < n; from += width) {
      for (std::ptrdiff_t w = 0; w < words_of(width); ++w) bits[w] = 0;
      mark_columns(a, b, r, from, width, bits);
      for_each_column(bits, width, [&](std::ptrdiff_t j) { column(from + j); });
    }
    end_of_row(r);
  }
}

/// One of the three values of c = a b from the other two: Which 0 is c of a and b, 1 what a gets of c and b (c b'), 2 what b
/// gets of a and c (a' c): c stands for what is wanted, which holds zeros. `window` has `width` numbers.
template <int Which, class T, class I>
constexpr void product_values(std::ptrdiff_t rows, EntryRows<I> a, EntryRows<I> b, std::ptrdiff_t n, T const* x, T const* y,
                              T* result, ColumnBits* bits, T* window, std::ptrdiff_t width) {
  auto add = [](T& to, T u, T v) { to = static_cast<T>(to + static_cast<T>(u * v)); };
  for (std::ptrdiff_t w = 0; w < width; ++w) window[w] = T(0);
  std::ptrdiff_t p = 0;  // the next entry of c
  for (std::ptrdiff_t r = 0; r < rows; ++r)
    for (std::ptrdiff_t from = 0; from < n; from += width) {
      for (std::ptrdiff_t w = 0; w < words_of(width); ++w) bits[w] = 0;
      if constexpr (Which == 0) {
        for_each_pair(a, b, r, from, width, [&](std::ptrdiff_t e, std::ptrdiff_t f, std::ptrdiff_t j) {
          bits[j / column_bits] |= ColumnBits{1} << (j % column_bits);
          add(window[j], x[e], y[f]);
        });
        for_each_column(bits, width, [&](std::ptrdiff_t j) { result[p++] = std::exchange(window[j], T(0)); });
      } else {
        mark_columns(a, b, r, from, width, bits);
        for_each_column(bits, width, [&](std::ptrdiff_t j) { window[j] = Which == 1 ? x[p++] : y[p++]; });
        for_each_pair(a, b, r, from, width, [&](std::ptrdiff_t e, std::ptrdiff_t f, std::ptrdiff_t j) {
          if constexpr (Which == 1)
            add(result[e], window[j], y[f]);
          else
            add(result[f], x[e], window[j]);
        });
      }
    }
}

}  // namespace TENON_ISA
}  // namespace tenon::sparse::detail
