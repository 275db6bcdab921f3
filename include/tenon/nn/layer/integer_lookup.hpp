// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/outcome.hpp>
#include <tenon/nn/layer/lookup_options.hpp>
#include <tenon/op/sort.hpp>

#include <span>

namespace tenon::nn {

/// Integers as places in a vocabulary: 0, 1, ... below MaxTokens, of which the first ones are the mask token's, if there is one,
/// and those of unknown integers. The vocabulary is given (`set_vocabulary`) or learnt (`adapt`: the most frequent come first, of
/// equally frequent ones the greater); it is saved with the model. It is searched inside a model, like any layer. Options:
/// `OovIndices<1>`, `MaskInteger<...>` (none), `OovInteger<-1>`, `Invert`: indices as integers; `OneHot`, `MultiHot`, `Count`.
/// With OovIndices<0> an unknown integer has the index -1, which an Embedding refuses. To invert an index that does not exist
/// ends the program.   [batch, S...] -> int64 [batch, S...], or encoded
template <std::size_t MaxTokens, class... Options>
struct IntegerLookup {
  using plan = detail::LookupPlan<MaxTokens, OovInteger<-1>, Options...>;
  static constexpr std::size_t room = plan::room;
  Tensor<std::int32_t> token_count;
  Tensor<std::int64_t, room> vocabulary;     // in the order of indices
  Tensor<std::int64_t, room> sorted_tokens;  // what lies behind the count is the greatest integer
  Tensor<std::int64_t, room> sorted_places;  // the index of each of them
  TENON_MODULE(IntegerLookup, token_count, vocabulary, sorted_tokens, sorted_places);
  static constexpr char name[] = "IntegerLookup";
  using option_list = LayerOptions<IntegerLookup, OovIndicesOption, MaskTokenOption, OovTokenOption, EncodingOption, Invert>;
  using option_check = CheckedOptions<option_list, Options...>;
  template <class S>
  static constexpr bool accepts = check_options<option_list, Options...>() && plan::ok;

  constexpr auto call(Operand auto const& x) const {
    check_options<option_list, Options...>();
    static_assert(diagnose::tokens_are_left_for_a_vocabulary<MaxTokens, plan::reserved, plan::ok>, TENON_NO_TOKENS_LEFT);
    if constexpr (plan::inverts)
      return detail::with_rows_of(x, inverted(cast<std::int64_t>(detail::as_integers(x))));
    else
      return detail::encoded<typename plan::encoding, MaxTokens>(
          detail::with_rows_of(x, looked_up(cast<std::int64_t>(detail::as_integers(x)))));
  }

  /// The integers of a range, each once; those that stand for the mask and for unknown ones are none, but may stand at their
  /// places in front, as `get_vocabulary` gives them. A fault leaves the vocabulary as it was.
  template <class Range>
  data::Outcome try_set_vocabulary(Range const& tokens) {
    IntegerLookup next;
    std::size_t skip = starts_with_reserved(tokens) ? plan::reserved : 0, n = 0;
    for (auto const token : tokens) {
      if (skip > 0) {
        --skip;
        continue;
      }
      auto const value = static_cast<std::int64_t>(token);
      if (is_reserved(value)) return data::Outcome::failure("vocabulary[", n, "] = ", value, " is reserved");
      if (n == room) return data::Outcome::failure("the vocabulary has more than ", room, " tokens");
      next.vocabulary.data()[n++] = value;
    }
    *next.token_count.data() = static_cast<std::int32_t>(n);
    std::int64_t* const sorted = next.sorted_tokens.data();
    std::int64_t* const places = next.sorted_places.data();
    std::int64_t const* const values = next.vocabulary.data();
    for (std::size_t i = 0; i < n; ++i) places[i] = static_cast<std::int64_t>(i);
    op::sorting::sort(
        op::sorting::Walk<std::int64_t>{places, 1}, static_cast<std::ptrdiff_t>(n),
        [values](std::int64_t a, std::int64_t b) { return values[a] != values[b] ? values[a] < values[b] : a < b; });
    for (std::size_t i = 0; i < n; ++i) {
      sorted[i] = values[places[i]];
      if (i > 0 && sorted[i] == sorted[i - 1])
        return data::Outcome::failure("vocabulary[", places[i], "] = ", sorted[i], " is there already, at ", places[i - 1]);
    }
    for (std::size_t i = 0; i < n; ++i) places[i] += static_cast<std::int64_t>(plan::reserved);
    for (std::size_t i = n; i < room; ++i) sorted[i] = highest_of<std::int64_t>();
    *this = next;
    return {};
  }
  template <class Range>
  void set_vocabulary(Range const& tokens) {
    try_set_vocabulary(tokens).or_stop("IntegerLookup::set_vocabulary");
  }

  /// The most frequent integers of rows (any object with `rows()` and `row(i)`), as many as there is room for.
  template <class Rows, class T = std::int64_t>  // a parameter, so that nothing is compiled before it is called
  void adapt(Rows const& rows) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i) size += rows.row(i).size();
    tenon::detail::List<T> all(static_cast<int>(size)), runs(static_cast<int>(size)), counts(static_cast<int>(size));
    std::ptrdiff_t n = 0, different = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i)
      for (auto const x : rows.row(i))
        if (!is_reserved(static_cast<T>(x))) all.items[n++] = static_cast<T>(x);
    op::sorting::sort(op::sorting::Walk<T>{all.items, 1}, n, [](T a, T b) { return a < b; });
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      if (i == 0 || all.items[i] != all.items[i - 1]) runs.items[different] = i, counts.items[different++] = 0;
      ++counts.items[different - 1];
    }
    // Runs by their counts; of equal ones that of the greater integer, which begins later.
    tenon::detail::List<T> order(static_cast<int>(different));
    for (std::ptrdiff_t i = 0; i < different; ++i) order.items[i] = i;
    op::sorting::sort(op::sorting::Walk<T>{order.items, 1}, different,
                      [&](T a, T b) { return counts.items[a] != counts.items[b] ? counts.items[a] > counts.items[b] : a > b; });
    auto const kept = static_cast<std::size_t>(different) < room ? static_cast<std::size_t>(different) : room;
    for (std::size_t i = 0; i < kept; ++i) order.items[i] = all.items[runs.items[order.items[i]]];
    set_vocabulary(std::span<T const>(order.items, kept));
  }

  /// What index i stands for, i < vocabulary_size(): the reserved ones too.
  std::int64_t token(std::size_t i) const {
    if (i < plan::reserved) return reserved_token(i);
    if (i >= vocabulary_size())
      data::Outcome::failure("there is no index ", i, ": there are ", vocabulary_size()).or_stop("IntegerLookup");
    return vocabulary.data()[i - plan::reserved];
  }
  /// Indices in use, the reserved ones too.
  std::size_t vocabulary_size() const { return plan::reserved + static_cast<std::size_t>(token_count.item()); }

 private:
  static constexpr std::int64_t reserved_token(std::size_t i) {
    if constexpr (plan::mask_indices == 1)
      if (i == 0) return plan::mask::token;
    return plan::oov::token;
  }
  static constexpr bool is_reserved(std::int64_t token) {
    if constexpr (plan::has_mask)
      if (token == plan::mask::token) return true;
    return token == plan::oov::token;
  }
  template <class Range>
  static bool starts_with_reserved(Range const& tokens) {
    std::size_t n = 0;
    for (auto const token : tokens) {
      if (n == plan::reserved) break;
      if (static_cast<std::int64_t>(token) != reserved_token(n)) return false;
      ++n;
    }
    return n == plan::reserved;
  }

  template <class X>
  constexpr auto looked_up(X const& x) const {
    auto const place = minimum(cast<std::int64_t>(searchsorted(sorted_tokens, x)), std::int64_t(room - 1));
    auto const found = take(sorted_tokens, place) == x && place < cast<std::int64_t>(token_count);
    auto const index = where(found, take(sorted_places, place), unknown(x));
    if constexpr (plan::has_mask)
      return where(x == plan::mask::token, plan::mask_index, index);
    else
      return index;
  }
  template <class X>
  static constexpr auto unknown(X const& x) {
    if constexpr (plan::oov_indices <= 1)
      return plan::oov_index;
    else
      return plan::oov_index + remainder(x, std::int64_t(plan::oov_indices));
  }
  template <class X>
  constexpr auto inverted(X const& x) const {
    constexpr auto reserved = static_cast<std::int64_t>(plan::reserved);
    auto const is_special = x >= std::int64_t(0) && x < reserved;
    // A negative index would count from the end: it is none.
    auto const place = where(x < std::int64_t(0), std::int64_t(room), x - reserved);
    auto const known = take(vocabulary, where(is_special, std::int64_t(0), place));
    auto const listed = x - reserved < cast<std::int64_t>(token_count);
    auto const token = where(is_special || !listed, plan::oov::token, known);
    if constexpr (plan::mask_indices == 1)
      return where(x == std::int64_t(0), plan::mask::token, token);
    else
      return token;
  }
};

}  // namespace tenon::nn
