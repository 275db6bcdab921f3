// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/across_lanes.hpp>

#include <type_traits>

/// Loops over the entries of a sparse matrix and the rows of a dense one. Columns of the dense matrix go in blocks that stay in
/// registers while a row's entries are added up. In constant evaluation the same loops run with single lanes.
namespace tenon::sparse::detail {
inline namespace TENON_ISA {

template <class T, int N>
using Block = std::conditional_t<N == 1, tenon::lanes::Lane<T, 1>, simd::lane<T, N>>;

/// Calls body(registers, lanes, first column) for blocks that cover `n` columns.
template <int N, class T, class Body>
TENON_INLINE constexpr void for_narrow_blocks(std::ptrdiff_t j, std::ptrdiff_t n, Body const& body) {
  for (; j + N <= n; j += N) body(std::integral_constant<int, 1>{}, std::type_identity<Block<T, N>>{}, j);
  if constexpr (N > 1) for_narrow_blocks<N / 2, T>(j, n, body);
}
template <class T, class Body>
TENON_INLINE constexpr void for_each_block(std::ptrdiff_t n, Body const& body) {
  constexpr int lanes = simd::native_lanes<T>;
  std::ptrdiff_t j = 0;
  if (__builtin_is_constant_evaluated() || lanes == 1) return for_narrow_blocks<1, T>(j, n, body);
  using L = std::type_identity<Block<T, lanes>>;
  for (; j + 8 * lanes <= n; j += 8 * lanes) body(std::integral_constant<int, 8>{}, L{}, j);
  if (j + 4 * lanes <= n) body(std::integral_constant<int, 4>{}, L{}, j), j += 4 * lanes;
  if (j + 2 * lanes <= n) body(std::integral_constant<int, 2>{}, L{}, j), j += 2 * lanes;
  for_narrow_blocks<lanes, T>(j, n, body);
}

/// Adds values[e] times row column(e) of x for the entries first ... last - 1.
template <int R, class L, class T, class Column>
TENON_INLINE constexpr void add_rows(L (&sum)[R], std::ptrdiff_t first, std::ptrdiff_t last, T const* values,
                                     Column const& column, T const* x, std::ptrdiff_t n) {
  if constexpr (R == 1 && L::size == 1) {
    // A vector: four sums do not wait for each other.
    L part[4] = {sum[0], L(T(0)), L(T(0)), L(T(0))};
    std::ptrdiff_t e = first;
    for (; e + 4 <= last; e += 4)
      for (int i = 0; i < 4; ++i) part[i] = fma(L(values[e + i]), L(x[column(e + i) * n]), part[i]);
    for (; e < last; ++e) part[0] = fma(L(values[e]), L(x[column(e) * n]), part[0]);
    sum[0] = (part[0] + part[1]) + (part[2] + part[3]);
  } else
    for (std::ptrdiff_t e = first; e < last; ++e) {
      L const v(values[e]);
      T const* const from = x + column(e) * n;
#pragma GCC unroll 8
      for (int i = 0; i < R; ++i) sum[i] = fma(v, L::load(from + i * L::size), sum[i]);
    }
}

/// Rows of entries, row r from splits[r] on: y[r] = the sum of values[e] x[columns[e]].   [rows, n]
template <class T, class I>
TENON_INLINE constexpr void rows_times_dense(std::ptrdiff_t rows, I const* splits, I const* columns, T const* values, T const* x,
                                             std::ptrdiff_t n, T* y) {
  for_each_block<T>(n, [&]<int R, class L>(std::integral_constant<int, R>, std::type_identity<L>, std::ptrdiff_t j) {
    for (std::ptrdiff_t r = 0; r < rows; ++r) {
      L sum[R];
      for (int i = 0; i < R; ++i) sum[i] = L(T(0));
      add_rows(sum, splits[r], splits[r + 1], values, [&](std::ptrdiff_t e) { return std::ptrdiff_t{columns[e]}; }, x + j, n);
      for (int i = 0; i < R; ++i) sum[i].store(y + r * n + j + i * L::size);
    }
  });
}
/// The same of the transposed matrix: y[columns[e]] += values[e] x[r]; y holds zeros if it is not to be cleared.   [columns, n]
template <bool Clear = true, class T, class I>
TENON_INLINE constexpr void columns_times_dense(std::ptrdiff_t rows, I const* splits, I const* columns, T const* values,
                                                T const* x, std::ptrdiff_t n, T* y, std::ptrdiff_t results) {
  if constexpr (Clear)
    for (std::ptrdiff_t i = 0; i < results * n; ++i) y[i] = T(0);
  for_each_block<T>(n, [&]<int R, class L>(std::integral_constant<int, R>, std::type_identity<L>, std::ptrdiff_t j) {
    for (std::ptrdiff_t r = 0; r < rows; ++r) {
      L row[R];
      for (int i = 0; i < R; ++i) row[i] = L::load(x + r * n + j + i * L::size);
      for (std::ptrdiff_t e = splits[r]; e < splits[r + 1]; ++e) {
        L const v(values[e]);
        T* const to = y + std::ptrdiff_t{columns[e]} * n + j;
#pragma GCC unroll 8
        for (int i = 0; i < R; ++i) fma(v, row[i], L::load(to + i * L::size)).store(to + i * L::size);
      }
    }
  });
}

/// Entries with a row and a column each, in any order: y[row] += values[e] x[column]; those of one row one after the other are
/// added in registers. `Row` 1 is the transposed matrix.
template <int Row, class T, class I>
TENON_INLINE constexpr void entries_times_dense(std::ptrdiff_t entries, I const* at, T const* values, T const* x,
                                                std::ptrdiff_t n, T* y, std::ptrdiff_t results) {
  for (std::ptrdiff_t i = 0; i < results * n; ++i) y[i] = T(0);
  for_each_block<T>(n, [&]<int R, class L>(std::integral_constant<int, R>, std::type_identity<L>, std::ptrdiff_t j) {
    for (std::ptrdiff_t e = 0; e < entries;) {
      I const row = at[2 * e + Row];
      std::ptrdiff_t end = e + 1;
      while (end < entries && at[2 * end + Row] == row) ++end;
      T* const to = y + std::ptrdiff_t{row} * n + j;
      L sum[R];
      for (int i = 0; i < R; ++i) sum[i] = L::load(to + i * L::size);
      add_rows(sum, e, end, values, [&](std::ptrdiff_t k) { return std::ptrdiff_t{at[2 * k + 1 - Row]}; }, x + j, n);
      for (int i = 0; i < R; ++i) sum[i].store(to + i * L::size);
      e = end;
    }
  });
}

/// The dot product of two rows of n.
template <class T>
TENON_INLINE constexpr T dot(T const* a, T const* b, std::ptrdiff_t n) {
  using Lone = tenon::lanes::Lane<T, 1>;
  Lone sum(T(0));
  std::ptrdiff_t j = 0;
  if (!__builtin_is_constant_evaluated()) {
    constexpr int lanes = simd::native_lanes<T>;
    if constexpr (lanes > 1) {
      using L = Block<T, lanes>;
      L all(T(0));
      for (; j + lanes <= n; j += lanes) all = fma(L::load(a + j), L::load(b + j), all);
      sum = Lone(reduce_add(all));
    }
  }
  for (; j < n; ++j) sum = fma(Lone(a[j]), Lone(b[j]), sum);
  return sum.v[0];
}

}  // namespace TENON_ISA
}  // namespace tenon::sparse::detail
