// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arrange.hpp>
#include <tenon/op/composite.hpp>
#include <tenon/op/scan.hpp>
#include <tenon/op/sort.hpp>

#include <bit>

/// Activations along an axis, beside `softmax`.
namespace tenon {

namespace op {

/// Martins and Astudillo, From Softmax to Sparsemax (2016). With z sorted downwards, the threshold is the largest of
/// (z_1 + ... + z_k - 1) / k; it is worked out again from the elements above it, through which alone derivatives go.
struct Sparsemax {
  template <class V>  // a template only to be compiled when used
  static constexpr V record(V x, std::uint32_t axes) {
    auto& b = *x.builder;
    Dims const full = b[x.id].dims;
    int const axis = std::countr_zero(axes);
    auto folded = [&b, axes](OpRecord const& fold, V v) { return V{&b, reduce(b, fold, v.id, axes)}; };
    auto stretched = [&b, full, axes](V v) { return V{&b, expand_reduced(b, v.id, full, axes)}; };
    V const z = x - stretched(folded(op::top, x)), zero = constant_like(z, 0);
    V const sum = tenon::detail::along_axis<Cumsum>(tenon::detail::along_axis<Sort>(z, axis, true), axis, false);
    V const count = tenon::detail::along_axis<Cumsum>(V{&b, b.constant(b[x.id].dtype, full, 1.0)}, axis, false);
    V const above = elementwise<Greater>(z, stretched(folded(op::top, (sum + -1.0) / count)));
    V const elements = folded(op::sum, V{&b, tenon::cast(b, above.id, b[x.id].dtype)});
    V const threshold = (folded(op::sum, V(elementwise<Where>(above, z, zero))) + -1.0) / elements;
    return elementwise<Relu>(z - stretched(threshold));
  }
};

}  // namespace op

/// Gated linear unit: the first half of an axis (the last, without one) times the sigmoid of the second; Dauphin et al.,
/// Language Modeling with Gated Convolutional Networks (2017).   [.., 2 n, ..] -> [.., n, ..]
template <int Axis = -1, Operand X>
constexpr auto glu(X&& x) {
  if constexpr (Applicable<layout::Split<Axis, 2, 0>, X>)
    return layout::Split<Axis, 2, 0>::call(detail::again<X>(x)) * sigmoid(layout::Split<Axis, 2, 1>::call(detail::again<X>(x)));
  else
    return layout::Split<Axis, 2, 0>::call(static_cast<X&&>(x));  // which says why
}
/// The nearest point of the probability simplex, with exact zeros, along an axis (the last, without one).   [S...] -> [S...]
template <int Axis = -1, Operand X>
constexpr auto sparsemax(X&& x) {
  return AlongAxes<op::Sparsemax, Axis>::call(static_cast<X&&>(x));
}

}  // namespace tenon
