// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/broadcast.hpp>

namespace tenon {

namespace strings::detail {
struct Comparison {};

template <class A, class B, class F>
constexpr auto compared(A const& a, B const& b, F const& f) {
  auto const& l = operand(a);
  auto const& r = operand(b);
  using L = OperandOf<A>;
  using R = OperandOf<B>;
  using Shapes = ShapesOf<L, R>;
  static_assert(diagnose::shapes_broadcast<Comparison, typename Shapes::lhs, typename Shapes::rhs>, TENON_SHAPES_CLASH);
  if constexpr (Shapes::ok) {
    Together<L, R> const both(l, r);
    both.check().or_stop("strings: comparison");
    using S = typename Together<L, R>::shape_type;
    auto out = [&] {
      if constexpr (Together<L, R>::has_rows)
        return typename data::detail::RowsOf<bool, S>::type(both.rows);
      else
        return BasicTensor<bool, S>();
    }();
    for (std::size_t i = 0; i < both.elements(); ++i) out.data()[i] = f(both.at(l, i), both.at(r, i));
    return out;
  } else
    return Tensor<bool>();
}
template <class A, class B>
concept Comparable = StringsOrText<A> && StringsOrText<B> && (Strings<A> || Strings<B>);
}  // namespace strings::detail

/// Strings compared with each other or with a text, byte by byte as unsigned numbers (of UTF-8 that is the order of code points).
/// Shapes broadcast.   [S...], [R...] -> bool [broadcast]
template <class A, class B>
  requires strings::detail::Comparable<A, B>
constexpr auto operator==(A const& a, B const& b) {
  return strings::detail::compared(a, b, [](std::string_view l, std::string_view r) { return l == r; });
}
template <class A, class B>
  requires strings::detail::Comparable<A, B>
constexpr auto operator!=(A const& a, B const& b) {
  return strings::detail::compared(a, b, [](std::string_view l, std::string_view r) { return l != r; });
}
template <class A, class B>
  requires strings::detail::Comparable<A, B>
constexpr auto operator<(A const& a, B const& b) {
  return strings::detail::compared(a, b, [](std::string_view l, std::string_view r) { return l < r; });
}
template <class A, class B>
  requires strings::detail::Comparable<A, B>
constexpr auto operator<=(A const& a, B const& b) {
  return strings::detail::compared(a, b, [](std::string_view l, std::string_view r) { return l <= r; });
}
template <class A, class B>
  requires strings::detail::Comparable<A, B>
constexpr auto operator>(A const& a, B const& b) {
  return strings::detail::compared(a, b, [](std::string_view l, std::string_view r) { return l > r; });
}
template <class A, class B>
  requires strings::detail::Comparable<A, B>
constexpr auto operator>=(A const& a, B const& b) {
  return strings::detail::compared(a, b, [](std::string_view l, std::string_view r) { return l >= r; });
}

}  // namespace tenon
