// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/parse_number.hpp>
#include <tenon/data/string/case.hpp>
#include <tenon/tensor/print.hpp>

namespace tenon::strings {

namespace detail {
/// "string 3, \"abc\": no number (int32)"
template <class T>
data::Outcome no_number(std::size_t i, std::string_view text, data::detail::NumberFault fault) {
  auto const why = fault == data::detail::NumberFault::range ? "\": out of the range of " : "\": no number of dtype ";
  return data::Outcome::failure("string ", i, ", \"", text.substr(0, 80), why, name_of(dtype_of<T>));
}
template <class T, Strings X>
auto to_number(X const& x) {
  auto out = numbers_for<T>(x);
  for (std::size_t i = 0; i < x.elements(); ++i) {
    T value{};
    auto const fault = data::detail::parse_number(stripped(x.element(i)), true, value);
    if (fault != data::detail::NumberFault::none) return data::Result<decltype(out)>(no_number<T>(i, x.element(i), fault));
    out.data()[i] = value;
  }
  return data::Result<decltype(out)>(std::move(out));
}
}  // namespace detail

/// The number that each string is, whatever the locale: whole numbers exactly, floating ones rounded to the nearest; nan and inf
/// too; of bool 0, 1, true, false. White space around it does not count. What is no number of this dtype, or out of its range, is
/// an error that names the string.   [S...] -> T [S...]
template <Element T, Strings X>
auto try_to_number(X const& x) {
  return detail::to_number<T>(x);
}
template <Element T, Strings X>
auto to_number(X const& x) {
  return detail::to_number<T>(x).or_stop("strings::to_number");
}

/// How `as_string` writes numbers. Without a precision, floating ones have as many digits as tell them from their neighbours.
struct NumberFormat {
  int precision = -1;       ///< digits after the point
  bool scientific = false;  ///< 1.5e+00
  std::size_t width = 0;    ///< at least so many characters ...
  char fill = ' ';          ///< ... filled up on the left, zeros behind the sign
};

namespace detail {
template <class T>
std::string number_text(T x, NumberFormat const& format) {
  std::string text;
  char fill = format.fill;
  if constexpr (std::is_floating_point_v<T>) {
    bool const finite = x - x == T(0);
    if (!finite && fill == '0') fill = ' ';
    if (finite && (format.precision >= 0 || format.scientific))
      text = tenon::detail::to_chars(x, format.scientific ? std::chars_format::scientific : std::chars_format::fixed,
                                     format.precision);
    else
      text = tenon::detail::Words::scalar(x);
  } else
    text = tenon::detail::Words::scalar(x);
  if (text.size() < format.width) text.insert(fill == '0' && text[0] == '-' ? 1 : 0, format.width - text.size(), fill);
  return text;
}
}  // namespace detail

/// Numbers as strings.   T [S...] -> [S...]
template <tenon::detail::Printable X>
auto as_string(X const& x, NumberFormat const& format = {}) {
  using T = typename X::value_type;
  BasicTensor<T, typename X::shape_type> const values(x);
  typename BasicStringTensor<typename X::shape_type, dynamic_capacity>::buffer_type out;
  for (std::size_t i = 0; i < values.size; ++i) static_cast<void>(out.append(detail::number_text(values.data()[i], format)));
  return BasicStringTensor<typename X::shape_type, dynamic_capacity>(std::move(out));
}

}  // namespace tenon::strings
