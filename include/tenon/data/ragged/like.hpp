// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/tensor.hpp>
#include <tenon/data/rows.hpp>

/// Which types the results of operations on ragged tensors have: with capacities where the operand has some, else on the heap.
namespace tenon::detail {

template <class X>
struct RaggedFacts {
  static constexpr bool is_fixed = false;
};
template <class T, std::size_t RaggedRank, class InnerShape, std::size_t... Capacity>
struct RaggedFacts<RaggedTensor<T, RaggedRank, InnerShape, Capacity...>> {
  static constexpr bool is_fixed = sizeof...(Capacity) > 0;
};
template <class X>
inline constexpr bool is_fixed_ragged = RaggedFacts<std::remove_cvref_t<X>>::is_fixed;
template <class... X>
inline constexpr bool all_fixed_ragged = (is_fixed_ragged<X> && ...);

/// A ragged tensor of RaggedRank axes whose capacity on axis k, that of values behind the others, is Most::at(k).
template <class T, std::size_t RaggedRank, class InnerShape, class Most, class Axes = std::make_index_sequence<RaggedRank + 1>>
struct RaggedWithin;
template <class T, std::size_t RaggedRank, class InnerShape, class Most, std::size_t... Axis>
struct RaggedWithin<T, RaggedRank, InnerShape, Most, std::index_sequence<Axis...>>
    : std::type_identity<RaggedTensor<T, RaggedRank, InnerShape, Most::at(Axis)...>> {};

/// The capacities of X.
template <class X>
struct SameCapacities {
  static constexpr std::size_t at(std::size_t axis) { return X::capacity(axis); }
};

/// What has the capacities `Most` if Fixed, else is on the heap.
template <bool Fixed, class T, std::size_t RaggedRank, class InnerShape, class Most>
struct RaggedResult : std::type_identity<RaggedTensor<T, RaggedRank, InnerShape>> {};
template <class T, std::size_t RaggedRank, class InnerShape, class Most>
struct RaggedResult<true, T, RaggedRank, InnerShape, Most> : RaggedWithin<T, RaggedRank, InnerShape, Most> {};

/// As many rows as X has, or fewer: of another dtype, with fewer ragged axes, or other inner shapes.
template <class X, class T = typename X::value_type, std::size_t RaggedRank = X::ragged_rank,
          class InnerShape = typename X::inner_shape>
using RaggedLike = typename RaggedResult<is_fixed_ragged<X>, T, RaggedRank, InnerShape, SameCapacities<X>>::type;

/// One element of shape S for each row of axis `Axis` of X: a tensor of as many as X may have, the rest zeros, or `data::Rows`.
template <class T, class S>
struct RowsOfShape;
template <class T, std::size_t... D>
struct RowsOfShape<T, Shape<D...>> : std::type_identity<data::Rows<T, D...>> {};
template <bool Fixed, class T, class S, class X, std::size_t Axis>
struct DenseResult : RowsOfShape<T, S> {};
template <class T, class S, class X, std::size_t Axis>
struct DenseResult<true, T, S, X, Axis> : std::type_identity<BasicTensor<T, typename RowShape<X::capacity(Axis), S>::type>> {};
template <class X, class T, class S = Shape<>, std::size_t Axis = 0>
using DenseLike = typename DenseResult<is_fixed_ragged<X>, T, S, X, Axis>::type;

/// Such a result for so many rows, of zeros.
template <class Dense>
constexpr Dense dense_rows(std::size_t rows) {
  if constexpr (requires { typename Dense::shape_type; }) {
    static_cast<void>(rows);
    return Dense{};
  } else
    return Dense(rows);
}

/// What stands for a part of X that holds `X::value_type` of one shape: shapes put together.
template <class A, class B>
struct JoinedShape;
template <std::size_t... A, std::size_t... B>
struct JoinedShape<Shape<A...>, Shape<B...>> : std::type_identity<Shape<A..., B...>> {};

}  // namespace tenon::detail
