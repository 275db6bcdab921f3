// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/exponential.hpp>
#include <tenon/op/shape_ops.hpp>

/// Softmax and its logarithm, and what both are made of.
namespace tenon {

/// The front-end form of a function of x along axes that keeps its shape and reads x more than once: recorded as one, so that
/// an eager expression computes what is common to its parts once. F::record gives the nodes.
template <class F, int... Axis>
struct AlongAxes {
  template <class A, class... Number>
  static constexpr bool ok = axes::valid<typename A::shape_type, Axis...> && std::is_floating_point_v<typename A::value_type> &&
                             axes::extent_product<typename A::shape_type, Axis...> > 0 && (Number::weak && ...);
  template <class A, class... Number>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = typename A::shape_type;
    template <int I>
    using operand_type = value_type;
  };
  template <class V>
  static constexpr V record(V x, auto... number) {
    Dims const full = (*x.builder)[x.id].dims;
    return F::record(x, axes::mask_of<Axis...>(full.rank), number...);
  }
  template <class X, class... Number>
  static constexpr auto call(X&& x, Number... number) {
    if constexpr (detail::faulty<AlongAxes, X, Number...>)
      return exp(max<Axis...>(static_cast<X&&>(x)));  // the mistake is one of these, and they say it
    else
      return apply<AlongAxes>(static_cast<X&&>(x), number...);
  }
};

namespace op {

struct Softmax {
  template <class V>
  static constexpr V record(V x, std::uint32_t axes) {
    Builder& b = *x.builder;
    Dims const full = b[x.id].dims;
    V const most{&b, expand_reduced(b, reduce(b, op::top, x.id, axes), full, axes)};
    V const e = elementwise<ExpOfNonPositive>(x - most);
    V const sum{&b, reduce(b, op::sum, e.id, axes)};
    // One division a row, and a product an element.
    return e * V{&b, expand_reduced(b, elementwise<Div>(constant_like(sum, 1), sum).id, full, axes)};
  }
};

}  // namespace op

/// log(sum(exp(x))) without overflow: the largest element is taken out first.   [S...] -> [S... less axes]
template <int... Axis, Operand X>
constexpr auto logsumexp(X&& x, KeepDims) {
  using T = detail::value_of_t<X>;
  auto const top = Reduce<op::top, true, Axis...>::call(detail::again<X>(x));
  // An infinite largest element would give inf - inf.
  auto const shift = where(abs(top) < highest_of<T>(), top, T(0));
  return log(sum<Axis...>(exp(detail::again<X>(x) - shift), keepdims)) + shift;
}
template <int... Axis, Operand X>
constexpr auto logsumexp(X&& x) {
  return squeeze<Axis...>(logsumexp<Axis...>(detail::again<X>(x), keepdims));
}

/// exp(x) / sum(exp(x)) along axes (the last, without one), without overflow.   [S...] -> [S...]
template <int Axis = -1, int... Axes, Operand X>
constexpr auto softmax(X&& x) {
  return AlongAxes<op::Softmax, Axis, Axes...>::call(static_cast<X&&>(x));
}
/// log(softmax(x)), exact to the last bits where softmax is nearly 1 as well.   [S...] -> [S...]
template <int Axis = -1, int... Axes, Operand X>
constexpr auto log_softmax(X&& x) {
  return detail::again<X>(x) - logsumexp<Axis, Axes...>(detail::again<X>(x), keepdims);
}

}  // namespace tenon
