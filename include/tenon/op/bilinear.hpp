// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/routine.hpp>

/// Products y of weights w and x at places that a third operand names. Any of the three follows from the other two by the same
/// sums, so the derivatives of the product are products too.
namespace tenon::op::detail {

/// The derivative of Op<Which>, whose operands are two of w, x and y and the places: Which 0 is y of (w, x), 1 w of (y, x), 2 x
/// of (w, y). y stands for what is wanted.
template <template <int> class Op, int Which, class D>
constexpr void derive_bilinear(D& d) {
  Builder& b = d.builder();
  Node const n = d.node(), first = b[n.in[0]], second = b[n.in[1]];
  constexpr int for_first = Which == 1 ? 0 : 1, for_second = Which == 2 ? 0 : 2;
  if (d.wants(0))
    d.add(0, Which == 2 ? routine<Op<for_first>>(first.dtype, first.dims, n.attr, d.in(1), d.g(), d.in(2))
                        : routine<Op<for_first>>(first.dtype, first.dims, n.attr, d.g(), d.in(1), d.in(2)));
  if (d.wants(1))
    d.add(1, Which == 1 ? routine<Op<for_second>>(second.dtype, second.dims, n.attr, d.g(), d.in(0), d.in(2))
                        : routine<Op<for_second>>(second.dtype, second.dims, n.attr, d.in(0), d.g(), d.in(2)));
}

}  // namespace tenon::op::detail
