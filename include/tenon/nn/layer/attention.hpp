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

/// The part that is the same for all scores. `Scores` is a function of (query, key).
template <class... Options>
struct AttentionCall {
  static constexpr bool is_causal = has_option<CausalMask, Options...>,
                        returns_scores = has_option<ReturnAttentionScores, Options...>;
  static constexpr double dropout = (0 + ... + attention_dropout_of<Options>);

  template <class Score, class Query, class... More>
  static constexpr auto run(Score const& score, Query const& query, More&... more) {
    auto const values = picked<IsValue>(more...);
    constexpr std::size_t given = std::tuple_size_v<std::remove_cvref_t<decltype(values)>>;
    if constexpr (given == 0)
      return of(score, query, query, query, more...);
    else if constexpr (given == 1)
      return of(score, query, std::get<0>(values), std::get<0>(values), more...);
    else
      return of(score, query, std::get<0>(values), std::get<1>(values), more...);
  }

 private:
  template <class Q, class V, class K>
  static constexpr bool fits() {
    if constexpr (Q::rank != 3 || V::rank != 3 || K::rank != 3)
      return false;
    else
      return dims_of<Q>[0] == dims_of<V>[0] && dims_of<Q>[0] == dims_of<K>[0] && dims_of<V>[1] == dims_of<K>[1] &&
             dims_of<Q>[2] == dims_of<K>[2];
  }
  template <class Score, class Query, class V, class K, class... More>
  static constexpr auto of(Score const& score, Query const& query, V const& value, K const& key, More&... more) {
    using QS = typename Query::shape_type;
    using VS = typename V::shape_type;
    using KS = typename K::shape_type;
    static_assert(diagnose::attention_operands_fit<QS, VS, KS, fits<QS, VS, KS>()>, TENON_ATTENTION_OPERANDS);
    constexpr std::size_t pads = std::tuple_size_v<decltype(picked<IsMask<0, 2>>(more...))>;
    static_assert(diagnose::masks_come_in_pairs < pads, pads == 0 || pads == 2 >, TENON_PADDING_MASKS);
    if constexpr (!fits<QS, VS, KS>() || (pads != 0 && pads != 2))
      return Invalid{};
    else {
      constexpr std::size_t batch = std::size_t(dims_of<QS>[0]), queries = std::size_t(dims_of<QS>[1]),
                            keys = std::size_t(dims_of<VS>[1]);
      auto const mask = score_mask<is_causal, false, queries, keys>(query, more...);
      using Mask = std::remove_cvref_t<decltype(mask)>;
      auto const scores = score(query, key);
      using Scores = std::remove_cvref_t<decltype(scores)>;
      static_assert(diagnose::mask_broadcasts_to_scores<Mask, typename Scores::shape_type, mask_fits<Mask, Scores>()>,
                    TENON_ATTENTION_MASK);
      if constexpr (!mask_fits<Mask, Scores>())
        return Invalid{};
      else
        return with_context(
            query,
            [&](auto& context) {
              auto const soft =
                  softmax(padding_masked < pads == 0 && std::is_same_v < Query, V >> (masked_scores(scores, mask), context));
              auto const weights = [&] {
                if constexpr (dropout > 0)
                  return dropped(soft, dropout, context);
                else
                  return soft;
              }();
              auto const attended = matmul(weights, value);
              auto const y = [&] {
                if constexpr (pads == 2)
                  return where(reshape<batch, queries, 1>(std::get<0>(picked<IsMask<0, 2>>(more...))), attended, 0);
                else
                  return attended;
              }();
              if constexpr (returns_scores)
                return std::tuple<std::remove_cvref_t<decltype(y)>, std::remove_cvref_t<decltype(weights)>>{y, weights};
              else
                return y;
            },
            more...);
    }
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
  using value_type = dtype_option<float, Options...>;
  static constexpr bool scaled = has_option<UseScale, Options...>, concatenates = has_option<ConcatScore, Options...>;

  OptionalParam<scaled, Scale<Ones>, value_type, Shape<>, Options...> scale;
  OptionalParam<concatenates, ConcatScoreWeight<Ones>, value_type, Shape<>, Options...> concat_score_weight;
  TENON_MODULE(Attention, scale, concat_score_weight);
  static constexpr char name[] = "Attention";
  template <class S>
  static constexpr bool accepts = check_options<option_list, Options...>() && S::rank == 2;

  template <Operand Query, class... More>
  constexpr auto call(Query const& query, More&&... more) const {
    return detail::AttentionCall<Options...>::run([this](auto const& q, auto const& k) { return this->scores(q, k); }, query,
                                                  more...);
  }

 private:
  constexpr auto scores(auto const& query, auto const& key) const {
    if constexpr (concatenates)
      return concat_score_weight * sum<-1>(tanh(with_scale(expand<2>(query) + expand<1>(key))));
    else
      return with_scale(matmul(query, permute<0, 2, 1>(key)));
  }
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
  static constexpr char name[] = "AdditiveAttention";
  template <class S>
  static constexpr bool accepts = S::rank == 2 && (S::rank == 0 || dims_of<S>[int(S::rank) - 1] == int(Dim));

  template <Operand Query, class... More>
  constexpr auto call(Query const& query, More&&... more) const {
    return detail::AttentionCall<Options...>::run([this](auto const& q, auto const& k) { return this->scores(q, k); }, query,
                                                  more...);
  }

 private:
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
  template <class In>
  static constexpr bool accepts = check_options<option_list, Options...>() && In::rank == 2;
  template <class In>
  using build = AdditiveAttentionLayer<std::size_t(dims_of<In>[int(In::rank) - 1]), Options...>;
};

}  // namespace tenon::nn
