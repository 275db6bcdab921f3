// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/print.hpp>
#include <tenon/shape/fixed_string.hpp>

namespace tenon {

namespace diagnose {
template <std::size_t Placeholders, std::size_t Values>
inline constexpr bool one_value_for_each_placeholder = Placeholders == Values;
}  // namespace diagnose

namespace strings {

namespace detail {
template <FixedString Text>
constexpr std::size_t placeholders() {
  std::size_t n = 0;
  for (std::size_t i = 0; i + 1 < Text.size; ++i)
    if (Text.text[i] == '{' && Text.text[i + 1] == '}') ++n, ++i;
  return n;
}
template <class X>
std::string printed(X const& x) {
  if constexpr (tenon::detail::Text<X>)
    return std::string(std::string_view(x));
  else if constexpr (std::is_arithmetic_v<X>)
    return tenon::detail::Words::scalar(x);
  else
    return to_string(x);
}
}  // namespace detail

/// A text in which values stand for each {}: numbers, texts, tensors as they are printed, of numbers or of strings. As many
/// values as there are places, which is checked by the compiler.   -> [] Example: format<"step {}: {}">(12, loss)
template <FixedString Text, class... X>
StringTensor<> format(X const&... x) {
  constexpr std::size_t places = detail::placeholders<Text>();
  static_assert(diagnose::one_value_for_each_placeholder<places, sizeof...(X)>,
                "strings::format: a value for each {} (places, values follow)");
  std::string_view rest(Text.text, Text.size);
  std::string text;
  auto const put = [&](std::string const& value) {
    auto const at = rest.find("{}");
    text.append(rest.substr(0, at)).append(value);
    rest.remove_prefix(at + 2);
  };
  if constexpr (places == sizeof...(X)) (put(detail::printed(x)), ...);
  return StringTensor<>(text.append(rest));
}

}  // namespace strings
}  // namespace tenon
