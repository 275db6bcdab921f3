// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/call_arguments.hpp>
#include <tenon/nn/options.hpp>
#include <tenon/op/random.hpp>
#include <tenon/op/scan.hpp>

/// What attention layers have in common: options, masks, weights.
namespace tenon {

namespace diagnose {
template <class Mask, class Scores, bool Fits>
inline constexpr bool mask_broadcasts_to_scores = Fits;
template <int Count, bool Two>
inline constexpr bool masks_come_in_pairs = Two;
template <class Query, class Value, class Key, bool Fit>
inline constexpr bool attention_operands_fit = Fit;
}  // namespace diagnose

#define TENON_ATTENTION_MASK                                                                                                     \
  "attention: a mask of three or four axes must broadcast to the scores, [batch, queries, values] or [batch, heads, queries, "   \
  "values] (mask, scores follow)"
#define TENON_PADDING_MASKS                                                                                                      \
  "attention: masks of two axes come in pairs, query_mask [batch, queries] and value_mask [batch, values] (their number "        \
  "follows)"
#define TENON_ATTENTION_OPERANDS                                                                                                 \
  "attention: query [batch, queries, features], value and key [batch, values, features] do not fit together, or not the layer "  \
  "(query, value, key follow)"

namespace nn {

/// Position i attends to positions up to i only.
struct CausalMask {};
/// Beside the output the weights of the attention: std::tuple(output, weights).
struct ReturnAttentionScores {};
namespace detail {
struct AnyAttentionDropout {};
}  // namespace detail
/// In training this part of the attention's weights is left out, and the others are scaled up.
template <Number Rate>
struct AttentionDropout : detail::AnyAttentionDropout {};

namespace detail {

template <class Option>
inline constexpr double attention_dropout_of = 0;
template <Number Rate>
inline constexpr double attention_dropout_of<AttentionDropout<Rate>> = Rate.value();

// ---- masks

struct NoMask {};
template <class A, class B>
constexpr auto both_masks(A const& a, B const& b) {
  if constexpr (std::is_same_v<A, NoMask>)
    return b;
  else if constexpr (std::is_same_v<B, NoMask>)
    return a;
  else
    return a && b;
}

/// 0, 1, ..., N - 1.   -> [N]
template <class T, std::size_t N>
constexpr auto positions(Builder& b) {
  Traced<T, Shape<N>> const ones(&b, b.constant(dtype_of<T>, dims_of<Shape<N>>, tenon::detail::to_scalar(T(1))));
  return cumsum(ones) - T(1);
}
/// Row i sees columns 0 to i.   -> [1, Queries, Values]
template <std::size_t Queries, std::size_t Values>
constexpr auto causal(Builder& b) {
  return reshape<1, Queries, 1>(positions<std::int32_t, Queries>(b)) >= reshape<1, 1, Values>(positions<std::int32_t, Values>(b));
}
/// The masks of a call as one of three axes or four that broadcasts to the scores; `Padding` says whether those of two axes are
/// in it.
template <bool IsCausal, bool Padding, std::size_t Queries, std::size_t Values, class X, class... A>
constexpr auto score_mask(X const& x, A const&... a) {
  auto const padding = picked<IsMask<0, 2>>(a...);
  auto const attention = picked<IsMask<3, 4>>(a...);
  constexpr std::size_t batch = std::size_t(dims_of<typename X::shape_type>[0]);
  auto const first = [&] {
    if constexpr (std::tuple_size_v<std::remove_cvref_t<decltype(attention)>> > 0)
      return std::get<0>(attention);
    else
      return NoMask{};
  }();
  auto const second = [&] {
    if constexpr (std::tuple_size_v<std::remove_cvref_t<decltype(padding)>> < 2)
      return first;
    else {
      auto const values = reshape<batch, 1, Values>(std::get<1>(padding));
      if constexpr (Padding)
        return both_masks(first, reshape<batch, Queries, 1>(std::get<0>(padding)) && values);
      else
        return both_masks(first, values);
    }
  }();
  if constexpr (IsCausal)
    return both_masks(second, causal<Queries, Values>(*x.builder()));
  else
    return second;
}

/// What a mask leaves of scores: where it is false they are 1e9 lower, as in Keras, so that a row without any position is
/// uniform instead of NaN.
template <class Scores, class M>
constexpr auto masked_scores(Scores const& scores, M const& mask) {
  if constexpr (std::is_same_v<M, NoMask>)
    return scores;
  else if constexpr (M::shape_type::rank == Scores::shape_type::rank)
    return where(mask, scores, scores - 1e9);
  else
    return masked_scores(scores, expand<1>(mask));
}
/// The same with the mask of a sequence that attends to itself, if a layer before has left one in the context.
template <bool Asks, class Scores, class C>
constexpr auto padding_masked(Scores const& scores, C& context) {
  if constexpr (Asks) {
    constexpr Dims d = dims_of<typename Scores::shape_type>;
    constexpr std::size_t batch = std::size_t(d[0]), steps = std::size_t(d[int(Scores::shape_type::rank) - 1]);
    if (context.template has_mask<Shape<batch, steps>>()) {
      auto const mask = context.template mask<Shape<batch, steps>>();
      return masked_scores(scores, reshape<batch, 1, steps>(mask) && reshape<batch, steps, 1>(mask));
    }
  }
  return scores;
}
/// In training, a part of x: the others scaled up by what is left out.
template <class X, class C>
constexpr auto dropped(X const& x, double rate, C& context) {
  using T = typename X::value_type;
  if constexpr (C::training)
    return where(random::bernoulli<typename X::shape_type>(context.key(), T(1 - rate)), x / T(1 - rate), T(0));
  else
    return x;
}

/// Softmax of scores, with the mask of the context if `Asks`, and with dropout.
template <bool Asks, class Scores, class C>
constexpr auto attention_weights(Scores const& scores, double dropout, C& context) {
  auto const weights = softmax(padding_masked<Asks>(scores, context));
  if (dropout > 0) return dropped(weights, dropout, context);
  return weights;
}

// ---- what is checked

/// Value number I, or another.
template <std::size_t I, class... V, class Otherwise>
constexpr auto const& value_or(std::tuple<V...> const& values, Otherwise const& otherwise) {
  if constexpr (I < sizeof...(V))
    return std::get<I>(values);
  else
    return otherwise;
}

/// Shapes of query, value and key.
template <class Q, class V, class K>
struct AttentionSizes {
  using query = typename Q::shape_type;
  using value = typename V::shape_type;
  using key = typename K::shape_type;
  static constexpr std::size_t at(Dims const& d, int axis) { return d.rank == 3 ? std::size_t(d[axis]) : 1; }
  static constexpr std::size_t batch = at(dims_of<query>, 0), queries = at(dims_of<query>, 1), values = at(dims_of<value>, 1);
  template <std::size_t... Heads>
  using scores_of = Shape<batch, Heads..., queries, values>;

  static constexpr bool steps_fit = query::rank == 3 && value::rank == 3 && key::rank == 3 && at(dims_of<value>, 0) == batch &&
                                    at(dims_of<key>, 0) == batch && at(dims_of<key>, 1) == values;
  /// For layers that have kernels.
  template <std::size_t Query, std::size_t Value, std::size_t Key>
  static constexpr bool fits() {
    return steps_fit && at(dims_of<query>, 2) == Query && at(dims_of<value>, 2) == Value && at(dims_of<key>, 2) == Key;
  }
  /// For products of queries and keys as they are.
  static constexpr bool products_fit = steps_fit && at(dims_of<query>, 2) == at(dims_of<key>, 2);
};

template <class... A>
inline constexpr int padding_masks = (0 + ... + int(IsMask<0, 2>::is<std::remove_cvref_t<A>>));
template <class... A>
inline constexpr bool has_padding_masks = padding_masks<A...> > 0;

/// The masks among the arguments of a call.
template <class Sizes, class Scores, class... A>
struct AttentionMasks {
  using scores = Scores;
  static constexpr int pads = padding_masks<A...>;
  static constexpr bool pads_fit = pads == 0 || pads == 2;
  template <class... M>
  static constexpr auto first_of(std::tuple<M...> const*) {
    if constexpr (sizeof...(M) == 0)
      return Shape<>{};
    else
      return typename std::tuple_element_t<0, std::tuple<M...>>::shape_type{};
  }
  using mask = decltype(first_of(static_cast<decltype(picked<IsMask<3, 4>>(std::declval<A const&>()...)) const*>(nullptr)));
  static constexpr bool mask_fits = [] {
    Dims const m = dims_of<mask>, s = dims_of<Scores>;
    if (m.rank > s.rank) return false;
    for (int i = 0; i < m.rank; ++i)
      if (int const k = i == 0 ? 0 : i + s.rank - m.rank; m[i] != 1 && m[i] != s[k]) return false;
    return true;
  }();
};

}  // namespace detail
}  // namespace nn
}  // namespace tenon
