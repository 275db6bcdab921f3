// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/result.hpp>
#include <tenon/op/apply.hpp>

/// Operands of several shapes together, by the rules of elementwise operations.
namespace tenon::strings::detail {

/// A text as an operand of shape [].
struct LoneText {
  using shape_type = Shape<>;
  using strings_type = StringTensor<>;
  static constexpr bool has_rows = false;
  static constexpr std::size_t capacity = dynamic_capacity;
  std::string_view text;
  constexpr std::size_t elements() const noexcept { return 1; }
  constexpr std::string_view element(std::size_t) const noexcept { return text; }
};

template <class X>
concept StringsOrText = Strings<X> || tenon::detail::Text<X>;

template <StringsOrText X>
constexpr auto const& operand(X const& x)
  requires Strings<X>
{
  return x;
}
template <StringsOrText X>
constexpr LoneText operand(X const& x)
  requires(!Strings<X>)
{
  return {x};
}
template <class X>
using OperandOf = std::remove_cvref_t<decltype(operand(std::declval<X const&>()))>;

/// The place in an operand of shape S of what is at place i of a result of shape R, to which S broadcasts.
template <class S, class R>
constexpr std::size_t source(std::size_t i) {
  if constexpr (S::size == 1)
    return 0;
  else if constexpr (std::is_same_v<S, R>)
    return i;
  else {
    constexpr Dims from = dims_of<S>, to = dims_of<R>, strides = row_major(from);
    std::size_t at = 0;
    for (int k = 1; k <= to.rank; ++k) {
      auto const extent = static_cast<std::size_t>(to[to.rank - k]);
      if (k <= from.rank && from[from.rank - k] != 1) at += i % extent * static_cast<std::size_t>(strides[from.rank - k]);
      i /= extent;
    }
    return at;
  }
}

/// Operands with each other: their shapes (of rows, that of a row) broadcast, and there are as many rows of each that has rows.
template <class... X>
struct Together {
  static constexpr bool has_rows = (X::has_rows || ...);
  static constexpr auto shape() {
    constexpr bool ok = tenon::detail::broadcast_all<X...>().ok;
    if constexpr (ok)
      return shape_from<tenon::detail::broadcast_all<X...>().dims>{};
    else
      return Shape<>{};
  }
  using shape_type = decltype(shape());
  using numbers_like = std::conditional_t<has_rows, data::BasicStringRowsView<shape_type>, StringTensorView<shape_type>>;

  /// How many rows there are; 1 without rows.
  std::size_t rows = 1;
  bool equal = true;
  constexpr explicit Together(X const&... x) {
    bool first = true;
    auto const see = [&](std::size_t n) {
      equal = equal && (first || n == rows);
      if (first) rows = n;
      first = false;
    };
    auto const each = [&](auto const& operand) {
      if constexpr (std::remove_cvref_t<decltype(operand)>::has_rows) see(operand.rows());
    };
    (each(x), ...);
  }
  constexpr data::Outcome check() const {
    return equal ? data::Outcome{} : data::Outcome::failure("the operands have different numbers of rows");
  }
  constexpr std::size_t elements() const { return rows * shape_type::size; }
  /// What an operand has at place i of the result.
  template <class Y>
  static constexpr std::string_view at(Y const& y, std::size_t i) {
    constexpr std::size_t size = shape_type::size == 0 ? 1 : shape_type::size;
    std::size_t const place = source<typename Y::shape_type, shape_type>(i % size);
    if constexpr (Y::has_rows)
      return y.element(i / size * Y::row_size + place);
    else
      return y.element(place);
  }
};

/// Where the shapes of operands do not broadcast, for the assertion that says so: it stands in the functions that users call, so
/// that a message is a few lines.
template <class... X>
struct ShapesOf : tenon::detail::Unbroadcast<tenon::detail::Arg<bool, typename X::shape_type>...> {
  static constexpr bool ok = tenon::detail::broadcast_all<X...>().ok;
};

}  // namespace tenon::strings::detail
