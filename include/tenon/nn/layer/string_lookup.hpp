// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/tensor.hpp>
#include <tenon/data/string/ragged.hpp>
#include <tenon/data/string/result.hpp>
#include <tenon/data/string/token_counts.hpp>
#include <tenon/nn/layer/lookup_options.hpp>
#include <tenon/tensor/run.hpp>

#include <bit>
#include <concepts>
#include <initializer_list>

namespace tenon::nn {

/// Strings as places in a vocabulary: 0, 1, ... below MaxTokens, of which the first ones are the mask token's, if there is one,
/// and those of unknown strings. The vocabulary is given (`set_vocabulary`) or learnt (`adapt`: the most frequent come first, of
/// equally frequent ones the greater); it is saved with the model. There are no strings in a traced program, so this is no layer
/// of a Sequential: `lookup(strings)` gives the integers that a model takes. It is a module and stands beside the model in one of
/// your own, to be saved with it. Options: `OovIndices<1>`, `MaskToken<...>` (none), `OovToken<"[UNK]">`, `VocabularyBytes<16 *
/// MaxTokens>`, `Invert`: indices as strings; `OneHot`, `MultiHot`, `Count`. Errors name the string: one that is unknown with
/// OovIndices<0>; an index that does not exist, to invert. [S...] -> int64 [S...], or encoded
template <std::size_t MaxTokens, class... Options>
struct StringLookup {
  using plan = detail::LookupPlan<MaxTokens, OovToken<"[UNK]">, Options...>;
  using option_list = LayerOptions<StringLookup, OovIndicesOption, MaskTokenOption, OovTokenOption, VocabularyBytesOption,
                                   EncodingOption, Invert>;
  static constexpr std::size_t room = plan::room;
  static constexpr std::size_t most_bytes =
      detail::option_of_kind<VocabularyBytesOption, VocabularyBytes<16 * MaxTokens>, Options...>::number;
  static constexpr std::size_t slot_count = std::bit_ceil(2 * room);

  Tensor<std::int32_t> token_count;
  Tensor<std::uint8_t, most_bytes> token_bytes;  // of all tokens, in the order of indices
  Tensor<std::int64_t, room + 1> token_offsets;  // where they begin, and the end
  Tensor<std::int32_t, slot_count> token_slots;  // by hashes: the place of a token + 1, or 0
  TENON_MODULE(StringLookup, token_count, token_bytes, token_offsets, token_slots);
  static constexpr char name[] = "StringLookup";

  /// The index of each string, encoded as the options say. Rows give data::Rows of integers, RaggedStrings a RaggedTensor.
  template <class X>
  auto lookup(X const& x) const {
    return try_lookup(x).or_stop("StringLookup::lookup");
  }
  template <Strings X>
    requires(!plan::inverts)
  auto try_lookup(X const& x) const {
    static_assert(diagnose::tokens_are_left_for_a_vocabulary<MaxTokens, plan::reserved, plan::ok>, TENON_NO_TOKENS_LEFT);
    check_options<option_list, Options...>();
    static_assert(!X::has_rows || std::is_same_v<typename plan::encoding, AsInteger>,
                  "StringLookup: rows, whose number is known at run time, are looked up as integers");
    auto indices = strings::detail::numbers_for<std::int64_t>(x);
    auto const outcome = indices_of(x, indices.data());
    if constexpr (std::is_same_v<typename plan::encoding, AsInteger>)
      return outcome ? data::Result<decltype(indices)>(std::move(indices)) : data::Result<decltype(indices)>(outcome);
    else {
      auto const encoded = detail::encoded<typename plan::encoding, MaxTokens>(indices);
      using Out = BasicTensor<typename decltype(encoded)::value_type, typename decltype(encoded)::shape_type>;
      return outcome ? data::Result<Out>(Out(encoded)) : data::Result<Out>(outcome);
    }
  }
  template <std::size_t... Most>
    requires(!plan::inverts)
  data::Result<RaggedTensor<std::int64_t>> try_lookup(BasicRaggedStrings<Most...> const& x) const {
    static_assert(diagnose::tokens_are_left_for_a_vocabulary<MaxTokens, plan::reserved, plan::ok>, TENON_NO_TOKENS_LEFT);
    check_options<option_list, Options...>();
    static_assert(std::is_same_v<typename plan::encoding, AsInteger>, "StringLookup: ragged strings are looked up as integers");
    data::Rows<std::int64_t> indices(x.flat_values().rows());
    if (auto const outcome = indices_of(x.flat_values(), indices.data()); !outcome) return outcome;
    return RaggedTensor<std::int64_t>::try_from_row_splits(indices.values(), x.row_splits());
  }
  /// What indices stand for.   [S...] -> strings [S...]
  template <std::integral T, class S, class Storage>
    requires(plan::inverts)
  data::Result<BasicStringTensor<S, dynamic_capacity>> try_lookup(BasicTensor<T, S, Storage> const& x) const {
    static_assert(diagnose::tokens_are_left_for_a_vocabulary<MaxTokens, plan::reserved, plan::ok>, TENON_NO_TOKENS_LEFT);
    check_options<option_list, Options...>();
    typename BasicStringTensor<S, dynamic_capacity>::buffer_type out;
    for (std::size_t i = 0; i < S::size; ++i) {
      auto const index = x.data()[i];
      if (index < 0 || static_cast<std::uint64_t>(index) >= vocabulary_size())
        return data::Outcome::failure("element ", i, ": there is no index ", index, ", the vocabulary has ", vocabulary_size());
      static_cast<void>(out.append(token(static_cast<std::size_t>(index))));
    }
    return BasicStringTensor<S, dynamic_capacity>(std::move(out));
  }

  /// The strings of a range or of Strings, each once; those that stand for the mask and for unknown ones are none, but may stand
  /// at their places in front, as `get_vocabulary` gives them. A fault leaves the vocabulary as it was.
  template <class Range>
  data::Outcome try_set_vocabulary(Range const& tokens) {
    static_assert(diagnose::tokens_are_left_for_a_vocabulary<MaxTokens, plan::reserved, plan::ok>, TENON_NO_TOKENS_LEFT);
    check_options<option_list, Options...>();
    StringLookup next;
    std::size_t skip = starts_with_reserved(tokens) ? plan::reserved : 0, n = 0, used = 0;
    for (std::string_view const text : tokens) {
      if (skip > 0) {
        --skip;
        continue;
      }
      if (is_reserved(text)) return data::Outcome::failure("vocabulary[", n, "] = \"", text, "\" is reserved");
      if (n == room) return data::Outcome::failure("the vocabulary has more than ", room, " tokens");
      if (text.size() > most_bytes - used)
        return data::Outcome::failure("vocabulary[", n, "] = \"", text, "\" does not fit: its tokens have ", most_bytes,
                                      " bytes together, VocabularyBytes<...> says how many");
      std::int32_t& slot = next.token_slots.data()[next.find(text)];
      if (slot != 0) return data::Outcome::failure("vocabulary[", n, "] = \"", text, "\" is there already, at ", slot - 1);
      for (char const c : text) next.token_bytes.data()[used++] = static_cast<std::uint8_t>(c);
      next.token_offsets.data()[++n] = static_cast<std::int64_t>(used);
      *next.token_count.data() = slot = static_cast<std::int32_t>(n);
    }
    *this = std::move(next);
    return {};
  }
  template <class Range>
  void set_vocabulary(Range const& tokens) {
    try_set_vocabulary(tokens).or_stop("StringLookup::set_vocabulary");
  }
  void set_vocabulary(std::initializer_list<std::string_view> tokens) { set_vocabulary<>(tokens); }

  /// The most frequent strings, as many as there is room for. Of batches that come one by one: strings::TokenCounts.
  template <Strings X, class Counts = strings::TokenCounts>  // a parameter, so that nothing is compiled before it is called
  void adapt(X const& x) {
    Counts counts;
    for (std::size_t i = 0; i < x.elements(); ++i)
      if (!is_reserved(x.element(i))) counts.add(x.element(i));
    adapt(counts);
  }
  template <std::same_as<strings::TokenCounts> Counts>
  void adapt(Counts const& counts) {
    data::StringRows<> kept;
    for (auto const text : counts.most_common())
      if (kept.rows() < room && !is_reserved(text)) kept.push_back(text);
    set_vocabulary(kept);
  }

  /// What the indices stand for, in their order; the reserved ones too.
  template <class Out = data::StringRows<>>
  Out get_vocabulary() const {
    Out out;
    for (std::size_t i = 0; i < vocabulary_size(); ++i) out.push_back(token(i));
    return out;
  }
  /// Indices in use, the reserved ones too.
  std::size_t vocabulary_size() const { return plan::reserved + known(); }

 private:
  static constexpr bool is_reserved(std::string_view text) {
    if constexpr (plan::has_mask)
      if (text == plan::mask::token) return true;
    return text == plan::oov::token;
  }
  static constexpr std::string_view reserved_token(std::size_t i) {
    if constexpr (plan::mask_indices == 1)
      if (i == 0) return plan::mask::token;
    return plan::oov::token;
  }
  template <class Range>
  static bool starts_with_reserved(Range const& tokens) {
    std::size_t n = 0;
    for (std::string_view const text : tokens) {
      if (n == plan::reserved) break;
      if (text != reserved_token(n++)) return false;
    }
    return n == plan::reserved;
  }

  /// Files may say anything of tensors whose names and shapes are right: no number of theirs is trusted.
  std::size_t known() const {
    std::int32_t const n = token_count.item();
    return n < 0 ? 0 : static_cast<std::size_t>(n) < room ? static_cast<std::size_t>(n) : room;
  }
  std::string_view token(std::size_t index) const {
    if (index < plan::reserved) return reserved_token(index);
    std::size_t const place = index - plan::reserved;
    auto const begin = token_offsets.data()[place], end = token_offsets.data()[place + 1];
    if (begin < 0 || begin > end || end > static_cast<std::int64_t>(most_bytes)) return {};
    return {reinterpret_cast<char const*>(token_bytes.data()) + begin, static_cast<std::size_t>(end - begin)};
  }
  /// The slot of a text, or the free one where it belongs.
  std::size_t find(std::string_view text) const {
    std::size_t slot = static_cast<std::size_t>(data::detail::spread_bits(data::fnv1a(text), 0)) % slot_count;
    for (std::size_t tries = 0; tries < slot_count; ++tries, slot = (slot + 1) % slot_count) {
      std::int32_t const place = token_slots.data()[slot];
      if (place <= 0 || static_cast<std::size_t>(place) > known()) break;
      if (token(plan::reserved + static_cast<std::size_t>(place) - 1) == text) break;
    }
    return slot;
  }

  template <class X>
  data::Outcome indices_of(X const& x, std::int64_t* to) const {
    for (std::size_t i = 0; i < x.elements(); ++i) {
      auto const text = x.element(i);
      if constexpr (plan::has_mask)
        if (text == plan::mask::token) {
          to[i] = plan::mask_index;
          continue;
        }
      std::int32_t const place = token_slots.data()[find(text)];
      if (place > 0 && static_cast<std::size_t>(place) <= known())
        to[i] = static_cast<std::int64_t>(plan::reserved) + place - 1;
      else if constexpr (plan::oov_indices == 0)
        return data::Outcome::failure("string ", i, ", \"", text,
                                      "\", is not in the vocabulary, and there is no index for others");
      else if constexpr (plan::oov_indices == 1)
        to[i] = plan::oov_index;
      else
        to[i] = plan::oov_index +
                static_cast<std::int64_t>(data::detail::spread_bits(data::fnv1a(text), 0) % std::uint64_t(plan::oov_indices));
    }
    return {};
  }
};

}  // namespace tenon::nn
