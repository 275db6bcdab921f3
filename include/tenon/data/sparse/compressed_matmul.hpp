// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sparse/matmul.hpp>

/// Products of matrices whose entries lie row after row. A pattern is one operand: the splits, rows + 1 numbers, and behind them
/// the column of each entry. Entries of row r are splits[r] ... splits[r + 1] - 1.
namespace tenon {
namespace op {

namespace detail {
/// What a pattern must be for its entries to lie inside of a matrix; a wrong one ends the program.
template <class I>
constexpr void check_pattern(std::ptrdiff_t rows, std::ptrdiff_t columns, std::ptrdiff_t capacity, I const* splits,
                             I const* indices) {
  if constexpr (TENON_CHECKS != 0) {
    std::ptrdiff_t last = 0;
    for (std::ptrdiff_t r = 0; r <= rows; ++r) {
      if (splits[r] < last || splits[r] > capacity) tenon::detail::fail_index(static_cast<std::ptrdiff_t>(splits[r]), capacity);
      last = splits[r];
    }
    for (std::ptrdiff_t e = 0; e < last; ++e) static_cast<void>(in_range(static_cast<std::ptrdiff_t>(indices[e]), columns));
  }
}
}  // namespace detail

/// values [C], pattern [outer + 1 + C], x [.., n]: [outer, rows of the result, rows of the operand, n, transposed, C].
struct CompressedMatmul {
  static constexpr char name[] = "compressed_matmul";
  static constexpr int arity = 3, flops = 2;
  static constexpr Typed operands[3] = {Typed::data, Typed::index, Typed::data}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) {
    return Dims{6, {in[1][0] - in[0][0] - 1, n.dims[0], in[2][0], n.dims[1], n.attr, in[0][0]}};
  }
  static constexpr BatchPlace batch(Node const& n, Dims const* in, BatchPlace const* places) {
    return SparseMatmul::batch(n, in, places);
  }
  template <class T, class I>
  TENON_INLINE static constexpr void run(Dims const& form, T const* values, I const* pattern, T const* x, T* y) {
    run(form, values, pattern, pattern + form[0] + 1, x, y);
  }
  template <bool Clear = true, class T, class I>
  TENON_INLINE static constexpr void run(Dims const& form, T const* values, I const* splits, I const* indices, T const* x, T* y) {
    detail::check_pattern(form[0], form[form[4] != 0 ? 1 : 2], form[5], splits, indices);
    if (form[4] != 0)
      sparse::detail::columns_times_dense<Clear>(form[0], splits, indices, values, x, form[3], y, form[1]);
    else
      sparse::detail::rows_times_dense(form[0], splits, indices, values, x, form[3], y);
  }
  template <class D>
  static constexpr void derive(D& d);
};

/// a[r] b[c] for the entry in row r and column c: [outer, rows of b, n, C].
struct CompressedDots {
  static constexpr char name[] = "compressed_dots";
  static constexpr int arity = 3, flops = 2;
  static constexpr Typed operands[3] = {Typed::data, Typed::data, Typed::index}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) { return Dims{4, {in[0][0], in[1][0], in[0][1], n.dims[0]}}; }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* a, T const* b, Index const* splits, T* y) {
    std::ptrdiff_t const rows = form[0], n = form[2];
    Index const* const indices = splits + rows + 1;
    detail::check_pattern(rows, form[1], form[3], splits, indices);
    for (std::ptrdiff_t r = 0; r < rows; ++r)
      for (std::ptrdiff_t e = splits[r]; e < splits[r + 1]; ++e) y[e] = sparse::detail::dot(a + r * n, b + indices[e] * n, n);
    for (std::ptrdiff_t e = splits[rows]; e < form[3]; ++e) y[e] = T(0);
  }
  template <class D>
  static constexpr void derive(D& d) {
    Builder& b = d.builder();
    Node const left = b[d.node().in[0]], right = b[d.node().in[1]];
    if (d.wants(0)) d.add(0, routine<CompressedMatmul>(left.dtype, left.dims, 0, d.g(), d.in(2), d.in(1)));
    if (d.wants(1)) d.add(1, routine<CompressedMatmul>(right.dtype, right.dims, 1, d.g(), d.in(2), d.in(0)));
  }
};
template <class D>
constexpr void CompressedMatmul::derive(D& d) {
  Builder& b = d.builder();
  Node const n = d.node(), values = b[n.in[0]], x = b[n.in[2]];
  bool const transposed = n.attr != 0;
  if (d.wants(0))
    d.add(0, transposed ? routine<CompressedDots>(values.dtype, values.dims, 0, d.in(2), d.g(), d.in(1))
                        : routine<CompressedDots>(values.dtype, values.dims, 0, d.g(), d.in(2), d.in(1)));
  if (d.wants(2)) d.add(2, routine<CompressedMatmul>(x.dtype, x.dims, transposed ? 0 : 1, d.in(0), d.in(1), d.g()));
}

/// The pattern of ordered indices [C, 2]: [rows, C].
struct SparseCompress {
  static constexpr char name[] = "sparse_compress";
  static constexpr int arity = 1, flops = 1;
  static constexpr Typed operands[1] = {Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) { return Dims{2, {n.dims[0] - in[0][0] - 1, in[0][0]}}; }
  template <class I>
  TENON_INLINE static constexpr void run(Dims const& form, I const* at, I* pattern) {
    run(form, at, pattern, pattern + form[0] + 1);
  }
  template <class I, class J>
  TENON_INLINE static constexpr void run(Dims const& form, I const* at, J* splits, J* indices) {
    auto const n = sparse::detail::count_entries(at, 2, static_cast<std::size_t>(form[1]));
    auto const entries = static_cast<std::ptrdiff_t>(n);
    sparse::detail::outcome_of(sparse::detail::fault_of_order(2, at, n), Dims{2, {0, 0}}, at).or_stop("to_csr, to_csc");
    std::ptrdiff_t e = 0;
    for (std::ptrdiff_t r = 0; r <= form[0]; ++r) {
      while (e < entries && at[2 * e] < r) ++e;
      splits[r] = static_cast<J>(e);
    }
    for (e = 0; e < form[1]; ++e) indices[e] = e < entries ? static_cast<J>(at[2 * e + 1]) : J(0);
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("compressed_matmul")> : std::type_identity<op::CompressedMatmul> {};
template <> struct OpOf<hash_name("compressed_dots")> : std::type_identity<op::CompressedDots> {};
template <> struct OpOf<hash_name("sparse_compress")> : std::type_identity<op::SparseCompress> {};
// clang-format on

}  // namespace tenon
