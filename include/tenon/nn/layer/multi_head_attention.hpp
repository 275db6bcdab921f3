// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/position.hpp>

namespace tenon {

namespace diagnose {
template <std::size_t QueryHeads, std::size_t KeyValueHeads>
inline constexpr bool key_value_heads_divide_query_heads = KeyValueHeads > 0 &&
                                                           QueryHeads % (KeyValueHeads + (KeyValueHeads == 0)) == 0;
}  // namespace diagnose

#define TENON_GROUPED_HEADS                                                                                                      \
  "GroupQueryAttention: the number of query heads must be a multiple of that of key and value heads (both follow)"

namespace nn {

namespace detail {
struct AnyValueDim {};
struct AnyOutputDim {};
struct AnyRotary {};
}  // namespace detail
/// The size of a head's values, that of its keys without it.
template <std::size_t Dim>
struct ValueDim : detail::AnyValueDim {};
/// The features of the output, those of the query without it.
template <std::size_t Dim>
struct OutputDim : detail::AnyOutputDim {};
/// Queries and keys have rotary positions.
template <Number MaxWavelength = 10000, RotaryPairs Pairs = RotaryPairs::halves>
struct Rotary : detail::AnyRotary {};

/// The sizes of an attention with heads; features are those of the operands.
struct HeadsForm {
  std::size_t query_features = 0, value_features = 0, key_features = 0, query_heads = 1, key_value_heads = 1, key_dim = 1,
              value_dim = 1, output_dim = 1;
};

namespace detail {

template <class Option>
inline constexpr std::size_t value_dim_of = 0;
template <class Option>
inline constexpr std::size_t output_dim_of = 0;
template <std::size_t Dim>
inline constexpr std::size_t value_dim_of<ValueDim<Dim>> = Dim;
template <std::size_t Dim>
inline constexpr std::size_t output_dim_of<OutputDim<Dim>> = Dim;

template <class Option>
struct RotaryOf {
  static constexpr bool is = false;
};
template <Number MaxWavelength, RotaryPairs Pairs>
struct RotaryOf<Rotary<MaxWavelength, Pairs>> {
  static constexpr bool is = true;
  template <class X>
  static constexpr auto apply(X const& x) {
    return rotated<Pairs>(x, MaxWavelength.value());
  }
};
/// Pairs of features are rotated, if any are.
template <std::size_t Dim, class... Options>
inline constexpr bool rotary_fits = Dim % 2 == 0 || !(RotaryOf<Options>::is || ...);

constexpr std::size_t given_or(std::size_t given, std::size_t otherwise) { return given != 0 ? given : otherwise; }

}  // namespace detail

/// A dense layer to or from heads, as Keras' EinsumDense keeps it.   [..., In] -> [..., Heads, Dim]
template <std::size_t In, std::size_t Heads, std::size_t Dim, class... Options>
struct ToHeads {
  using value_type = dtype_option<float, Options...>;
  MainParam<Kernel<GlorotUniform>, value_type, Shape<In, Heads, Dim>, Options...> kernel;
  OptionalParam<has_bias<Options...>, Bias<Zeros>, value_type, Shape<Heads, Dim>, Options...> bias;
  TENON_MODULE(ToHeads, kernel, bias);
  template <Operand X>
  constexpr auto call(X const& x) const {
    return call(x, [](auto const& y) { return y; });
  }
  /// `then` follows on [..., Heads * Dim], where it is still part of the product's kernel.
  template <Operand X, class Then>
  constexpr auto call(X const& x, Then const& then) const {
    constexpr Dims d = dims_of<typename X::shape_type>;
    auto const y = matmul(x, reshape<In, Heads * Dim>(kernel));
    if constexpr (has_bias<Options...>)
      return reshape<d[0], d[1], Heads, Dim>(then(y + reshape<Heads * Dim>(bias)));
    else
      return reshape<d[0], d[1], Heads, Dim>(then(y));
  }
};
/// [..., Heads, Dim] -> [..., Out]
template <std::size_t Heads, std::size_t Dim, std::size_t Out, class... Options>
struct FromHeads {
  using value_type = dtype_option<float, Options...>;
  MainParam<Kernel<GlorotUniform>, value_type, Shape<Heads, Dim, Out>, Options...> kernel;
  OptionalParam<has_bias<Options...>, Bias<Zeros>, value_type, Shape<Out>, Options...> bias;
  TENON_MODULE(FromHeads, kernel, bias);
  template <Operand X>
  constexpr auto call(X const& x) const {
    constexpr Dims d = dims_of<typename X::shape_type>;
    auto const y = matmul(reshape<d[0], d[1], Heads * Dim>(x), reshape<Heads * Dim, Out>(kernel));
    if constexpr (has_bias<Options...>)
      return y + bias;
    else
      return y;
  }
};

namespace detail {
/// Whether a sequence [steps, features] can attend to itself.
template <HeadsForm Form, class S>
constexpr bool is_self_operand() {
  if constexpr (S::rank != 2)
    return false;
  else
    return dims_of<S>[1] == int(Form.query_features) && Form.query_features == Form.value_features &&
           Form.query_features == Form.key_features;
}
}  // namespace detail

/// Attention with heads (Vaswani et al., 2017), several queries' heads sharing those of keys and values (Ainslie et al., 2023)
/// where `Form` says so, built. `call(query)`, `call(query, value)`, `call(query, value, key)`; then masks, bool: two,
/// query_mask [batch, queries] and value_mask [batch, values], and one of three axes or four that broadcasts to the scores
/// [batch, (heads,) queries, values]; then a context. Weights lie and are named as in Keras.
/// [batch, queries, ...], [batch, values, ...], [batch, values, ...] -> [batch, queries, output_dim]
template <HeadsForm Form, class... Options>
struct MultiHeadAttentionLayer {
  static constexpr HeadsForm form = Form;
  static constexpr std::size_t shared = Form.query_heads / Form.key_value_heads;
  static constexpr double dropout = (0 + ... + detail::attention_dropout_of<Options>);

  ToHeads<Form.query_features, Form.query_heads, Form.key_dim, Options...> query;
  ToHeads<Form.key_features, Form.key_value_heads, Form.key_dim, Options...> key;
  ToHeads<Form.value_features, Form.key_value_heads, Form.value_dim, Options...> value;
  FromHeads<Form.query_heads, Form.value_dim, Form.output_dim, Options...> attention_output;
  TENON_MODULE(MultiHeadAttentionLayer, query, key, value, attention_output);
  static constexpr bool call_takes_context = true;
  static constexpr char name[] = "MultiHeadAttention";
  /// As the only operand.
  template <class S>
  static constexpr bool accepts = detail::is_self_operand<Form, S>();

  template <Operand Query, class... More>
  constexpr auto call(Query const& q, More&&... more) const {
    if constexpr (tenon::detail::is_broken<Query> || (tenon::detail::is_broken<More> || ...))
      return Invalid{};
    else {
      auto const values = detail::picked<detail::IsValue>(more...);
      auto const& v = detail::value_or<0>(values, q);
      auto const& k = detail::value_or<1>(values, v);
      using Sizes = detail::AttentionSizes<Query, std::remove_cvref_t<decltype(v)>, std::remove_cvref_t<decltype(k)>>;
      using Masks =
          detail::AttentionMasks<Sizes, typename Sizes::template scores_of<Form.query_heads>, std::remove_cvref_t<More>...>;
      constexpr bool fits = Sizes::template fits<Form.query_features, Form.value_features, Form.key_features>();
      static_assert(diagnose::attention_operands_fit<typename Sizes::query, typename Sizes::value, typename Sizes::key, fits>,
                    TENON_ATTENTION_OPERANDS);
      if constexpr (!fits)
        return Invalid{};
      else {
        static_assert(diagnose::masks_come_in_pairs<Masks::pads, Masks::pads_fit>, TENON_PADDING_MASKS);
        static_assert(diagnose::mask_broadcasts_to_scores<typename Masks::mask, typename Masks::scores, Masks::mask_fits>,
                      TENON_ATTENTION_MASK);
        if constexpr (Masks::pads_fit && Masks::mask_fits)
          return attend(q, v, k, more...);
        else
          return Invalid{};
      }
    }
  }

 private:
  template <class Q, class V, class K, class... More>
  constexpr auto attend(Q const& q, V const& v, K const& k, More&... more) const {
    using Sizes = detail::AttentionSizes<Q, V, K>;
    constexpr bool self = std::is_same_v<Q, V> && !detail::has_padding_masks<More...>;
    auto const mask = detail::score_mask<has_option<CausalMask, Options...>, true, Sizes::queries, Sizes::values>(q, more...);
    // Before the scores: these and their sums with values then follow each other, head by head.
    auto const kept_values = value.call(v);
    auto const scores = products(scaled_queries(q), with_positions(key.call(k)));
    auto const weights = detail::with_context(
        q, [&](auto& context) { return detail::attention_weights<self>(detail::masked_scores(scores, mask), dropout, context); },
        more...);
    auto const y = attention_output.call(permute<0, 2, 1, 3>(sums(weights, kept_values)));
    if constexpr (has_option<ReturnAttentionScores, Options...>)
      return std::tuple<std::remove_cvref_t<decltype(y)>, std::remove_cvref_t<decltype(weights)>>{y, weights};
    else
      return y;
  }

  template <class Q>
  constexpr auto scaled_queries(Q const& q) const {
    if constexpr ((detail::RotaryOf<Options>::is || ...))
      return with_positions(query.call(q)) * (1 / root(Form.key_dim));
    else
      return query.call(q, [](auto const& y) { return y * (1 / root(Form.key_dim)); });
  }
  static constexpr double root(std::size_t n) { return detail::scalar_sqrt(double(n)); }
  template <class X>
  static constexpr auto with_positions(X const& x) {
    if constexpr ((detail::RotaryOf<Options>::is || ...) && Form.key_dim % 2 == 0) {
      return [&]<class... O>(detail::OptionList<O...>) {
        return (O::apply(x), ...);
      }((detail::OptionList<>{} + ... +
             std::conditional_t<detail::RotaryOf<Options>::is, detail::OptionList<detail::RotaryOf<Options>>,
                                detail::OptionList<>>{}));
    } else
      return x;
  }
  /// [batch, queries, heads, dim], [batch, values, heads, dim] -> [batch, heads, queries, values]
  template <class Q, class K>
  static constexpr auto products(Q const& q, K const& k) {
    if constexpr (shared == 1)
      return matmul(permute<0, 2, 1, 3>(q), permute<0, 2, 3, 1>(k));
    else {
      constexpr Dims d = dims_of<typename Q::shape_type>, e = dims_of<typename K::shape_type>;
      auto const grouped = permute<0, 2, 3, 1, 4>(reshape<d[0], d[1], Form.key_value_heads, shared, Form.key_dim>(q));
      return reshape<d[0], d[2], d[1], e[1]>(matmul(grouped, expand<2>(permute<0, 2, 3, 1>(k))));
    }
  }
  /// [batch, heads, queries, values], [batch, values, heads, dim] -> [batch, heads, queries, dim]
  template <class W, class V>
  static constexpr auto sums(W const& weights, V const& v) {
    if constexpr (shared == 1)
      return matmul(weights, permute<0, 2, 1, 3>(v));
    else {
      constexpr Dims d = dims_of<typename W::shape_type>;
      auto const grouped = reshape<d[0], Form.key_value_heads, shared, d[2], d[3]>(weights);
      return reshape<d[0], d[1], d[2], Form.value_dim>(matmul(grouped, expand<2>(permute<0, 2, 1, 3>(v))));
    }
  }
};

namespace detail {
template <class Spec, std::size_t QueryHeads, std::size_t KeyValueHeads, std::size_t KeyDim, class... Own>
struct HeadsSpec {
  template <class... Options>
  struct with {
    using option_list = LayerOptions<Spec, CausalMask, ReturnAttentionScores, AnyAttentionDropout, AnyOutputDim, AnyRotary,
                                     Main<Kernel<>>, Bias<>, NoBias, Dtype<>, Own...>;
    using option_check = CheckedOptions<option_list, Options...>;
    static constexpr bool divides = diagnose::key_value_heads_divide_query_heads<QueryHeads, KeyValueHeads>;
    template <class In>
    static constexpr bool accepts = check_options<option_list, Options...>() && In::rank == 2;
    /// For operands of these shapes, [steps, features].
    template <class Query, class Value, class Key>
    using build_for = MultiHeadAttentionLayer<
        HeadsForm{std::size_t(dims_of<Query>[1]), std::size_t(dims_of<Value>[1]), std::size_t(dims_of<Key>[1]), QueryHeads,
                  divides ? KeyValueHeads : QueryHeads, KeyDim, given_or((std::size_t(0) + ... + value_dim_of<Options>), KeyDim),
                  given_or((std::size_t(0) + ... + output_dim_of<Options>), std::size_t(dims_of<Query>[1]))},
        Options...>;
    template <class In>
    using build = build_for<In, In, In>;
  };
};
}  // namespace detail

/// Attention with heads of size KeyDim; Keras' definition and defaults. In a `Sequential` a sequence attends to itself;
/// `MultiHeadAttention<8, 64>::build_for<Query, Value, Key>` is the layer for operands of shapes [steps, features].
/// Options: `ValueDim`, `OutputDim`, `CausalMask`, `Rotary`, `AttentionDropout`, `ReturnAttentionScores`, `Kernel`, `Bias`,
/// `NoBias`, `Dtype`.
template <std::size_t NumHeads, std::size_t KeyDim, class... Options>
struct MultiHeadAttention : detail::HeadsSpec<MultiHeadAttention<NumHeads, KeyDim>, NumHeads, NumHeads, KeyDim,
                                              detail::AnyValueDim>::template with<Options...> {
  static_assert(NumHeads > 0 && KeyDim > 0, "MultiHeadAttention: at least one head, of size one");
  static_assert(diagnose::features_form_pairs<KeyDim, detail::rotary_fits<KeyDim, Options...>>, TENON_ROTARY);
  static constexpr char name[] = "MultiHeadAttention";
};

/// Attention in which groups of query heads share the heads of keys and values; Keras' GroupQueryAttention.
template <std::size_t HeadDim, std::size_t NumQueryHeads, std::size_t NumKeyValueHeads, class... Options>
struct GroupQueryAttention : detail::HeadsSpec<GroupQueryAttention<HeadDim, NumQueryHeads, NumKeyValueHeads>, NumQueryHeads,
                                               NumKeyValueHeads, HeadDim>::template with<Options...> {
  static_assert(diagnose::key_value_heads_divide_query_heads<NumQueryHeads, NumKeyValueHeads>, TENON_GROUPED_HEADS);
  static_assert(diagnose::features_form_pairs<HeadDim, detail::rotary_fits<HeadDim, Options...>>, TENON_ROTARY);
  static constexpr char name[] = "GroupQueryAttention";
};

}  // namespace nn
}  // namespace tenon
