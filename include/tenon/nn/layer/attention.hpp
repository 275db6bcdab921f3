// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/attention_scores.hpp>

namespace tenon::nn {

/// `Attention`: the scores are scaled by a trained number.
struct UseScale {};
/// `Attention`: scores are sums of tanh(query + key) instead of products, Bahdanau's form.
struct ConcatScore {};
template <class... Option>
struct ConcatScoreWeight : ParamGroup<Option...> {};

namespace detail {

/// What attentions without kernels have in common: the layer says what the scores of (query, key) are.
template <class... Options>
struct AttentionCall {
  static constexpr double dropout = (0 + ... + attention_dropout_of<Options>);

  template <class Layer, class Q, class V, class K, class... More>
  static constexpr auto run(Layer const& layer, Q const& query, V const& value, K const& key, More&... more) {
    using Sizes = AttentionSizes<Q, V, K>;
    constexpr bool padded = has_padding_masks<More...>, self = std::is_same_v<Q, V> && !padded;
    auto const mask = score_mask<has_option<CausalMask, Options...>, false, Sizes::queries, Sizes::values>(query, more...);
    auto const scores = layer.scores(query, key);
    auto const weights = with_context(
        query, [&](auto& context) { return attention_weights<self>(masked_scores(scores, mask), dropout, context); }, more...);
    auto const attended = matmul(weights, value);
    auto const y = [&] {
      if constexpr (padded)
        return where(reshape<Sizes::batch, Sizes::queries, 1>(std::get<0>(picked<IsMask<0, 2>>(more...))), attended, 0);
      else
        return attended;
    }();
    if constexpr (has_option<ReturnAttentionScores, Options...>)
      return std::tuple<std::remove_cvref_t<decltype(y)>, std::remove_cvref_t<decltype(weights)>>{y, weights};
    else
      return y;
  }
};

}  // namespace detail

/// Luong's attention: softmax(query keyᵀ) value. `call(query, value)`, `call(query, value, key)`; then masks, bool: two,
/// query_mask [batch, queries] (false: the output is zero) and value_mask [batch, values] (false: is not attended to), or one of
/// three axes that broadcasts to the scores; then a context. `call(x)` attends to itself.
/// Options: `UseScale`, `ConcatScore`, `CausalMask`, `ReturnAttentionScores`, `AttentionDropout<Rate>`.
/// [batch, queries, dim], [batch, values, n], [batch, values, dim] -> [batch, queries, n]
template <class... Options>
struct Attention {
  using option_list = LayerOptions<Attention<>, UseScale, ConcatScore, CausalMask, ReturnAttentionScores,
                                   detail::AnyAttentionDropout, Scale<>, ConcatScoreWeight<>, Dtype<>>;
  using option_check = CheckedOptions<option_list, Options...>;
  using value_type = dtype_option<float, Options...>;
  static constexpr bool scaled = has_option<UseScale, Options...>, concatenates = has_option<ConcatScore, Options...>;

  OptionalParam<scaled, Scale<Ones>, value_type, Shape<>, Options...> scale;
  OptionalParam<concatenates, ConcatScoreWeight<Ones>, value_type, Shape<>, Options...> concat_score_weight;
  TENON_MODULE(Attention, scale, concat_score_weight);
  static constexpr bool call_takes_context = true;
  static constexpr char name[] = "Attention";
  template <class S>
  static constexpr bool accepts = check_options<option_list, Options...>() && S::rank == 2;

  template <Operand Query, class... More>
  constexpr auto call(Query const& query, More&&... more) const {
    if constexpr (tenon::detail::is_broken<Query> || (tenon::detail::is_broken<More> || ...))
      return Invalid{};
    else {
      auto const values = detail::picked<detail::IsValue>(more...);
      auto const& value = detail::value_or<0>(values, query);
      auto const& key = detail::value_or<1>(values, value);
      using Sizes = detail::AttentionSizes<Query, std::remove_cvref_t<decltype(value)>, std::remove_cvref_t<decltype(key)>>;
      using Masks = detail::AttentionMasks<Sizes, typename Sizes::template scores_of<>, std::remove_cvref_t<More>...>;
      static_assert(diagnose::attention_operands_fit<typename Sizes::query, typename Sizes::value, typename Sizes::key,
                                                     Sizes::products_fit>,
                    TENON_ATTENTION_OPERANDS);
      if constexpr (!Sizes::products_fit)
        return Invalid{};
      else {
        static_assert(diagnose::masks_come_in_pairs<Masks::pads, Masks::pads_fit>, TENON_PADDING_MASKS);
        static_assert(diagnose::mask_broadcasts_to_scores<typename Masks::mask, typename Masks::scores, Masks::mask_fits>,
                      TENON_ATTENTION_MASK);
        if constexpr (Masks::pads_fit && Masks::mask_fits)
          return detail::AttentionCall<Options...>::run(*this, query, value, key, more...);
        else
          return Invalid{};
      }
    }
  }

  /// Of every query and key.
  constexpr auto scores(auto const& query, auto const& key) const {
    if constexpr (concatenates)
      return concat_score_weight * sum<-1>(tanh(with_scale(expand<2>(query) + expand<1>(key))));
    else
      return with_scale(matmul(query, permute<0, 2, 1>(key)));
  }

 private:
  constexpr auto with_scale(auto const& x) const {
    if constexpr (scaled)
      return x * scale;
    else
      return x;
  }
};

/// Bahdanau's attention, built: softmax(sum(scale tanh(query + key))) value; calls as those of `Attention`.
template <std::size_t Dim, class... Options>
struct AdditiveAttentionLayer {
  using value_type = dtype_option<float, Options...>;
  static constexpr bool scaled = !has_option<NoScale, Options...>;
  OptionalParam<scaled, Scale<GlorotUniform>, value_type, Shape<Dim>, Options...> scale;
  TENON_MODULE(AdditiveAttentionLayer, scale);
  static constexpr bool call_takes_context = true;
  static constexpr char name[] = "AdditiveAttention";
  template <class S>
  static constexpr bool accepts = S::rank == 2 && (S::rank == 0 || dims_of<S>[int(S::rank) - 1] == int(Dim));

  template <Operand Query, class... More>
  constexpr auto call(Query const& query, More&&... more) const {
    if constexpr (tenon::detail::is_broken<Query> || (tenon::detail::is_broken<More> || ...))
      return Invalid{};
    else {
      auto const values = detail::picked<detail::IsValue>(more...);
      auto const& value = detail::value_or<0>(values, query);
      auto const& key = detail::value_or<1>(values, value);
      using Sizes = detail::AttentionSizes<Query, std::remove_cvref_t<decltype(value)>, std::remove_cvref_t<decltype(key)>>;
      using Masks = detail::AttentionMasks<Sizes, typename Sizes::template scores_of<>, std::remove_cvref_t<More>...>;
      static_assert(diagnose::attention_operands_fit<typename Sizes::query, typename Sizes::value, typename Sizes::key,
                                                     Sizes::products_fit>,
                    TENON_ATTENTION_OPERANDS);
      if constexpr (!Sizes::products_fit)
        return Invalid{};
      else {
        static_assert(diagnose::masks_come_in_pairs<Masks::pads, Masks::pads_fit>, TENON_PADDING_MASKS);
        static_assert(diagnose::mask_broadcasts_to_scores<typename Masks::mask, typename Masks::scores, Masks::mask_fits>,
                      TENON_ATTENTION_MASK);
        if constexpr (Masks::pads_fit && Masks::mask_fits)
          return detail::AttentionCall<Options...>::run(*this, query, value, key, more...);
        else
          return Invalid{};
      }
    }
  }

  /// Of every query and key.
  constexpr auto scores(auto const& query, auto const& key) const {
    auto const seen = tanh(expand<2>(query) + expand<1>(key));
    if constexpr (scaled)
      return sum<-1>(seen * scale);
    else
      return sum<-1>(seen);
  }
};

/// Bahdanau's attention for queries and keys of inferred size. Options: `NoScale`, `Scale<...>`, `CausalMask`,
/// `ReturnAttentionScores`, `AttentionDropout<Rate>`.
template <class... Options>
struct AdditiveAttention {
  static constexpr char name[] = "AdditiveAttention";
  using option_list = LayerOptions<AdditiveAttention<>, NoScale, CausalMask, ReturnAttentionScores, detail::AnyAttentionDropout,
                                   Scale<>, Dtype<>>;
  using option_check = CheckedOptions<option_list, Options...>;
  template <class In>
  static constexpr bool accepts = check_options<option_list, Options...>() && In::rank == 2;
  template <class In>
  using build = AdditiveAttentionLayer<std::size_t(dims_of<In>[int(In::rank) - 1]), Options...>;
};

}  // namespace tenon::nn
