// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/view.hpp>
#include <tenon/tensor/print.hpp>

namespace tenon {

namespace detail {

template <class T>
void append_text(std::string& to, T const& x) {
  to += Words::scalar(x);
}
/// Values of inner axes `Axis` and behind: elements from `from` on.
template <int Axis, class InnerShape, class T>
void append_inner(std::string& to, T const*& from) {
  if constexpr (Axis == InnerShape::rank)
    append_text(to, *from++);
  else {
    to += '[';
    for (int i = 0; i < dims_of<InnerShape>[Axis]; ++i) {
      if (i != 0) to += ", ";
      append_inner<Axis + 1, InnerShape>(to, from);
    }
    to += ']';
  }
}
template <class T, std::size_t RaggedRank, class InnerShape>
void append_rows(std::string& to, RaggedView<T, RaggedRank, InnerShape> const& rows) {
  to += '[';
  bool first = true;
  for (auto const row : rows) {
    if (!first) to += ", ";
    first = false;
    if constexpr (RaggedRank > 1)
      append_rows(to, row);
    else {
      to += '[';
      T const* from = row.data();
      for (std::size_t i = 0; i < values_in(row); ++i) {
        if (i != 0) to += ", ";
        append_inner<0, InnerShape>(to, from);
      }
      to += ']';
    }
  }
  to += ']';
}

}  // namespace detail

/// A ragged tensor as text, all of it: `[[1, 2], [], [3]]`. Numbers have the digits that tell them apart.
template <Ragged X>
std::string to_string(X const& x) {
  std::string text;
  detail::append_rows(text, x.view());
  return text;
}
template <Ragged X>
std::ostream& operator<<(std::ostream& out, X const& x) {
  return out << to_string(x);
}

}  // namespace tenon
