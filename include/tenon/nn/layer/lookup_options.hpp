// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/preprocessing.hpp>
#include <tenon/shape/fixed_string.hpp>

#include <string_view>

/// What StringLookup and IntegerLookup have in common.
namespace tenon::diagnose {
template <std::size_t MaxTokens, std::size_t Reserved, bool Some>
inline constexpr bool tokens_are_left_for_a_vocabulary = Some;
}  // namespace tenon::diagnose

#define TENON_NO_TOKENS_LEFT                                                                                                     \
  "lookup: MaxTokens counts the mask token and those for unknown tokens too (MaxTokens, such tokens follow)"

namespace tenon::nn {

/// How many indices there are for tokens that are not in the vocabulary: 1 without this option. With several a token has the one
/// that its hash says (an integer, its remainder); with 0 such a token is an error.
struct OovIndicesOption {};
template <std::size_t N>
struct OovIndices : OovIndicesOption {
  static constexpr std::size_t number = N;
};
/// A token that stands for nothing, such as padding: index 0, or of no category.
struct MaskTokenOption {};
template <FixedString Token>
struct MaskToken : MaskTokenOption {
  static constexpr std::string_view token{Token.text, Token.size};
};
template <std::int64_t Token>
struct MaskInteger : MaskTokenOption {
  static constexpr std::int64_t token = Token;
};
/// What `Invert` gives for the indices of unknown tokens: "[UNK]", -1.
struct OovTokenOption {};
template <FixedString Token>
struct OovToken : OovTokenOption {
  static constexpr std::string_view token{Token.text, Token.size};
};
template <std::int64_t Token>
struct OovInteger : OovTokenOption {
  static constexpr std::int64_t token = Token;
};
/// How many bytes the tokens of a StringLookup have together: 16 for each without this option.
struct VocabularyBytesOption {};
template <std::size_t N>
struct VocabularyBytes : VocabularyBytesOption {
  static constexpr std::size_t number = N;
};

namespace detail {

struct NoMaskToken : MaskTokenOption {};

/// Which index means what: the mask (of integers only), unknown tokens, the vocabulary.
template <std::size_t MaxTokens, class DefaultOov, class... Options>
struct LookupPlan {
  using encoding = option_of_kind<EncodingOption, AsInteger, Options...>;
  using mask = option_of_kind<MaskTokenOption, NoMaskToken, Options...>;
  using oov = option_of_kind<OovTokenOption, DefaultOov, Options...>;
  static constexpr bool inverts = has_option<Invert, Options...>, has_mask = !std::is_same_v<mask, NoMaskToken>;
  static constexpr std::size_t oov_indices = option_of_kind<OovIndicesOption, OovIndices<1>, Options...>::number;
  static constexpr std::size_t mask_indices = has_mask && std::is_same_v<encoding, AsInteger> ? 1 : 0;
  static constexpr std::size_t reserved = mask_indices + oov_indices;
  static constexpr bool ok = MaxTokens > reserved&& MaxTokens < 0x7fffffff;
  /// The most tokens of a vocabulary.
  static constexpr std::size_t room = ok ? MaxTokens - reserved : 1;
  /// The index of the mask token; -1 is no category.
  static constexpr std::int64_t mask_index = mask_indices == 1 ? 0 : -1;
  /// The first index of unknown tokens; -1 if they have none.
  static constexpr std::int64_t oov_index = oov_indices == 0 ? -1 : static_cast<std::int64_t>(mask_indices);
};

}  // namespace detail
}  // namespace tenon::nn
