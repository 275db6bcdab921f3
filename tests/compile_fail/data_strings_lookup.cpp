// SPDX-License-Identifier: MIT
// EXPECT: lookup: MaxTokens counts the mask token and those for unknown tokens too
// EXPECT: tokens_are_left_for_a_vocabulary<3, 3, false>
// MAX_LINES: 12
#include <tenon/core.hpp>

#include <tenon/nn/layer/string_lookup.hpp>

namespace tn = tenon;
namespace nn = tenon::nn;

#ifdef BROKEN
constexpr std::size_t tokens = 3;
#else
constexpr std::size_t tokens = 4;
#endif
auto run(nn::StringLookup<tokens, nn::MaskToken<"">, nn::OovIndices<2>> const& lookup, tn::StringTensor<2> const& words) {
  return lookup.lookup(words);
}
