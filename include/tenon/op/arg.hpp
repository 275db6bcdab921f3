// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/along_axis.hpp>
#include <tenon/op/shape_ops.hpp>

/// Where the largest and the smallest elements are.
namespace tenon {
namespace op {

/// The index of the first extreme along the axis of [outer, n, inner]; of the first NaN, if there is one.
template <bool Largest>
struct ArgExtreme {
  static constexpr auto& name = Largest ? "argmax" : "argmin";
  static constexpr int arity = 1, flops = 1;
  static constexpr bool folds = true;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Typed operands[1] = {Typed::data}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) { return around(in[0], axis_of(n)); }

  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, Index* y) {
    std::ptrdiff_t const n = form[1], inner = form[2];
    for (std::ptrdiff_t o = 0; o < form[0]; ++o)
      for (std::ptrdiff_t j = 0; j < inner; ++j) {
        T const* const walk = x + o * n * inner + j;
        std::ptrdiff_t best = 0;
        for (std::ptrdiff_t i = 1; i < n; ++i) {
          T const a = walk[i * inner], b = walk[best * inner];
          if (b == b && ((Largest ? a > b : a < b) || a != a)) best = i;
        }
        y[o * inner + j] = static_cast<Index>(best);
      }
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("argmax")> : std::type_identity<op::ArgExtreme<true>> {};
template <> struct OpOf<hash_name("argmin")> : std::type_identity<op::ArgExtreme<false>> {};
// clang-format on

namespace detail {
template <class X>
using unit_shape = shape_from<with_unit_axes(dims_of<shape_of_t<X>>, ~0u)>;
}  // namespace detail

/// Index of the largest element along an axis; of the first at a tie, of the first NaN if there is one.
/// Indices are `tn::Index`, 32 bits. Fails to compile when the axis is out of range or empty.   [S...] -> [S... less axis]
template <int Axis, Operand X>
constexpr auto argmax(X&& x) {
  return AlongAxis<op::ArgExtreme<true>, Axis>::call(static_cast<X&&>(x));
}
/// The same over all elements, counted in row-major order.   [S...] -> []
template <Operand X>
constexpr auto argmax(X&& x) {
  return AlongAxis<op::ArgExtreme<true>, 0>::call(flatten(static_cast<X&&>(x)));
}
/// The axis, or all of them, kept with extent 1.
template <int Axis, Operand X>
constexpr auto argmax(X&& x, KeepDims) {
  return expand<Axis>(argmax<Axis>(static_cast<X&&>(x)));
}
template <Operand X>
constexpr auto argmax(X&& x, KeepDims) {
  return reshape_to_shape<detail::unit_shape<X>>(argmax(static_cast<X&&>(x)));
}
/// Index of the smallest element, as `argmax`.
template <int Axis, Operand X>
constexpr auto argmin(X&& x) {
  return AlongAxis<op::ArgExtreme<false>, Axis>::call(static_cast<X&&>(x));
}
template <Operand X>
constexpr auto argmin(X&& x) {
  return AlongAxis<op::ArgExtreme<false>, 0>::call(flatten(static_cast<X&&>(x)));
}
template <int Axis, Operand X>
constexpr auto argmin(X&& x, KeepDims) {
  return expand<Axis>(argmin<Axis>(static_cast<X&&>(x)));
}
template <Operand X>
constexpr auto argmin(X&& x, KeepDims) {
  return reshape_to_shape<detail::unit_shape<X>>(argmin(static_cast<X&&>(x)));
}

}  // namespace tenon
