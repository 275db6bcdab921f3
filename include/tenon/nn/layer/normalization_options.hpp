// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>
#include <tenon/nn/options.hpp>
#include <tenon/op/arrange.hpp>
#include <tenon/op/power.hpp>
#include <tenon/shape/number.hpp>

#include <bit>

/// Options of layers that normalise, in any order: `Axis<...>` (the last), `Epsilon<1e-5>`, `Momentum<0.9>`, `Gamma<...>` (ones),
/// `Beta<...>` (zeros), `NoScale`, `NoCenter`.
namespace tenon::nn {

/// Axes of the tensor, the batch being axis 0; negative ones count from the end.
struct AxisOption {};
template <int... N>
struct Axis : AxisOption {};
/// What is added to a variance.
struct EpsilonOption {};
template <Number E>
struct Epsilon : EpsilonOption {
  static constexpr Number value = E;
};
/// How much of a running statistic is kept in a step.
struct MomentumOption {};
template <Number M>
struct Momentum : MomentumOption {
  static constexpr Number value = M;
};
/// Without beta; `NoScale` is without gamma.
struct NoCenter {};

namespace detail {

/// Whether axes of a batch of inputs of this rank, but the batch itself.
template <class A>
struct AxesOf;
template <int... N>
struct AxesOf<Axis<N...>> {
  static constexpr bool exist(int rank) { return ((N != 0 && N >= -rank && N <= rank) && ...); }
  /// Their bits among the axes of a batch.
  static constexpr std::uint32_t mask(int rank_with_batch) { return axes::mask_of<N...>(rank_with_batch); }
};
/// The extents of the axes in a mask, of a batch of rows; and a batch's shape with 1 for the others.
constexpr Dims extents_in(Dims const& row, std::uint32_t mask) {
  Dims r;
  for (int i = 0; i < row.rank; ++i)
    if ((mask >> (i + 1) & 1u) != 0) r.push_back(row[i]);
  return r;
}
constexpr Dims units_but(Dims d, std::uint32_t mask) {
  for (int i = 0; i < d.rank; ++i)
    if ((mask >> i & 1u) == 0) d[i] = 1;
  return d;
}
template <class S, std::uint32_t Mask>
using ExtentsIn = shape_from<extents_in(dims_of<S>, Mask)>;

/// A parameter of the extents of the axes in `mask`, so that it broadcasts to x.
template <std::uint32_t Mask, class X, class P>
constexpr auto along(X const&, P const& parameter) {
  return reshape_to_shape<shape_from<units_but(dims_of<typename X::shape_type>, Mask)>>(parameter);
}

/// Mean over the axes in a mask, which are kept.
constexpr int nth_axis(std::uint32_t mask, int n) {
  int at = 0;
  for (int i = 0; i < 32; ++i)
    if ((mask >> i & 1u) != 0 && at++ == n) return i;
  return 0;
}
template <std::uint32_t Mask, class X, int... I>
constexpr auto mean_over(X const& x, std::integer_sequence<int, I...>) {
  return mean<nth_axis(Mask, I)...>(x, keepdims);
}
template <std::uint32_t Mask, class X>
constexpr auto mean_over(X const& x) {
  return mean_over<Mask>(x, std::make_integer_sequence<int, std::popcount(Mask)>{});
}

/// y gamma + beta, of which either may be missing.
template <std::uint32_t Mask, class Layer, class Y, class... Options>
constexpr auto scaled(Layer const& layer, Y const& y, OptionList<Options...>) {
  constexpr bool scale = !has_option<NoScale, Options...>, center = !has_option<NoCenter, Options...>;
  if constexpr (scale && center)
    return y * along<Mask>(y, layer.gamma) + along<Mask>(y, layer.beta);
  else if constexpr (scale)
    return y * along<Mask>(y, layer.gamma);
  else if constexpr (center)
    return y + along<Mask>(y, layer.beta);
  else
    return y;
}
template <class S, class T, class... Options>
using GammaOf = OptionalParam<!has_option<NoScale, Options...>, Gamma<Ones>, T, S, Options...>;
template <class S, class T, class... Options>
using BetaOf = OptionalParam<!has_option<NoCenter, Options...>, Beta<Zeros>, T, S, Options...>;

/// The options of layers that normalise along axes, and those of a kind.
template <class Layer, class... More>
using NormalizationOptions = LayerOptions<Layer, AxisOption, EpsilonOption, Dtype<>, More...>;
template <class... Options>
using axis_option = AxesOf<option_of_kind<AxisOption, Axis<-1>, Options...>>;
/// What a built layer takes: inputs whose axes have the extents of its parameters.
template <class In, class S, class... Options>
constexpr bool has_axes() {
  using A = axis_option<Options...>;
  if constexpr (A::exist(int(In::rank)))
    return std::is_same_v<ExtentsIn<In, A::mask(int(In::rank) + 1)>, S>;
  else
    return false;
}
/// The shape of the parameters along the axes.
template <class In, class... Options>
using AxesShape = ExtentsIn<In, axis_option<Options...>::mask(int(In::rank) + 1)>;
template <class Default, class T, class... Options>
inline constexpr T epsilon_option = option_of_kind<EpsilonOption, Default, Options...>::value.template as<T>();

}  // namespace detail

}  // namespace tenon::nn
