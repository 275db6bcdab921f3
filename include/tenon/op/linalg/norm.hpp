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

template <int P, int... Axis>
struct Norm {
  static_assert(P >= 0, "norm: the order is at least 1");

  template <class A>
  static constexpr bool some = P != infinite_order || axes::extent_product<typename A::shape_type, Axis...> > 0;
  template <class A>
  static constexpr bool ok =
      axes::valid<typename A::shape_type, Axis...> && is_floating(dtype_of<typename A::value_type>) && some<A>;

  template <class A>
  struct Result {
    using value_type = typename A::value_type;
    static constexpr Dims full = dims_of<typename A::shape_type>;
    using shape_type = shape_from<without_axes(full, axes::mask_of<Axis...>(full.rank))>;
    template <int I>
    using operand_type = value_type;
  };

  static constexpr Value record(Value x) {
    Builder& b = *x.builder;
    std::uint32_t const mask = axes::mask_of<Axis...>(dims(x).rank);
    auto sum = [&](Value v) -> Value { return {&b, reduce(b, op::sum, v.id, mask)}; };
    if constexpr (P == infinite_order) {
      return {&b, reduce(b, op::max, elementwise<op::Abs>(x).id, mask)};
    } else if constexpr (P == 1) {
      return sum(elementwise<op::Abs>(x));
    } else {
      Value term = P % 2 != 0 ? elementwise<op::Abs>(x) : elementwise<op::Square>(x);
      for (int p = P % 2 != 0 ? 1 : 2; p + 2 <= P; p += 2) term = term * elementwise<op::Square>(x);
      // The root's derivative is infinite at 0; there the norm's is taken to be 0.
      Value const s = sum(term), zero = constant_like(s, 0), positive = elementwise<op::Greater>(s, zero);
      Value const safe = elementwise<op::Where>(positive, s, constant_like(s, 1));
      if constexpr (P == 2)
        return elementwise<op::Where>(positive, elementwise<op::Sqrt>(safe), s);
      else
        return elementwise<op::Where>(positive, elementwise<op::Exp>(elementwise<op::Log>(safe) * (1.0 / P)), s);
    }
  }

  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (tenon::detail::faulty<Norm, X>) {
      using A = tenon::detail::arg_of<X>;
      using S = typename A::shape_type;
      using T = typename A::value_type;
      static_assert(diagnose::operation_accepts_dtype<Norm, T, is_floating(dtype_of<T>)>,
                    "linear algebra: not defined for this dtype; convert with tn::cast<T>(x)");
      if constexpr (!axes::exist<S::rank, Axis...>)
        static_assert(diagnose::axis_in_range<axes::Asked<S, Axis...>, axes::Allowed<S>, S>,
                      "norm: axis out of range (axis, allowed range, shape follow)");
      else if constexpr (!diagnose::axes_differ<S, Axis...>)
        static_assert(diagnose::axes_differ<S, Axis...>, "norm: an axis is named twice (shape, axes follow)");
      else
        static_assert(diagnose::axes_have_elements<S, some<A>, Axis...>,
                      "norm: of no elements there is no largest (shape, axes follow)");
    }
    return apply<Norm>(static_cast<X&&>(x));
  }
};

}  // namespace linalg

/// Euclidean norm of the elements along the given axes, of all without any: of a matrix the Frobenius norm. Its
/// derivative at zero is 0. Squares of very large elements overflow.   [S...] -> [S... less axes]
/// Fails to compile when an axis is out of range or named twice or the dtype is not floating.
template <int... Axis, Operand X>
constexpr auto norm(X&& x) {
  return linalg::Norm<2, Axis...>::call(static_cast<X&&>(x));
}
/// (sum |x|^P)^(1/P) over the axes as vectors: `norm<1>(x, order<1>)` sums absolute values along axis 1, `order_inf`
/// takes the largest.
template <int... Axis, Operand X, int P>
constexpr auto norm(X&& x, Order<P>) {
  return linalg::Norm<P, Axis...>::call(static_cast<X&&>(x));
}

}  // namespace tenon
