// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/ragged.hpp>
#include <tenon/data/string/result.hpp>
#include <tenon/data/string/utf8.hpp>
#include <tenon/tensor/print.hpp>

namespace tenon {

namespace detail {

/// A text as Python writes it: in quotes; what cannot be seen and bytes that are no UTF-8 as \n or \x80.
template <class Word = std::string>
Word quoted(std::string_view text) {
  char const quote = text.find('\'') != text.npos && text.find('"') == text.npos ? '"' : '\'';
  Word word(1, quote);
  for (std::size_t at = 0; at < text.size();) {
    auto const here = strings::utf8::step(text, at);
    char const c = text[at];
    if (c == '\n' || c == '\r' || c == '\t')
      word += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    else if (here.code_point < 0 || here.code_point < ' ' || here.code_point == 0x7f)
      for (std::size_t i = 0; i < here.size; ++i) {
        auto const byte = static_cast<unsigned char>(text[at + i]);
        word += {'\\', 'x', "0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
      }
    else {
      if (c == '\\' || c == quote) word += '\\';
      word.append(text.substr(at, here.size));
    }
    at += here.size;
  }
  return word += quote;
}

template <Strings X>
constexpr Dims printed_dims(X const& x) {
  Dims dims = dims_of<typename X::shape_type>;
  if constexpr (X::has_rows) {
    for (int i = dims.rank; i > 0; --i) dims[i] = dims[i - 1];
    dims[0] = static_cast<std::int32_t>(x.rows());
    ++dims.rank;
  }
  return dims;
}

}  // namespace detail

/// Strings as text, in the layout of numbers: [['a' 'Café'] ['it' "it's"]]. A scalar is its string, as it is.
template <Strings X>
std::string to_string(X const& x, PrintOptions const& options = {}) {
  Dims const dims = detail::printed_dims(x);
  if (dims.rank == 0) return std::string(x.element(0));
  if (x.elements() == 0) return "[]";
  detail::Layout layout(dims, options);
  std::vector<std::string> words;
  for (std::size_t const place : layout.shown()) words.push_back(detail::quoted(x.element(place)));
  return layout.text(words);
}
/// All of it: [['a', 'b'], [], ['c']].
template <std::size_t... Most>
std::string to_string(BasicRaggedStrings<Most...> const& x) {
  std::string text = "[";
  for (std::size_t i = 0; i < x.rows(); ++i) {
    text += i == 0 ? "[" : ", [";
    for (std::size_t k = 0; k < x.row_length(i); ++k) text += (k == 0 ? "" : ", ") + detail::quoted(x[i][k]);
    text += ']';
  }
  return text += ']';
}
template <std::size_t... Most>
std::ostream& operator<<(std::ostream& out, BasicRaggedStrings<Most...> const& x) {
  return out << to_string(x);
}
template <Strings X>
std::ostream& operator<<(std::ostream& out, X const& x) {
  return out << to_string(x);
}

}  // namespace tenon
