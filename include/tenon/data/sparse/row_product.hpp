// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sparse/compressed_matmul.hpp>
#include <tenon/data/sparse/gustavson.hpp>
#include <tenon/op/bilinear.hpp>

#include <limits>

/// Products of two sparse matrices by rows, as routines: the pattern of the result, and its values. Both patterns, one behind the
/// other, are one operand of these.
namespace tenon {
namespace op {

namespace detail {
[[noreturn]] inline void fail_product_capacity(std::size_t entries, std::size_t capacity) {
  data::detail::fail("sparse::matmul: more entries than the capacity", {"entries", entries}, {"capacity", capacity});
}
}  // namespace detail

namespace detail {
/// The number of columns that entries are in: a routine knows the other extents from its operands.
template <class I>
constexpr std::ptrdiff_t columns_of(std::ptrdiff_t rows, sparse::detail::EntryRows<I> x) {
  std::ptrdiff_t n = 0;
  for (std::ptrdiff_t r = 0; r < rows; ++r)
    if (x.last(r) > x.first(r) && std::ptrdiff_t{x.columns[x.last(r) - 1]} >= n) n = std::ptrdiff_t{x.columns[x.last(r) - 1]} + 1;
  return n;
}
}  // namespace detail

/// Pattern of a [m + 1 + Ca], pattern of b [k + 1 + Cb], the number m, attr k -> pattern of a b [m + 1 + C].
struct SparseProductPattern {
  static constexpr char name[] = "sparse_product_pattern";
  static constexpr int arity = 3, flops = 1;
  static constexpr Typed operands[3] = {Typed::index, Typed::index, Typed::index}, result = Typed::index;
  /// [k, lengths of the three].
  static constexpr Dims form(Node const& n, Dims const* in) { return Dims{4, {n.attr, in[0][0], in[1][0], n.dims[0]}}; }
  template <class I>
  static constexpr void run(Dims const& form, I const* a, I const* b, I const* m, I* c) {
    namespace kernel = sparse::detail;
    std::ptrdiff_t const rows = *m, inner = form[0], capacity = form[3] - rows - 1;
    kernel::EntryRows<I> const x{a, a + rows + 1}, y{b, b + inner + 1};
    detail::check_pattern(rows, inner, form[1] - rows - 1, x.splits, x.columns);
    detail::check_pattern(inner, std::numeric_limits<I>::max(), form[2] - inner - 1, y.splits, y.columns);
    constexpr std::ptrdiff_t width = kernel::product_window;
    kernel::ColumnBits bits[kernel::words_of(width)]{};
    std::ptrdiff_t entries = 0;
    c[0] = 0;
    kernel::for_each_product_entry(
        rows, x, y, detail::columns_of(inner, y), bits, width,
        [&](std::ptrdiff_t column) {
          if (entries < capacity) c[rows + 1 + entries] = static_cast<I>(column);
          ++entries;
        },
        [&](std::ptrdiff_t r) { c[r + 1] = static_cast<I>(entries); });
    if (entries > capacity) detail::fail_product_capacity(std::size_t(entries), std::size_t(capacity));
    for (std::ptrdiff_t e = entries; e < capacity; ++e) c[rows + 1 + e] = I(0);
  }
};

/// The values [C] of one of a, b and c = a b of those of the others, which their places say: Which 0 gives c of (a, b), 1 a of
/// (c, b), 2 b of (a, c). Each is the derivative of the others.
template <int Which>
struct SparseProductValues {
  static constexpr char const* name = Which == 0 ? "sparse_product" : Which == 1 ? "sparse_product_lhs" : "sparse_product_rhs";
  static constexpr int arity = 3, flops = 2;
  static constexpr Typed operands[3] = {Typed::data, Typed::data, Typed::index}, result = Typed::data;
  /// [m, k, Ca, Cb, C].
  static constexpr Dims form(Node const& n, Dims const* in) {
    std::int32_t const x = in[0][0], y = in[1][0], z = n.dims[0];
    Dims r{5, {0, n.attr, Which == 1 ? z : x, Which == 2 ? z : y, Which == 0 ? z : Which == 1 ? x : y}};
    r[0] = in[2][0] - r[2] - r[3] - n.attr - 2;
    return r;
  }
  template <class T>
  static constexpr void run(Dims const& form, T const* x, T const* y, Index const* patterns, T* z) {
    namespace kernel = sparse::detail;
    std::ptrdiff_t const rows = form[0], inner = form[1];
    Index const *const a = patterns, *const b = a + rows + 1 + form[2];
    kernel::EntryRows<Index> const rows_of_a{a, a + rows + 1}, rows_of_b{b, b + inner + 1};
    for (std::ptrdiff_t e = 0; e < form[Which == 0 ? 4 : 1 + Which]; ++e) z[e] = T(0);
    constexpr std::ptrdiff_t width = kernel::product_window;
    kernel::ColumnBits bits[kernel::words_of(width)]{};
    T window[width]{};
    kernel::product_values<Which>(rows, rows_of_a, rows_of_b, detail::columns_of(inner, rows_of_b), x, y, z, bits, window, width);
  }
  template <class D>
  static constexpr void derive(D& d) {
    detail::derive_bilinear<tenon::op::SparseProductValues, Which>(d);
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("sparse_product_pattern")> : std::type_identity<op::SparseProductPattern> {};
template <> struct OpOf<hash_name("sparse_product")> : std::type_identity<op::SparseProductValues<0>> {};
template <> struct OpOf<hash_name("sparse_product_lhs")> : std::type_identity<op::SparseProductValues<1>> {};
template <> struct OpOf<hash_name("sparse_product_rhs")> : std::type_identity<op::SparseProductValues<2>> {};
// clang-format on

}  // namespace tenon
