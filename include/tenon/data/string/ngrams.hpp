// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/ragged.hpp>

#include <initializer_list>
#include <span>

namespace tenon::strings {

/// Runs of neighbours in each row put together, with the separator between them: of each width in turn, from left to right. A row
/// that is shorter than a width has none of it. Fails for a width of 0. They are on the heap.
/// Example: ngrams({{"a", "b", "c"}}, {1, 2}) is {{"a", "b", "c", "a b", "b c"}}.   rows -> rows
template <std::size_t... Most>
constexpr data::Result<RaggedStrings> try_ngrams(BasicRaggedStrings<Most...> const& x, std::span<std::size_t const> widths,
                                                 std::string_view separator = " ") {
  for (std::size_t i = 0; i < widths.size(); ++i)
    if (widths[i] == 0) return data::Outcome::failure("width ", i, " is 0: a run has one string at least");
  RaggedStrings::values_type::buffer_type values;
  RaggedStrings::splits_type splits;
  std::int64_t end = 0;
  static_cast<void>(splits.append(&end, 1));
  for (std::size_t i = 0; i < x.rows(); ++i) {
    auto const row = x[i];
    for (std::size_t const width : widths)
      for (std::size_t first = 0; first + width <= row.rows(); ++first) {
        for (std::size_t k = 0; k < width; ++k)
          static_cast<void>((k == 0 || values.extend(separator)) && values.extend(row[first + k]));
        static_cast<void>(values.finish());
      }
    end = static_cast<std::int64_t>(values.count());
    static_cast<void>(splits.append(&end, 1));
  }
  return RaggedStrings(RaggedStrings::values_type(std::move(values)), std::move(splits));
}
template <std::size_t... Most>
constexpr RaggedStrings ngrams(BasicRaggedStrings<Most...> const& x, std::span<std::size_t const> widths,
                               std::string_view separator = " ") {
  return try_ngrams(x, widths, separator).or_stop("strings::ngrams");
}
template <std::size_t... Most>
constexpr RaggedStrings ngrams(BasicRaggedStrings<Most...> const& x, std::initializer_list<std::size_t> widths,
                               std::string_view separator = " ") {
  return ngrams(x, std::span<std::size_t const>(widths.begin(), widths.size()), separator);
}

}  // namespace tenon::strings
