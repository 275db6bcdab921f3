// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>

/// What models take and give, a row at a time: dtypes and shapes without the batch axis, or tuples of them where there are
/// several inputs or outputs.
namespace tenon::nn {

/// An input of another dtype than float: `Sequential<Input<std::int32_t, 20>, Embedding<1000, 8>>`. `Shape<8>` alone is one of
/// floats, `std::tuple<Shape<5>, Shape<6>>` are two inputs.
template <class T, std::size_t... D>
struct Input {
  using value_type = T;
  using shape_type = Shape<D...>;
};

/// What a loss takes as labels: `template <class Output> using labels = Labels<...>` in it, for the shape of the model's output
/// without the batch. Labels of a number of classes are indices below it; that is checked before anything is trained.
/// A loss that says nothing takes labels of the output's dtype and shape.
template <class T, class S, std::size_t Classes = 0>
struct Labels {
  using value_type = T;
  using shape_type = S;
  static constexpr std::size_t classes = Classes;
};

namespace detail {

template <class S, class T>
struct InputOf;
template <std::size_t... D, class T>
struct InputOf<Shape<D...>, T> : std::type_identity<Input<T, D...>> {};

/// A row in one form, of whatever a user may write.
template <class S>
struct NormalRow : std::type_identity<void> {};
template <std::size_t... D>
struct NormalRow<Shape<D...>> : std::type_identity<Input<float, D...>> {};
template <class T, std::size_t... D>
struct NormalRow<Input<T, D...>> : std::type_identity<Input<T, D...>> {};
template <class T, class S, std::size_t C>
struct NormalRow<Labels<T, S, C>> : std::type_identity<Labels<T, S, C>> {};
template <class... S>
struct NormalRow<std::tuple<S...>> : std::type_identity<std::tuple<typename NormalRow<S>::type...>> {};
template <class S>
struct WithoutBatch;
template <std::size_t B, std::size_t... D>
struct WithoutBatch<Shape<B, D...>> : std::type_identity<Shape<D...>> {};
template <class S>
using RowOf = typename NormalRow<S>::type;

template <class R>
inline constexpr bool is_several = false;
template <class... R>
inline constexpr bool is_several<std::tuple<R...>> = true;

template <class T, class S>
struct WithBatch;
template <class T, std::size_t... D>
struct WithBatch<T, Shape<D...>> {
  template <std::size_t B>
  using traced = Traced<T, Shape<B, D...>>;
};

/// B rows in a trace.
template <class R, std::size_t B>
struct BatchOfRows {
  using type = typename WithBatch<typename R::value_type, typename R::shape_type>::template traced<B>;
};
template <class... R, std::size_t B>
struct BatchOfRows<std::tuple<R...>, B> : std::type_identity<std::tuple<typename BatchOfRows<R, B>::type...>> {};
template <class R, std::size_t B>
using BatchOf = typename BatchOfRows<RowOf<R>, B>::type;

/// The row of a batch; void of what is none.
template <class X>
struct RowOfBatch : std::type_identity<void> {};
template <class T, std::size_t B, std::size_t... D>
struct RowOfBatch<Traced<T, Shape<B, D...>>> : std::type_identity<Input<T, D...>> {};
template <Operand X>
  requires(!tenon::detail::IsTraced<X>::value && !tenon::detail::is_broken<X>)
struct RowOfBatch<X> : RowOfBatch<Traced<typename X::value_type, typename X::shape_type>> {};
template <class... X>
struct RowOfBatch<std::tuple<X...>> : std::type_identity<std::tuple<typename RowOfBatch<X>::type...>> {};

/// Whether an operand, or each of a tuple, is a batch of B rows.
template <class X, std::size_t B>
inline constexpr bool is_batch = false;
template <Operand X, std::size_t B>
  requires(!tenon::detail::is_broken<X>)
inline constexpr bool is_batch<X, B> = X::shape_type::rank > 0 && dims_of<typename X::shape_type>[0] == int(B);
template <class... X, std::size_t B>
inline constexpr bool is_batch<std::tuple<X...>, B> = sizeof...(X) > 0 && (is_batch<X, B> && ...);

/// Whether an operand, or one of a tuple, is what an error left.
template <class X>
inline constexpr bool is_broken_value = tenon::detail::is_broken<X>;
template <class... X>
inline constexpr bool is_broken_value<std::tuple<X...>> = (is_broken_value<X> || ...);

template <class R>
struct ShapeOfRow : std::type_identity<typename R::shape_type> {};
template <class... R>
struct ShapeOfRow<std::tuple<R...>> : std::type_identity<std::tuple<typename ShapeOfRow<R>::type...>> {};

/// The labels of one loss for one output.
template <class L, class Out>
struct LabelsOfLoss : std::type_identity<Out> {};
template <class L, class Out>
  requires requires { typename L::template labels<typename Out::shape_type>; }
struct LabelsOfLoss<L, Out> : std::type_identity<typename L::template labels<typename Out::shape_type>> {};

template <class S, class Seq = void>
struct WithoutLastAxis;
template <>
struct WithoutLastAxis<Shape<>, void> : std::type_identity<Shape<>> {};
template <std::size_t... D>
struct WithoutLastAxis<Shape<D...>, void> : WithoutLastAxis<Shape<D...>, std::make_index_sequence<sizeof...(D) - 1>> {};
template <std::size_t... D, std::size_t... I>
struct WithoutLastAxis<Shape<D...>, std::index_sequence<I...>>
    : std::type_identity<Shape<static_cast<std::size_t>(dims_of<Shape<D...>>[int(I)])...>> {};

}  // namespace detail

/// Indices of the classes along an output's last axis: `template <class Output> using labels = ClassIndices<Output>`.
/// [classes] -> [], [S..., classes] -> [S...]
template <class Output>
using ClassIndices =
    Labels<std::int32_t, typename detail::WithoutLastAxis<Output>::type,
           Output::rank == 0 ? 0 : static_cast<std::size_t>(dims_of<Output>[Output::rank == 0 ? 0 : int(Output::rank) - 1])>;

}  // namespace tenon::nn
