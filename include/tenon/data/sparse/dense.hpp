// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/fail.hpp>
#include <tenon/data/sparse/call.hpp>
#include <tenon/data/sparse/entries.hpp>

/// Between values of entries [C] with their indices [C, rank] and dense tensors: routines that pass over what is no entry.
namespace tenon {
namespace op {

namespace detail {
/// [capacity, rank, extents of the dense tensor...].
constexpr Dims entries_form(Dims const& indices, Dims const& dense) {
  Dims r{2, {indices[0], indices[1]}};
  for (int k = 0; k < dense.rank; ++k) r.push_back(dense[k]);
  return r;
}
TENON_INLINE constexpr std::ptrdiff_t entry_offset(Dims const& form, Index const* at) {
  std::ptrdiff_t offset = 0;
  for (int k = 0; k < form[1]; ++k) offset = offset * form[2 + k] + in_range(at[k], form[2 + k]);
  return offset;
}
}  // namespace detail

/// Values added up at their indices, 0 elsewhere. `Ordered`: the indices must grow, as those of one tensor do.
template <bool Ordered>
struct SparseScatter {
  static constexpr char const* name = Ordered ? "sparse_to_dense" : "sparse_scatter_add";
  static constexpr int arity = 2, flops = 1;
  static constexpr Typed operands[2] = {Typed::data, Typed::index}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) { return detail::entries_form(in[1], n.dims); }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, Index const* at, T* y) {
    std::ptrdiff_t size = 1;
    for (int k = 2; k < form.rank; ++k) size *= form[k];
    if constexpr (Ordered) check(form, at);
    for (std::ptrdiff_t i = 0; i < size; ++i) y[i] = T(0);
    for (std::ptrdiff_t e = 0; e < form[0]; ++e, at += form[1])
      if (at[0] >= 0) {
        T& to = y[detail::entry_offset(form, at)];
        to = static_cast<T>(to + x[e]);
      }
  }
  template <class D>
  static constexpr void derive(D& d);

 private:
  static constexpr void check(Dims const& form, Index const* at) {
    auto const rank = static_cast<std::size_t>(form[1]);
    auto const entries = sparse::detail::count_entries(at, rank, static_cast<std::size_t>(form[0]));
    Dims shape;
    for (int k = 2; k < form.rank; ++k) shape.push_back(form[k]);
    sparse::detail::outcome_of(sparse::detail::fault_of_order(rank, at, entries), shape, at).or_stop("to_dense");
  }
};

/// Elements of a dense tensor at indices, 0 where there is no entry.
struct SparseGather {
  static constexpr char name[] = "sparse_gather";
  static constexpr int arity = 2, flops = 0;
  static constexpr bool takes_bool = true;
  static constexpr Typed operands[2] = {Typed::data, Typed::index}, result = Typed::data;
  static constexpr Dims form(Node const&, Dims const* in) { return detail::entries_form(in[1], in[0]); }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, Index const* at, T* y) {
    for (std::ptrdiff_t e = 0; e < form[0]; ++e, at += form[1]) y[e] = at[0] < 0 ? T(0) : x[detail::entry_offset(form, at)];
  }
  template <class D>
  static constexpr void derive(D& d) {
    Node const x = d.builder()[d.node().in[0]];
    d.add(0, routine<SparseScatter<false>>(x.dtype, x.dims, 0, d.g(), d.in(1)));
  }
};
template <bool Ordered>
template <class D>
constexpr void SparseScatter<Ordered>::derive(D& d) {
  Node const x = d.builder()[d.node().in[0]];
  d.add(0, routine<SparseGather>(x.dtype, x.dims, 0, d.g(), d.in(1)));
}

/// Where a dense tensor is not zero, in order; NaN is not zero.
struct SparseNonzero {
  static constexpr char name[] = "sparse_nonzero";
  static constexpr int arity = 1, flops = 1;
  static constexpr bool takes_bool = true;
  static constexpr Typed operands[1] = {Typed::data}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) { return detail::entries_form(n.dims, in[0]); }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, Index* y) {
    std::ptrdiff_t size = 1, entries = 0;
    for (int k = 2; k < form.rank; ++k) size *= form[k];
    for (std::ptrdiff_t i = 0; i < size; ++i) {
      if (x[i] == T(0)) continue;
      if (entries < form[0]) {
        std::ptrdiff_t rest = i;
        for (int k = form[1]; k-- > 0; rest /= form[2 + k]) y[entries * form[1] + k] = static_cast<Index>(rest % form[2 + k]);
      }
      ++entries;
    }
    if (entries > form[0])
      data::detail::fail("from_dense: more elements than the capacity are not zero", {"elements", std::size_t(entries)},
                         {"capacity", std::size_t(form[0])});
    for (std::ptrdiff_t i = entries * form[1]; i < std::ptrdiff_t{form[0]} * form[1]; ++i) y[i] = -1;
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("sparse_to_dense")> : std::type_identity<op::SparseScatter<true>> {};
template <> struct OpOf<hash_name("sparse_scatter_add")> : std::type_identity<op::SparseScatter<false>> {};
template <> struct OpOf<hash_name("sparse_gather")> : std::type_identity<op::SparseGather> {};
template <> struct OpOf<hash_name("sparse_nonzero")> : std::type_identity<op::SparseNonzero> {};
// clang-format on

}  // namespace tenon
