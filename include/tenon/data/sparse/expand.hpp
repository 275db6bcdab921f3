// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sparse/compressed.hpp>

/// From compressed matrices to coordinates.
namespace tenon {
namespace op {

/// The indices of a pattern: [rows, C].
struct SparseExpand {
  static constexpr char name[] = "sparse_expand";
  static constexpr int arity = 1, flops = 1;
  static constexpr Typed operands[1] = {Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) { return Dims{2, {in[0][0] - n.dims[0] - 1, n.dims[0]}}; }
  template <class I>
  TENON_INLINE static constexpr void run(Dims const& form, I const* pattern, I* at) {
    run(form, pattern, pattern + form[0] + 1, at);
  }
  template <class I, class J>
  TENON_INLINE static constexpr void run(Dims const& form, I const* splits, I const* indices, J* at) {
    for (std::ptrdiff_t r = 0, e = 0; r < form[0]; ++r)
      for (; e < splits[r + 1] && e < form[1]; ++e) at[2 * e] = static_cast<J>(r), at[2 * e + 1] = static_cast<J>(indices[e]);
    for (std::ptrdiff_t i = 2 * std::ptrdiff_t{splits[form[0]]}; i < 2 * std::ptrdiff_t{form[1]}; ++i) at[i] = J(-1);
  }
};

}  // namespace op

template <>
struct OpOf<hash_name("sparse_expand")> : std::type_identity<op::SparseExpand> {};

namespace sparse::detail {

/// A compressed matrix as coordinates of its slices and what is in them.
template <class X>
constexpr auto expanded(X&& m) {
  using P = std::remove_cvref_t<X>;
  using T = typename P::value_type;
  constexpr int axis = P::sparse_layout::axis;
  constexpr std::size_t outer = outer_extent<typename P::shape_type, axis>, inner = inner_extent<typename P::shape_type, axis>;
  using S = Shape<outer, inner>;
  if constexpr (P::capacity == dynamic_capacity) {
    SparseTensor<T, S> s;
    s.indices = data::detail::AlignedBuffer<std::int64_t>(2 * m.nnz());
    op::SparseExpand::run(Dims{2, {static_cast<std::int32_t>(outer), static_cast<std::int32_t>(m.nnz())}}, m.indptr().data(),
                          m.indices().data(), s.indices.data());
    s.values = m.values;
    return s;
  } else
    return expression<S>(call<op::SparseExpand, Index, Shape<P::capacity, 2>>(pattern_of<X>(m)), values_of<X>(m));
}

}  // namespace sparse::detail
}  // namespace tenon
