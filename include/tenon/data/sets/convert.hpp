// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sets/join.hpp>
#include <tenon/data/sparse/tensor.hpp>
#include <tenon/op/scan.hpp>
#include <tenon/op/shape_ops.hpp>

#include <limits>

/// Sets from tensors, and as tensors.
namespace tenon::sets {

namespace detail {
template <class X, class Is>
constexpr auto distinct(X const& given, Is const& is_element) {
  using S = typename X::shape_type;
  using Values = typename ValuesOf<Join::subtract, S, X, X>::type;
  decltype(auto) x = readable(given);
  Scratch<typename X::value_type, width_of<S>> memory;
  return fill<BasicSets<Values>>([&](std::size_t row, auto const& put) {
           std::size_t const n = load_row(x, row, memory.data());
           for (std::size_t i = 0; i < n; ++i)
             if (is_element(memory.data()[i])) put(memory.data()[i]);
         })
      .or_stop("sets::from_dense");
}
}  // namespace detail

/// The different elements of each row.   [R..., n] -> sets [R..., n]
template <class X>
constexpr auto from_dense(X const& x) {
  if constexpr (detail::check<detail::Union, X>()) {
    if constexpr (tenon::detail::inside_a_trace<X>)
      return intersection(x, x);
    else
      return detail::distinct(x, [](auto const&) { return true; });
  }
}
/// The same without those that only fill the row: what equals `padding` is no element.
template <class X>
constexpr auto from_dense(X const& x, std::type_identity_t<typename X::value_type> const& padding) {
  if constexpr (detail::check<detail::Union, X>()) {
    if constexpr (tenon::detail::inside_a_trace<X>) {
      using T = typename X::value_type;
      using S = typename X::shape_type;
      // What is padding goes behind all elements, and is not counted.
      auto const is = x != padding;
      Builder& b = *x.builder();
      detail::SortedRows rows = detail::sorted_rows(b, where(is, x, std::numeric_limits<T>::max()));
      rows.counts = {&b, sum<-1>(cast<Index>(is)).id()};
      return detail::record_join<detail::Join::intersect, BasicSets<BasicTensor<T, S>>>(b, rows, rows);
    } else
      return detail::distinct(x, [&](auto const& e) { return e != padding; });
  }
}
/// The elements of each set, then `padding`.   sets [R..., n] -> [R..., n]
template <class T, class S, class Storage>
constexpr BasicTensor<T, S> to_dense(BasicSets<BasicTensor<T, S, Storage>> const& s, std::type_identity_t<T> padding = {}) {
  using Rows = BasicSets<BasicTensor<T, S, Storage>>;
  BasicTensor<T, S> r;
  for (std::size_t row = 0, i = 0; row < Rows::rows; ++row)
    for (std::size_t k = 0; k < Rows::width; ++k, ++i)
      r.data()[i] = k < static_cast<std::size_t>(s.sizes.element(row)) ? s.values.element(i) : padding;
  return r;
}

template <class T, class S>
constexpr Traced<T, S> to_dense(TracedSets<T, S> const& s, std::type_identity_t<T> padding = {}) {
  constexpr Dims column = detail::with_last(dims_of<S>, 1);
  Builder& b = *s.builder();
  Traced<Index, S> const ones(&b, b.constant(dtype_of<Index>, dims_of<S>, Scalar{0, 1}));
  return where(cumsum<-1>(ones) <= reshape_to_shape<shape_from<column>>(s.sizes), s.values, padding);
}

/// The values of each row's entries: indices before the last name a set, the last has no meaning. As many elements as the last
/// axis has, but for a `Width`, are room for a row; more end the program, or are the error of `try_from_sparse`. sparse [R..., n]
/// -> sets [R..., n]
template <std::size_t Width = detail::enough, class T, class S, std::size_t Capacity, class I>
constexpr auto try_from_sparse(SparseTensor<T, S, Capacity, I> const& s) {
  static_assert(diagnose::elements_are_integers_or_strings<T>, TENON_SETS_DTYPE);
  using R = shape_from<detail::with_last(dims_of<S>, Width == detail::enough ? detail::width_of<S> : Width)>;
  using Result = BasicSets<BasicTensor<T, R>>;
  Result sets;
  for (std::size_t e = 0; e < s.nnz(); ++e) {
    std::size_t row = 0;
    for (std::size_t axis = 0; axis + 1 < S::rank; ++axis)
      row = row * static_cast<std::size_t>(dims_of<S>[int(axis)]) + static_cast<std::size_t>(s.index_data()[e * S::rank + axis]);
    T* const first = sets.values.data() + row * Result::width;
    Index& n = sets.sizes.data()[row];
    std::size_t at = 0;
    while (at < static_cast<std::size_t>(n) && first[at] < s.value_data()[e]) ++at;
    if (at < static_cast<std::size_t>(n) && first[at] == s.value_data()[e]) continue;
    if (static_cast<std::size_t>(n) == Result::width) return data::Result<Result>(detail::too_many<R>(row, Result::width + 1));
    for (auto k = static_cast<std::size_t>(n++); k > at; --k) first[k] = first[k - 1];
    first[at] = s.value_data()[e];
  }
  return data::Result<Result>(sets);
}
template <std::size_t Width = detail::enough, class T, class S, std::size_t Capacity, class I>
constexpr auto from_sparse(SparseTensor<T, S, Capacity, I> const& s) {
  return try_from_sparse<Width>(s).or_stop("sets::from_sparse");
}
/// An entry for each element, 0 too, at its set's row and its place in the set: TensorFlow's form of a result.
/// sets [R..., n] -> sparse [R..., n]
template <class T, class S, class Storage>
constexpr SparseTensor<T, S, S::size> to_sparse(BasicSets<BasicTensor<T, S, Storage>> const& s) {
  using Rows = BasicSets<BasicTensor<T, S, Storage>>;
  SparseTensor<T, S, S::size> r;
  std::size_t entry = 0;
  for (std::size_t row = 0; row < Rows::rows; ++row)
    for (std::size_t k = 0; k < static_cast<std::size_t>(s.sizes.element(row)); ++k, ++entry) {
      auto* const at = r.indices.data() + entry * S::rank;
      std::size_t rest = row;
      for (std::size_t axis = S::rank - 1; axis-- > 0;) {
        auto const extent = static_cast<std::size_t>(dims_of<S>[int(axis)]);
        at[axis] = static_cast<std::int64_t>(rest % extent);
        rest /= extent;
      }
      at[S::rank - 1] = static_cast<std::int64_t>(k);
      r.values.data()[entry] = s.values.element(row * Rows::width + k);
    }
  return r;
}

}  // namespace tenon::sets
