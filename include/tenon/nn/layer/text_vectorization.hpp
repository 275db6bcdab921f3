// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/ngrams.hpp>
#include <tenon/data/string/split.hpp>
#include <tenon/nn/layer/string_lookup.hpp>

#include <utility>

namespace tenon::diagnose {
template <class Encoding, bool WithTfIdf, bool Some>
inline constexpr bool texts_become_tokens_or_one_number_for_each = Some;
}  // namespace tenon::diagnose

namespace tenon::nn {

/// How text is made uniform: a function of strings. Without this option, `LowerAndStripPunctuation`.
/// Example: Standardize<[](auto const& x) { return strings::lower(x); }>
struct StandardizeOption {};
template <auto Function>
struct Standardize : StandardizeOption {
  static constexpr auto function = Function;
};
struct LowerAndStripPunctuation {
  constexpr auto operator()(Strings auto const& x) const { return strings::strip_punctuation(strings::lower(x)); }
};
/// What takes texts apart: a function of strings that gives ragged ones. Without this option, at white space.
/// Example: SplitBy<[](auto const& x) { return strings::unicode_split(x); }>
struct SplitByOption {};
template <auto Function>
struct SplitBy : SplitByOption {
  static constexpr auto function = Function;
};
struct AtWhiteSpace {
  constexpr auto operator()(Strings auto const& x) const { return strings::split(x); }
};
/// Tokens are runs of so many neighbours: `Ngrams<1, 2>` is Keras' `ngrams=2`.
struct NgramsOption {};
template <std::size_t... Width>
struct Ngrams : NgramsOption {
  static_assert(sizeof...(Width) > 0 && ((Width > 0) && ...), "Ngrams: a width at least, and none of 0");
  static constexpr std::size_t widths[] = {Width...};
  static constexpr bool joins = true;
};
/// So many indices for each text: longer ones are cut, 0 follows shorter ones. Without this option the indices are ragged.
struct SequenceLengthOption {};
template <std::size_t N>
struct SequenceLength : SequenceLengthOption {
  static constexpr std::size_t number = N;
};
/// For each token, how often the text has it times log(1 + texts / (1 + texts that have it)), of the texts adapted to; those of
/// unknown tokens weigh as the mean of the others (Keras' formula).
struct TfIdf {};

namespace detail {
struct SingleTokens : NgramsOption {
  static constexpr bool joins = false;
};
struct NoWeights {
  TENON_MODULE(NoWeights);
};
}  // namespace detail

/// Text as numbers: made uniform, split, looked up in a vocabulary of at most MaxTokens, which is given or learnt and saved with
/// the model. `vectorize(texts)` of a vector, of rows or of one text gives the tokens' indices (0 is padding, 1 unknown), ragged
/// or with `SequenceLength<N>` padded; or with `MultiHot`, `Count`, `TfIdf` one number for each token (unknown ones first). As a
/// StringLookup it is a module that stands beside the model. Options: `Standardize<...>`, `SplitBy<...>`, `Ngrams<...>`,
/// `SequenceLength<N>`, `VocabularyBytes<16 * MaxTokens>`, and one of those outputs.
/// texts -> int64 texts x (tokens), int64 texts x [N], or float texts x [MaxTokens]
template <std::size_t MaxTokens, class... Options>
struct TextVectorization {
  using option_list = LayerOptions<TextVectorization, StandardizeOption, SplitByOption, NgramsOption, SequenceLengthOption,
                                   VocabularyBytesOption, EncodingOption, TfIdf>;
  using encoding = detail::option_of_kind<EncodingOption, AsInteger, Options...>;
  static constexpr bool weighs = has_option<TfIdf, Options...>;
  static constexpr bool gives_tokens = !weighs && std::is_same_v<encoding, AsInteger>;
  static constexpr std::size_t length = detail::option_of_kind<SequenceLengthOption, SequenceLength<0>, Options...>::number;
  /// Padding has an index only where indices are what comes out.
  static constexpr std::size_t padding_indices = gives_tokens ? 0 : 1;
  using Lookup = StringLookup<MaxTokens + padding_indices, MaskToken<"">,
                              detail::option_of_kind<VocabularyBytesOption, VocabularyBytes<16 * MaxTokens>, Options...>>;
  using Weights = std::conditional_t<weighs, Tensor<float, MaxTokens>, detail::NoWeights>;

  Lookup words;
  Weights idf_weights;
  TENON_MODULE(TextVectorization, words, idf_weights);
  static constexpr char name[] = "TextVectorization";

  /// The numbers of each text.
  template <Strings X>
  auto vectorize(X const& texts) const {
    check<X>();
    auto const indices = words.lookup(tokens(texts));
    if constexpr (!gives_tokens)
      return numbers<float, MaxTokens>(texts, indices, [this](std::span<std::int64_t const> row, float* to) { count(row, to); });
    else if constexpr (length > 0)
      return numbers<std::int64_t, length>(texts, indices, [](std::span<std::int64_t const> row, std::int64_t* to) {
        for (std::size_t k = 0; k < length && k < row.size(); ++k) to[k] = row[k];
      });
    else
      return indices;
  }
  /// The tokens of each text, as they are looked up: a row for each.   texts -> RaggedStrings
  template <Strings X>
  auto tokens(X const& texts) const {
    check<X>();
    if constexpr (!X::has_rows && X::shape_type::rank == 0)
      return tokens(data::StringRows<>(texts));
    else {
      using standardize = detail::option_of_kind<StandardizeOption, Standardize<LowerAndStripPunctuation{}>, Options...>;
      using split_by = detail::option_of_kind<SplitByOption, SplitBy<AtWhiteSpace{}>, Options...>;
      using runs = detail::option_of_kind<NgramsOption, detail::SingleTokens, Options...>;
      auto split = split_by::function(standardize::function(texts));
      if constexpr (runs::joins)
        return strings::ngrams(split, runs::widths);
      else
        return split;
    }
  }

  /// The most frequent tokens of texts, as many as there is room for; with TfIdf, their weights. Of texts that come batch by
  /// batch (without TfIdf): strings::TokenCounts of `tokens(batch)`, then `set_vocabulary(counts.most_common())`, which takes the
  /// first.
  template <Strings X>
  void adapt(X const& texts) {
    auto const split = tokens(texts);
    words.adapt(split.flat_values());
    if constexpr (weighs) {
      Tensor<float, MaxTokens> texts_with;
      Tensor<std::int64_t, MaxTokens> last_text;  // the last one that has a token, counted from 1
      auto const indices = words.lookup(split);
      std::int64_t text = 0;
      for (auto const row : indices) {
        ++text;
        for (auto const index : row)
          if (index > 0 && std::exchange(last_text.data()[index - 1], text) != text) texts_with.data()[index - 1] += 1;
      }
      for (std::size_t k = 1; k < vocabulary_size(); ++k)
        texts_with.data()[k] = __builtin_log1pf(static_cast<float>(indices.rows()) / (1 + texts_with.data()[k]));
      set_weights({texts_with.data() + 1, vocabulary_size() - 1});
    }
  }

  /// The tokens in the order of their indices, as StringLookup::set_vocabulary takes them.
  template <class Range>
  data::Outcome try_set_vocabulary(Range const& tokens) {
    check<data::StringRows<>>();
    static_assert(!weighs, "TextVectorization: with TfIdf, tokens come with their weights");
    return words.try_set_vocabulary(tokens);
  }
  template <class Range>
  void set_vocabulary(Range const& tokens) {
    try_set_vocabulary(tokens).or_stop("TextVectorization::set_vocabulary");
  }
  void set_vocabulary(std::initializer_list<std::string_view> tokens) { set_vocabulary<>(tokens); }
  /// With TfIdf: tokens, without those that stand for padding and unknown ones, and the weight of each.
  template <class Range, class T = float>
  data::Outcome try_set_vocabulary(Range const& tokens, std::span<T const> weights) {
    static_assert(weighs, "TextVectorization: weights are for TfIdf");
    auto next = words;
    auto const outcome = next.try_set_vocabulary(tokens);
    if (!outcome) return outcome;
    std::size_t const count = next.vocabulary_size() - reserved;
    if (count != weights.size()) return data::Outcome::failure("there are ", count, " tokens and ", weights.size(), " weights");
    words = std::move(next);
    set_weights(weights);
    return {};
  }
  void set_vocabulary(std::initializer_list<std::string_view> tokens, std::initializer_list<float> weights) {
    try_set_vocabulary(tokens, std::span<float const>(weights.begin(), weights.size()))
        .or_stop("TextVectorization::set_vocabulary");
  }

  /// What the numbers stand for, in their order; padding and unknown tokens too.
  template <class Out = data::StringRows<>>
  Out get_vocabulary() const {
    auto const all = words.template get_vocabulary<Out>();
    return Out(all.slice(padding_indices, all.rows()));
  }
  std::size_t vocabulary_size() const { return words.vocabulary_size() - padding_indices; }

 private:
  /// What the lookup has in front of the vocabulary: the padding's and the unknown tokens' index.
  static constexpr std::size_t reserved = 2;

  template <class X>
  static constexpr void check() {
    check_options<option_list, Options...>();
    constexpr bool one_output = std::is_same_v<encoding, AsInteger> || (!weighs && !std::is_same_v<encoding, OneHot>);
    static_assert(diagnose::texts_become_tokens_or_one_number_for_each<encoding, weighs, one_output>,
                  "TextVectorization: texts become integers, or one of MultiHot, Count, TfIdf (encoding, TfIdf follow)");
    static_assert(length == 0 || gives_tokens, "TextVectorization: SequenceLength is of integers");
    static_assert(X::shape_type::rank + (X::has_rows ? 1 : 0) <= 1,
                  "TextVectorization: texts are a vector of strings, rows of one string, or one string");
  }
  /// f(indices of a text, its N numbers) of each: a Tensor, or for rows data::Rows.
  template <class T, std::size_t N, class X, class F>
  static auto numbers(X const& texts, RaggedTensor<std::int64_t> const& indices, F const& f) {
    auto out = [&] {
      if constexpr (X::has_rows)
        return data::Rows<T, N>(texts.rows());
      else
        return BasicTensor<T, std::conditional_t<X::shape_type::rank == 0, Shape<N>, Shape<X::shape_type::size, N>>>();
    }();
    T* to = out.data();
    for (auto const row : indices) f(row, std::exchange(to, to + N));
    return out;
  }
  void count(std::span<std::int64_t const> indices, float* to) const {
    for (auto const index : indices) {
      if (index == 0) continue;
      float& number = to[index - 1];
      if constexpr (std::is_same_v<encoding, MultiHot>)
        number = 1;
      else
        number += 1;
    }
    if constexpr (weighs)
      for (std::size_t k = 0; k < MaxTokens; ++k) to[k] *= idf_weights.data()[k];
  }
  /// Those of the vocabulary; unknown tokens have their mean.
  void set_weights(std::span<float const> weights) {
    idf_weights = {};
    float sum = 0;
    for (std::size_t k = 0; k < weights.size(); ++k) sum += idf_weights.data()[k + 1] = weights[k];
    if (!weights.empty()) idf_weights.data()[0] = sum / static_cast<float>(weights.size());
  }
};

}  // namespace tenon::nn
