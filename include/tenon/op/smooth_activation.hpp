// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/hyperbolic.hpp>
#include <tenon/op/power.hpp>
#include <tenon/op/special.hpp>

/// Smooth activations, as Keras defines them, in forms that neither overflow nor cancel. Where a product of infinity and 0
/// has a limit, the value is the limit.
namespace tenon {
namespace op {

namespace detail {
template <class T>
inline constexpr T least_finite = static_cast<T>(sizeof(T) == 4 ? -0x1.fffffep127 : -0x1.fffffffffffffp1023);
}  // namespace detail

/// Hendrycks and Gimpel, Gaussian Error Linear Units (2016).
struct Gelu : detail::Function {
  static constexpr char name[] = "gelu";
  static constexpr int flops = 54;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::gelu(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    auto const x = d.in(0);
    d.add(0, d.g() * (elementwise<Ndtr>(x) + x * (elementwise<Exp>(elementwise<Square>(x) * -0.5) * Ndtr::slope)));
  }
};
/// The approximation of the same paper: x / (1 + e^-2u) is x (1 + tanh(u)) / 2, but has no difference that cancels. It is 0 where
/// e^-2u overflows, below -10 in float.
struct GeluTanh : detail::Function {
  static constexpr char name[] = "gelu_tanh";
  static constexpr int flops = 20;
  static constexpr double linear = 1.5957691216057307117, cubic = 0.044715;  // 2 sqrt(2 / pi)
  template <class L>
  static constexpr L lane(L x) {
    using T = typename L::value_type;
    L const a = at_least(x, L(detail::least_finite<T>)), u = a * fma(a * a, L(T(-linear * cubic)), L(T(-linear)));
    return a / (L(T(1)) + lanes::math::exp(u));
  }
  // Beyond 100 the slope is 0 or 1, and x^3 times what is left of it must not become infinity times 0.
  template <class D>
  static constexpr void derive(D& d) {
    auto const given = d.in(0),
               x = elementwise<Minimum>(elementwise<Maximum>(given, constant_like(given, -100)), constant_like(given, 100));
    auto const square = elementwise<Square>(x), s = elementwise<Sigmoid>(x * (square * (linear * cubic) + linear));
    d.add(0, d.g() * (s + x * (s * (1 - s)) * (square * (3 * linear * cubic) + linear)));
  }
};
/// Elfwing et al., Sigmoid-weighted linear units (2017); Ramachandran et al., Swish (2017).
struct Silu : detail::Function {
  static constexpr char name[] = "silu";
  static constexpr int flops = 18;
  template <class L>
  static constexpr L lane(L x) {
    return at_least(x, L(detail::least_finite<typename L::value_type>)) * lanes::math::sigmoid(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    auto const s = elementwise<Sigmoid>(d.in(0));
    d.add(0, d.g() * (s + d.out() * (1 - s)));
  }
};
/// x tanh(log(1 + e^x)): Misra, Mish (2019). With e = e^-|x| the hyperbolic tangent is a quotient of positive polynomials
/// in e: (e^2 + 2e) / (e^2 + 2e + 2) below 0, (1 + 2e) / (1 + 2e + 2e^2) above.
struct Mish : detail::Function {
  static constexpr char name[] = "mish";
  static constexpr int flops = 23;
  template <class L>
  static constexpr L lane(L x) {
    using T = typename L::value_type;
    L const e = lanes::math::exp(-abs(x)), two(T(2));
    auto const negative = x < L(T(0));
    L const above = select(negative, fma(e, e, e + e), fma(two, e, L(T(1))));
    L const below = above + select(negative, two, two * e * e);
    return at_least(x, L(detail::least_finite<T>)) * (above / below);
  }
  // t + x (1 - t^2) sigmoid(x), with t = tanh(softplus(x)).
  template <class D>
  static constexpr void derive(D& d) {
    auto const x = d.in(0), t = elementwise<Tanh>(elementwise<Softplus>(x));
    d.add(0, d.g() * (t + x * ((1 - elementwise<Square>(t)) * elementwise<Sigmoid>(x))));
  }
};
struct Softsign : detail::Function {
  static constexpr char name[] = "softsign";
  static constexpr int flops = 4;
  template <class L>
  static constexpr L lane(L x) {
    using T = typename L::value_type;
    L const a = at_most(at_least(x, L(detail::least_finite<T>)), L(-detail::least_finite<T>));
    return a / (L(T(1)) + abs(a));
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() / elementwise<Square>(elementwise<Abs>(d.in(0)) + 1));
  }
};
/// x - tanh(x), which cancels near 0: there by its own series.
struct TanhShrink : detail::Function {
  static constexpr char name[] = "tanh_shrink";
  static constexpr int flops = 30;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::tanh_shrink(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * elementwise<Square>(elementwise<Tanh>(d.in(0))));
  }
};

}  // namespace op

template <> struct OpOf<hash_name("gelu")> : std::type_identity<op::Gelu> {};
template <> struct OpOf<hash_name("gelu_tanh")> : std::type_identity<op::GeluTanh> {};
template <> struct OpOf<hash_name("silu")> : std::type_identity<op::Silu> {};
template <> struct OpOf<hash_name("mish")> : std::type_identity<op::Mish> {};
template <> struct OpOf<hash_name("softsign")> : std::type_identity<op::Softsign> {};
template <> struct OpOf<hash_name("tanh_shrink")> : std::type_identity<op::TanhShrink> {};

/// Asks `gelu` for its approximation by tanh, as Keras' `approximate=True`.
struct Approximate {};
inline constexpr Approximate approximate{};

/// x times the part of a normal distribution below x.   [S...] -> [S...]
/// All of these fail to compile when the dtype is not floating.
template <Operand X>
constexpr auto gelu(X&& x) {
  return Elementwise<op::Gelu>::call(static_cast<X&&>(x));
}
/// x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2.   [S...] -> [S...]
template <Operand X>
constexpr auto gelu(X&& x, Approximate) {
  return Elementwise<op::GeluTanh>::call(static_cast<X&&>(x));
}
/// x sigmoid(x), also called swish.   [S...] -> [S...]
template <Operand X>
constexpr auto silu(X&& x) {
  return Elementwise<op::Silu>::call(static_cast<X&&>(x));
}
template <Operand X>
constexpr auto swish(X&& x) {
  return Elementwise<op::Silu>::call(static_cast<X&&>(x));
}
/// x tanh(softplus(x)).   [S...] -> [S...]
template <Operand X>
constexpr auto mish(X&& x) {
  return Elementwise<op::Mish>::call(static_cast<X&&>(x));
}
/// x / (1 + |x|).   [S...] -> [S...]
template <Operand X>
constexpr auto softsign(X&& x) {
  return Elementwise<op::Softsign>::call(static_cast<X&&>(x));
}
/// x - tanh(x).   [S...] -> [S...]
template <Operand X>
constexpr auto tanh_shrink(X&& x) {
  return Elementwise<op::TanhShrink>::call(static_cast<X&&>(x));
}
/// log(sigmoid(x)), without overflow.   [S...] -> [S...]
template <Operand X>
constexpr auto log_sigmoid(X&& x) {
  return -softplus(-static_cast<X&&>(x));
}
/// (x + sqrt(x^2 + b)) / 2: Barron, Squareplus (2021). Below 0 the sum would cancel, and is a quotient.   [S...] -> [S...]
template <Operand X>
constexpr auto squareplus(X&& x, detail::value_of_t<X> b = 4) {
  using T = detail::value_of_t<X>;
  if constexpr (std::is_floating_point_v<T>) {
    auto const root = hypot(detail::again<X>(x), lanes::detail::sqrt(b));
    return where(detail::again<X>(x) > 0, (detail::again<X>(x) + root) * T(0.5), (b * T(0.5)) / (root - detail::again<X>(x)));
  } else
    return hypot(static_cast<X&&>(x), b);  // it says that the dtype is none for it
}

}  // namespace tenon
