// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/division.hpp>
#include <tenon/op/identity.hpp>
#include <tenon/op/power.hpp>
#include <tenon/op/rounding.hpp>
#include <tenon/op/signs.hpp>
#include <tenon/op/statistics.hpp>
#include <tenon/op/trigonometric.hpp>

/// Functions made of others: tests of numbers, logic, closeness, interpolation, softmax.
namespace tenon {

namespace detail {
/// A number or a tensor as truth: what is not zero is true.
template <class X>
constexpr auto truth(X&& x) {
  if constexpr (is_scalar<X>)
    return x != std::remove_cvref_t<X>(0);
  else
    return cast<bool>(static_cast<X&&>(x));
}
}  // namespace detail

/// Logic elementwise; of numbers, what is not zero is true. The first three are `&&`, `||` and `!` of tensors of bool.
/// [A...], [B...] -> bool [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto logical_and(A&& a, B&& b) {
  return detail::truth(static_cast<A&&>(a)) && detail::truth(static_cast<B&&>(b));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto logical_or(A&& a, B&& b) {
  return detail::truth(static_cast<A&&>(a)) || detail::truth(static_cast<B&&>(b));
}
template <Operand X>
constexpr auto logical_not(X&& x) {
  return !detail::truth(static_cast<X&&>(x));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto logical_xor(A&& a, B&& b) {
  return Elementwise<op::LogicalXor>::call(detail::truth(static_cast<A&&>(a)), detail::truth(static_cast<B&&>(b)));
}

/// Whether an element is NaN, infinite, or neither; integers are finite.   [S...] -> [S...]
template <Operand X>
constexpr auto isnan(X&& x) {
  return detail::again<X>(x) != detail::again<X>(x);
}
template <Operand X>
constexpr auto isinf(X&& x) {
  if constexpr (std::is_floating_point_v<detail::value_of_t<X>>)
    return abs(detail::again<X>(x)) == highest_of<detail::value_of_t<X>>();
  else
    return detail::again<X>(x) != detail::again<X>(x);
}
template <Operand X>
constexpr auto isfinite(X&& x) {
  if constexpr (std::is_floating_point_v<detail::value_of_t<X>>)
    return abs(detail::again<X>(x)) < highest_of<detail::value_of_t<X>>();
  else
    return detail::again<X>(x) == detail::again<X>(x);
}
/// Whether an element is plus, or minus, infinity.   [S...] -> [S...]
template <Operand X>
constexpr auto isposinf(X&& x) {
  return isinf(detail::again<X>(x)) && detail::again<X>(x) > 0;
}
template <Operand X>
constexpr auto isneginf(X&& x) {
  return isinf(detail::again<X>(x)) && detail::again<X>(x) < 0;
}
/// NaN replaced by `nan`, infinities by the largest and the least finite numbers; integers stay.   [S...] -> [S...]
template <Operand X>
constexpr auto nan_to_num(X&& x, detail::value_of_t<X> nan = 0) {
  using T = detail::value_of_t<X>;
  if constexpr (std::is_floating_point_v<T>) {
    constexpr T most = static_cast<T>(sizeof(T) == 4 ? 0x1.fffffep127 : 0x1.fffffffffffffp1023);
    return where(isnan(detail::again<X>(x)), nan, clip(detail::again<X>(x), -most, most));
  } else
    return stop_gradient(static_cast<X&&>(x));
}

/// |a - b| <= atol + rtol |b|, as NumPy's; infinities are close to themselves, NaN to nothing.   [A...], [B...] -> [broadcast]
template <Operand A, Operand B>
constexpr auto isclose(A&& a, B&& b, double rtol = 1e-5, double atol = 1e-8) {
  using T = detail::value_of_t<A>;
  return ((abs(detail::again<A>(a) - detail::again<B>(b)) <=
           static_cast<T>(atol) + static_cast<T>(rtol) * abs(detail::again<B>(b))) &&
          isfinite(detail::again<B>(b))) ||
         (detail::again<A>(a) == detail::again<B>(b));
}
/// Whether all elements are close.   [A...], [B...] -> []
template <Operand A, Operand B>
constexpr auto allclose(A&& a, B&& b, double rtol = 1e-5, double atol = 1e-8) {
  return all_of(isclose(detail::again<A>(a), detail::again<B>(b), rtol, atol));
}

/// a + w (b - a): a where w is 0, b where it is 1.   [A...], [B...], [W...] -> [broadcast]
template <Operand A, Operand B, class W>
constexpr auto lerp(A&& a, B&& b, W&& w) {
  return detail::again<A>(a) + detail::again<W>(w) * (detail::again<B>(b) - detail::again<A>(a));
}

/// 0 below zero, 1 above, `at_zero` at zero; NaN stays; the derivative is 0.   [S...] -> [S...]
template <Operand X>
constexpr auto heaviside(X&& x, detail::value_of_t<X> at_zero) {
  using T = detail::value_of_t<X>;
  return where(detail::again<X>(x) == T(0), at_zero, maximum(sign(detail::again<X>(x)), T(0)));
}
/// Degrees as radians, and radians as degrees; floating dtypes.   [S...] -> [S...]
template <Operand X>
constexpr auto deg2rad(X&& x) {
  return static_cast<X&&>(x) * 0.017453292519943295;
}
template <Operand X>
constexpr auto rad2deg(X&& x) {
  return static_cast<X&&>(x) * 57.29577951308232;
}
/// sin(pi x) / (pi x), 1 at 0; floating dtypes.   [S...] -> [S...]
template <Operand X>
constexpr auto sinc(X&& x) {
  using T = detail::value_of_t<X>;
  auto const y = detail::again<X>(x) * 3.141592653589793;
  // Near 0 two terms of the series are enough, and so is their derivative; a quotient of small numbers would not be.
  auto const near = abs(y) < T(sizeof(T) == 4 ? 0.04 : 4e-4);
  return where(near, T(1) - square(y) / T(6), sin(y) / where(near, T(1), y));
}
/// -x and x, as functions.   [S...] -> [S...]
template <Operand X>
constexpr auto negative(X&& x) {
  return -static_cast<X&&>(x);
}
template <Operand X>
constexpr auto positive(X&& x) {
  return static_cast<X&&>(x) * detail::value_of_t<X>(1);  // which the graph drops
}

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
  static constexpr Value record(Value x, auto... number) {
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
  static constexpr Value record(Value x, std::uint32_t axes) {
    Builder& b = *x.builder;
    Dims const full = b[x.id].dims;
    Value const most{&b, expand_reduced(b, reduce(b, op::top, x.id, axes), full, axes)};
    Value const e = elementwise<ExpOfNonPositive>(x - most);
    Value const sum{&b, reduce(b, op::sum, e.id, axes)};
    // One division a row, and a product an element.
    return e * Value{&b, expand_reduced(b, elementwise<Div>(constant_like(sum, 1), sum).id, full, axes)};
  }
};
/// Ba et al., Layer Normalization (2016).
struct LayerNormalization {
  static constexpr Value record(Value x, std::uint32_t axes, Value epsilon) {
    Builder& b = *x.builder;
    Dims const full = b[x.id].dims;
    Value const d = x - Value{&b, expand_reduced(b, reduce(b, op::mean, x.id, axes), full, axes)};
    Value const variance{&b, reduce(b, op::mean, elementwise<Square>(d).id, axes)};
    return d * Value{&b, expand_reduced(b, elementwise<Rsqrt>(variance + epsilon).id, full, axes)};
  }
};

}  // namespace op

/// exp(x) / sum(exp(x)) along axes (the last, without one), without overflow.   [S...] -> [S...]
template <int Axis = -1, int... Axes, Operand X>
constexpr auto softmax(X&& x) {
  return AlongAxes<op::Softmax, Axis, Axes...>::call(static_cast<X&&>(x));
}
/// (x - mean) / sqrt(variance + epsilon) along axes (the last, without one); scale and shift are the caller's:
/// `layer_normalization(x) * gamma + beta`.   [S...] -> [S...]
template <Operand X>
constexpr auto layer_normalization(X&& x, double epsilon = 1e-3) {
  return AlongAxes<op::LayerNormalization, -1>::call(static_cast<X&&>(x), epsilon);
}
template <int Axis, int... Axes, Operand X>
constexpr auto layer_normalization(X&& x, double epsilon = 1e-3) {
  return AlongAxes<op::LayerNormalization, Axis, Axes...>::call(static_cast<X&&>(x), epsilon);
}
/// log(softmax(x)), exact to the last bits where softmax is nearly 1 as well.   [S...] -> [S...]
template <int Axis = -1, int... Axes, Operand X>
constexpr auto log_softmax(X&& x) {
  return detail::again<X>(x) - logsumexp<Axis, Axes...>(detail::again<X>(x), keepdims);
}

}  // namespace tenon
