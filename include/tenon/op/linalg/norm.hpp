// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/comparison.hpp>
#include <tenon/op/exponential.hpp>
#include <tenon/op/linalg/matrix.hpp>

/// Norms of vectors.
namespace tenon {

/// The order of a norm: `norm(x, order<1>)`; any P from 1.
template <int P>
struct Order {};
template <int P>
inline constexpr Order<P> order{};
/// The largest absolute value.
inline constexpr int infinite_order = 0;
inline constexpr Order<infinite_order> order_inf{};

namespace linalg {

/// What `Reducing` folds with.
template <int P>
struct Norm {
  static_assert(P >= 0, "norm: the order is at least 1");
  static constexpr Domain domain = Domain::floating;
  static constexpr bool of_nothing = P != infinite_order;

  template <class V>
  static constexpr V record(V x, std::uint32_t mask) {
    Builder& b = *x.builder;
    auto sum = [&](V v) -> V { return {&b, reduce(b, op::sum, v.id, mask)}; };
    if constexpr (P == infinite_order) {
      return {&b, reduce(b, op::max, elementwise<op::Abs>(x).id, mask)};
    } else if constexpr (P == 1) {
      return sum(elementwise<op::Abs>(x));
    } else {
      V term = P % 2 != 0 ? elementwise<op::Abs>(x) : elementwise<op::Square>(x);
      for (int p = P % 2 != 0 ? 1 : 2; p + 2 <= P; p += 2) term = term * elementwise<op::Square>(x);
      // The root's derivative is infinite at 0; there the norm's is taken to be 0.
      V const s = sum(term), zero = constant_like(s, 0), positive = elementwise<op::Greater>(s, zero);
      V const safe = elementwise<op::Where>(positive, s, constant_like(s, 1));
      if constexpr (P == 2)
        return elementwise<op::Where>(positive, elementwise<op::Sqrt>(safe), s);
      else
        return elementwise<op::Where>(positive, elementwise<op::Exp>(elementwise<op::Log>(safe) * (1.0 / P)), s);
    }
  }
};

}  // namespace linalg

/// Euclidean norm of the elements along the given axes, of all without any: of a matrix the Frobenius norm. Its
/// derivative at zero is 0. Squares of very large elements overflow.   [S...] -> [S... less axes]
/// Fails to compile when an axis is out of range or named twice or the dtype is not floating.
template <int... Axis, Operand X>
constexpr auto norm(X&& x) {
  return Reducing<linalg::Norm<2>, false, Axis...>::call(static_cast<X&&>(x));
}
template <int... Axis, Operand X>
constexpr auto norm(X&& x, KeepDims) {
  return Reducing<linalg::Norm<2>, true, Axis...>::call(static_cast<X&&>(x));
}
/// (sum |x|^P)^(1/P) over the axes as vectors: `norm<1>(x, order<1>)` sums absolute values along axis 1, `order_inf`
/// takes the largest.
template <int... Axis, Operand X, int P>
constexpr auto norm(X&& x, Order<P>) {
  return Reducing<linalg::Norm<P>, false, Axis...>::call(static_cast<X&&>(x));
}
template <int... Axis, Operand X, int P>
constexpr auto norm(X&& x, Order<P>, KeepDims) {
  return Reducing<linalg::Norm<P>, true, Axis...>::call(static_cast<X&&>(x));
}

}  // namespace tenon
