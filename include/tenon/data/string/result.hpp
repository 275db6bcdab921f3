// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/rows.hpp>

/// How the functions of tn::strings make their results.
namespace tenon::strings::detail {

/// Zeros, one for each string: a Tensor of the operand's shape, or of rows data::Rows.
template <class T, Strings X>
constexpr auto numbers_for(X const& x) {
  if constexpr (X::has_rows)
    return typename data::detail::RowsOf<T, typename X::shape_type>::type(x.rows());
  else
    return BasicTensor<T, typename X::shape_type>();
}

/// f(string) of each string.
template <class T, Strings X, class F>
constexpr auto numbers(X const& x, F const& f) {
  auto out = numbers_for<T>(x);
  for (std::size_t i = 0; i < x.elements(); ++i) out.data()[i] = f(x.element(i));
  return out;
}

/// The bytes of all strings.
template <Strings X>
constexpr std::size_t bytes_of(X const& x) {
  return x.elements() == 0 ? 0
                           : static_cast<std::size_t>(x.element(x.elements() - 1).data() - x.element(0).data()) +
                                 x.element(x.elements() - 1).size();
}

/// Strings of the operand's form: f(string, its number, buffer) writes one to the buffer, and says false if there was no room.
template <Strings X, class F>
constexpr data::Result<typename X::strings_type> try_map(X const& x, F const& f) {
  typename X::strings_type::buffer_type out;
  out.reserve(x.elements(), bytes_of(x));
  for (std::size_t i = 0; i < x.elements(); ++i)
    if (!f(x.element(i), i, out) || !out.finish()) return out.fault();
  return typename X::strings_type(std::move(out));
}

}  // namespace tenon::strings::detail
