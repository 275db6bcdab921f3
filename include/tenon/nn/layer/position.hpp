// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/attention_scores.hpp>
#include <tenon/op/arrange.hpp>
#include <tenon/op/rounding.hpp>
#include <tenon/op/trigonometric.hpp>

/// Layers that tell attention where in the sequence a value stands.
namespace tenon {

namespace diagnose {
template <std::size_t Dim, bool Even>
inline constexpr bool features_form_pairs = Even;
}  // namespace diagnose

#define TENON_ROTARY "rotary positions: the features are rotated in pairs, so their number must be even (it follows)"

namespace nn {

/// Which features form the pairs that are rotated: i and i + dim/2 (GPT-NeoX, Llama, Keras Hub), or 2i and 2i + 1 (RoFormer).
enum class RotaryPairs { halves, interleaved };

namespace detail {

/// Angles p w^(-2i/dim), w the longest wavelength over 2 pi, brought to [-pi, pi] in double before they are rounded.
/// -> [Steps, dim/2]
template <class T, std::size_t Steps, std::size_t Dim>
constexpr auto position_angles(Builder& b, double wavelength) {
  constexpr double turn = 6.283185307179586;
  auto const i = positions<double, Dim / 2>(b);
  auto const p = positions<double, Steps>(b);
  auto const base = Traced<double, Shape<>>(&b, b.constant(DType::f64, Dims{}, tenon::detail::to_scalar(wavelength)));
  auto const angle = reshape<Steps, 1>(p) * exp(i * (log(detail::at_use(i, base)) * (-2.0 / double(Dim))));
  return cast<T>(angle - turn * round(angle / turn));
}

template <RotaryPairs Pairs, class X, class Angles>
constexpr auto rotated_pairs(X const& x, Angles const& angles) {
  using S = typename X::shape_type;
  constexpr std::size_t steps = std::size_t(dims_of<S>[1]), dim = std::size_t(dims_of<S>[int(S::rank) - 1]);
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    auto const c = reshape<steps, (std::int64_t(I) * 0 + 1)..., dim / 2>(cos(angles));
    auto const s = reshape<steps, (std::int64_t(I) * 0 + 1)..., dim / 2>(sin(angles));
    if constexpr (Pairs == RotaryPairs::halves) {
      auto const half = split<2, -1>(x);
      return concat<-1>(std::get<0>(half) * c - std::get<1>(half) * s, std::get<1>(half) * c + std::get<0>(half) * s);
    } else {
      auto const even = x(ellipsis, range<0, int(dim), 2>), odd = x(ellipsis, range<1, int(dim), 2>);
      return reshape_to_shape<S>(stack<-1>(even * c - odd * s, odd * c + even * s));
    }
  }(std::make_index_sequence<(S::rank > 3 ? S::rank - 3 : 0)>{});
}
/// In a function of its own, so that it is said once.
template <std::size_t Dim>
constexpr bool check_pairs() {
  constexpr bool even = Dim % 2 == 0;
  static_assert(diagnose::features_form_pairs<Dim, even>, TENON_ROTARY);
  return even;
}
/// x with pairs of its features rotated, its sequence along axis 1.   [batch, time, ..., dim] -> [batch, time, ..., dim]
template <RotaryPairs Pairs, class X>
constexpr auto rotated(X const& x, double wavelength) {
  using S = typename X::shape_type;
  constexpr Dims d = dims_of<S>;
  constexpr std::size_t steps = std::size_t(d[1]), dim = std::size_t(d[int(S::rank) - 1]);
  if constexpr (!check_pairs<dim>())
    return x;
  else
    return rotated_pairs<Pairs>(x, position_angles<typename X::value_type, steps, dim>(*x.builder(), wavelength));
}

}  // namespace detail

/// Rotary positions (Su et al., 2021): pairs of features are rotated by an angle that grows with the place in the sequence, so
/// that products of queries and keys see distances.   [batch, time, (heads,) dim] -> the same
template <Number MaxWavelength = 10000, RotaryPairs Pairs = RotaryPairs::halves>
struct RotaryEmbedding {
  TENON_MODULE(RotaryEmbedding);
  static constexpr char name[] = "RotaryEmbedding";
  static constexpr bool supports_masking = true;
  template <class S>
  static constexpr bool accepts = S::rank == 2 || S::rank == 3;
  template <Operand X>
  constexpr auto call(X const& x) const {
    return detail::rotated<Pairs>(x, MaxWavelength.value());
  }
};

/// Adds the sines and cosines of Vaswani et al. (2017), feature 2i a sine, 2i + 1 its cosine.   [batch, time, dim] -> the same
template <Number MaxWavelength = 10000>
struct SinePositions {
  TENON_MODULE(SinePositions);
  static constexpr char name[] = "SinePositions";
  static constexpr bool supports_masking = true;
  template <class S>
  static constexpr bool accepts = S::rank == 2 && dims_of<S>[int(S::rank) - 1] % 2 == 0;
  template <Operand X>
  constexpr auto call(X const& x) const {
    constexpr Dims d = dims_of<typename X::shape_type>;
    constexpr std::size_t steps = std::size_t(d[1]), dim = std::size_t(d[2]);
    auto const angles = detail::position_angles<typename X::value_type, steps, dim>(*x.builder(), MaxWavelength.value());
    return x + reshape<steps, dim>(stack<-1>(sin(angles), cos(angles)));
  }
};

/// Adds trained vectors, one a step, built.   [batch, Steps, Dim] -> the same
template <std::size_t Steps, std::size_t Dim, class... Options>
struct PositionEmbeddingLayer {
  MainParam<Embeddings<GlorotUniform>, dtype_option<float, Options...>, Shape<Steps, Dim>, Options...> embeddings;
  TENON_MODULE(PositionEmbeddingLayer, embeddings);
  static constexpr char name[] = "PositionEmbedding";
  static constexpr bool supports_masking = true;
  template <class S>
  static constexpr bool accepts = std::is_same_v<S, Shape<Steps, Dim>>;
  constexpr auto call(Operand auto const& x) const { return x + embeddings; }
};
/// Adds trained vectors, one a step. Options: those of `Embeddings`, `Dtype`.
template <class... Options>
struct PositionEmbedding {
  static constexpr char name[] = "PositionEmbedding";
  using option_list = LayerOptions<PositionEmbedding<>, Main<Embeddings<>>, Dtype<>>;
  using option_check = CheckedOptions<option_list, Options...>;
  template <class In>
  static constexpr bool accepts = check_options<option_list, Options...>() && In::rank == 2;
  template <class In>
  using build = PositionEmbeddingLayer<std::size_t(dims_of<In>[0]), std::size_t(dims_of<In>[1]), Options...>;
};

}  // namespace nn
}  // namespace tenon
