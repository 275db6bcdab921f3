// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sparse/elementwise.hpp>
#include <tenon/data/sparse/order_kernel.hpp>

/// Entries in order, sums of sparse tensors, transposes.
namespace tenon {
namespace sparse {

namespace detail {

/// Entries in order from entries in none; in a fixed capacity.
template <bool Merge, class S, class Indices, class Values>
constexpr auto ordered(Indices&& indices, Values&& values) {
  using T = typename std::remove_cvref_t<Values>::value_type;
  constexpr std::size_t capacity = std::remove_cvref_t<Values>::size;
  constexpr std::int32_t merge = Merge ? 1 : 0;
  auto slots = call<op::SparseSlots, Index, Shape<2, capacity, 1>, merge>(tenon::detail::again<Indices>(indices));
  auto sums = call<op::SparseScatter<false>, T, Shape<capacity>>(static_cast<Values&&>(values), slots(at<0>));
  return expression<S>(call<op::SparseSort, Index, Shape<capacity, S::rank>, merge>(static_cast<Indices&&>(indices)),
                       static_cast<decltype(sums)&&>(sums));
}

/// On the heap: of `count` entries.
template <bool Merge, class R, class I, class T>
R ordered_on_heap(I const* indices, T const* values, std::size_t count) {
  constexpr std::size_t rank = R::rank;
  data::detail::AlignedBuffer<Index> slots(count), order(count);
  auto const places = order_entries(indices, rank, count, Merge, slots.data(), order.data());
  R r;
  r.indices = data::detail::AlignedBuffer<typename R::index_type>(places * rank);
  r.values = data::detail::AlignedBuffer<T>(places);
  for (std::size_t e = 0; e < count; ++e) {
    auto const to = static_cast<std::size_t>(slots.data()[e]);
    for (std::size_t k = 0; k < rank; ++k) r.indices.data()[to * rank + k] = indices[e * rank + k];
    r.values.data()[to] = static_cast<T>(r.values.data()[to] + values[e]);
  }
  return r;
}

template <bool Merge, class X>
constexpr auto ordered_like(X&& s) {
  using P = std::remove_cvref_t<X>;
  if constexpr (Dynamic<X>)
    return ordered_on_heap<Merge, P>(s.index_data(), s.value_data(), s.nnz());
  else
    return ordered<Merge, typename P::shape_type>(indices_of<X>(s), values_of<X>(s));
}

}  // namespace detail

/// The same entries in row-major order of their indices; of equal ones the first comes first.
template <class X>
  requires(Operand<X> || Dynamic<X>)
constexpr auto reorder(X&& s) {
  return detail::ordered_like<false>(static_cast<X&&>(s));
}
/// In order, and the values of equal indices added up: an index once.
template <class X>
  requires(Operand<X> || Dynamic<X>)
constexpr auto coalesce(X&& s) {
  return detail::ordered_like<true>(static_cast<X&&>(s));
}

}  // namespace sparse

namespace diagnose {
template <class L, class R>
inline constexpr bool sparse_shapes_are_equal = std::is_same_v<L, R>;
}  // namespace diagnose

#define TENON_SPARSE_SHAPES "sparse + sparse: the shapes differ (both follow)"
#define TENON_SPARSE_DTYPES "sparse + sparse: the dtypes differ; convert one side with tn::cast<T>(x)"

namespace sparse::detail {

template <class A, class B>
inline constexpr bool same_kind = std::is_same_v<typename A::shape_type, typename B::shape_type> &&
                                  std::is_same_v<typename A::value_type, typename B::value_type>;
template <class A, class B>
constexpr void check_same_kind() {
  static_assert(diagnose::sparse_shapes_are_equal<typename A::shape_type, typename B::shape_type>, TENON_SPARSE_SHAPES);
  static_assert(diagnose::same_dtype<A, typename A::value_type, typename B::value_type>, TENON_SPARSE_DTYPES);
}
/// The entries of both, equal ones added up.
template <class A, class B>
constexpr auto sum_of(A&& a, B&& b) {
  using P = std::remove_cvref_t<A>;
  if constexpr (Dynamic<A>) {
    auto both = static_cast<A&&>(a);
    data::detail::AlignedBuffer<typename P::index_type> const indices = b.indices;  // b may be what a was moved from
    both.indices.append(indices.data(), indices.size());
    data::detail::AlignedBuffer<typename P::value_type> const values = b.values;
    both.values.append(values.data(), values.size());
    return coalesce(both);
  } else
    return ordered<true, typename P::shape_type>(concat<0>(cast<Index>(indices_of<A>(a)), cast<Index>(indices_of<B>(b))),
                                                 concat<0>(values_of<A>(a), values_of<B>(b)));
}
}  // namespace sparse::detail

/// The sum (difference) of two sparse tensors of one shape: sparse, coalesced, with the capacities of both together.
template <class A, class B>
  requires((sparse::Operand<A> && sparse::Operand<B>) || (sparse::Dynamic<A> && sparse::Dynamic<B>))
constexpr auto operator+(A&& a, B&& b) {
  sparse::detail::check_same_kind<std::remove_cvref_t<A>, std::remove_cvref_t<B>>();
  if constexpr (sparse::detail::same_kind<std::remove_cvref_t<A>, std::remove_cvref_t<B>>)
    return sparse::detail::sum_of(static_cast<A&&>(a), static_cast<B&&>(b));
  else
    return Invalid{};
}
template <class A, class B>
  requires((sparse::Operand<A> && sparse::Operand<B>) || (sparse::Dynamic<A> && sparse::Dynamic<B>))
constexpr auto operator-(A&& a, B&& b) {
  return static_cast<A&&>(a) + -static_cast<B&&>(b);
}

namespace sparse {

namespace detail {
/// The columns K... of indices as [C, count].
template <int... K, class Indices>
constexpr auto index_columns(Indices&& indices) {
  // A slice of a tensor refers to it, which may be a temporary; an expression owns that.
  auto const owned = reshape_to_shape<typename std::remove_cvref_t<Indices>::shape_type>(static_cast<Indices&&>(indices));
  if constexpr (std::is_same_v<std::integer_sequence<int, K...>, std::integer_sequence<int, 1, 0>> &&
                dims_of<typename std::remove_cvref_t<Indices>::shape_type>[1] == 2)
    return flip<1>(owned);
  else
    return concat<1>(owned(all, range<K, K + 1>)...);
}
template <class S, int... Axis>
using PermutedShape = Shape<static_cast<std::size_t>(dims_of<S>[Axis])...>;
}  // namespace detail

/// Axes in another order; the entries are in order again.   [D0, D1, ...] -> [D_Axis...]
template <int... Axis, class X>
  requires(Operand<X> || Dynamic<X>)
constexpr auto permute(X&& s) {
  using P = std::remove_cvref_t<X>;
  using S = typename P::shape_type;
  static_assert(diagnose::every_axis_once<S, Axis...>, "sparse::permute: each axis once (shape, axes follow)");
  if constexpr (!diagnose::every_axis_once<S, Axis...>)
    return Invalid{};
  else {
    using R = detail::PermutedShape<S, Axis...>;
    if constexpr (Dynamic<X>) {
      constexpr int axes[] = {Axis...};
      data::detail::AlignedBuffer<typename P::index_type> at(s.indices.size());
      for (std::size_t e = 0; e < s.nnz(); ++e)
        for (std::size_t k = 0; k < S::rank; ++k)
          at.data()[e * S::rank + k] = s.index_data()[e * S::rank + static_cast<std::size_t>(axes[k])];
      return detail::ordered_on_heap<false, SparseTensor<typename P::value_type, R, dynamic_capacity, typename P::index_type>>(
          at.data(), s.value_data(), s.nnz());
    } else
      return detail::ordered<false, R>(detail::index_columns<Axis...>(detail::indices_of<X>(s)), detail::values_of<X>(s));
  }
}
/// Axes in reverse; the entries are in order again.   [D0, ..., Dn] -> [Dn, ..., D0]
template <class X>
  requires(Operand<X> || Dynamic<X>)
constexpr auto transpose(X&& s) {
  constexpr int last = static_cast<int>(std::remove_cvref_t<X>::shape_type::rank) - 1;
  return [&]<int... K>(std::integer_sequence<int, K...>) {
    return permute<last - K...>(static_cast<X&&>(s));
  }(std::make_integer_sequence<int, last + 1>{});
}

}  // namespace sparse
}  // namespace tenon
