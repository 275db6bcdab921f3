// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sparse/dense.hpp>
#include <tenon/data/sparse/dynamic.hpp>

namespace tenon {

namespace sparse {

/// The dense tensor: the values at their indices, 0 elsewhere. Indices that are out of order or repeated are an error, which
/// names the entry; those of a constant do not compile. With `try_to_dense` nothing is written then.
/// Example: tn::Tensor<float, 3, 4> const t = tn::sparse::to_dense(s);
template <Operand X>
constexpr auto to_dense(X&& s) {
  using P = std::remove_cvref_t<X>;
  using S = typename P::shape_type;
  if constexpr (requires { s.nnz(); })
    if (__builtin_is_constant_evaluated() && !s.indices.is_marked()) detail::stop_unless_ordered(s, "to_dense");
  return detail::call<op::SparseScatter<true>, typename P::value_type, S>(detail::values_of<X>(s), detail::indices_of<X>(s));
}

namespace detail {
/// The form of entries in memory as routines take it.
template <class S>
constexpr Dims form_of(std::size_t entries) {
  return op::detail::entries_form(Dims{2, {static_cast<std::int32_t>(entries), static_cast<std::int32_t>(S::rank)}}, dims_of<S>);
}
/// Where the element at indices is in memory.
template <class S, class I>
constexpr std::size_t entry_offset(I const* at) {
  Dims const shape = dims_of<S>;
  std::ptrdiff_t offset = 0;
  for (int k = 0; k < shape.rank; ++k) offset = offset * shape[k] + op::detail::in_range(std::ptrdiff_t(at[k]), shape[k]);
  return static_cast<std::size_t>(offset);
}
template <class S, class T, class I>
void add_entries(I const* at, T const* x, std::size_t entries, T* to) {
  for (std::size_t e = 0; e < entries; ++e) {
    T& sum = to[entry_offset<S>(at + e * S::rank)];
    sum = static_cast<T>(sum + x[e]);
  }
}
}  // namespace detail

template <class T, class S, class I, std::size_t Capacity>
constexpr data::Result<BasicTensor<T, S>> try_to_dense(SparseTensor<T, S, Capacity, I> const& s) {
  auto const fault = detail::fault_of_order(S::rank, s.index_data(), s.nnz());
  if (auto const bad = detail::outcome_of(fault, dims_of<S>, s.index_data()); !bad) return bad;
  BasicTensor<T, S> t;
  detail::add_entries<S>(s.index_data(), s.value_data(), s.nnz(), t.data());
  return t;
}
template <class T, class S, class I>
BasicTensor<T, S> to_dense(SparseTensor<T, S, dynamic_capacity, I> const& s) {
  return try_to_dense(s).or_stop("to_dense");
}

/// The elements that are not zero, in order. More than the capacity, which is that of the whole tensor without a number, end the
/// program.   [S...]
/// Example: tn::SparseTensor<float, tn::Shape<3, 4>, 5> const s = tn::sparse::from_dense<5>(t);
template <std::size_t Capacity = 0, tenon::Operand X>
constexpr auto from_dense(X&& x) {
  using T = tenon::detail::value_of_t<X>;
  using S = tenon::detail::shape_of_t<X>;
  if constexpr (Capacity == dynamic_capacity) {
    BasicTensor<T, S> const t(x);
    SparseTensor<T, S> s;
    std::int64_t at[S::rank];
    for (std::size_t i = 0; i < S::size; ++i) {
      if (t.data()[i] == T(0)) continue;
      std::size_t rest = i;
      for (int k = static_cast<int>(S::rank); k-- > 0; rest /= t.extent(k)) at[k] = static_cast<std::int64_t>(rest % t.extent(k));
      s.push_back(std::span<std::int64_t const, S::rank>(at), t.data()[i]);
    }
    return s;
  } else {
    constexpr std::size_t capacity = Capacity == 0 ? S::size : Capacity;
    auto at = detail::call<op::SparseNonzero, Index, Shape<capacity, S::rank>>(tenon::detail::again<X>(x));
    auto values = detail::call<op::SparseGather, T, Shape<capacity>>(static_cast<X&&>(x), at);
    return detail::expression<S>(static_cast<decltype(at)&&>(at), static_cast<decltype(values)&&>(values));
  }
}

}  // namespace sparse
}  // namespace tenon
