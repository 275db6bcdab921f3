// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/exponential.hpp>
#include <tenon/op/polygamma.hpp>

namespace tenon {
namespace op {

struct Erf : detail::Function {
  static constexpr char name[] = "erf";
  static constexpr int flops = 42;                        // of a float
  static constexpr double slope = 1.1283791670955125739;  // 2 / sqrt(pi)
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::erf(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * (elementwise<Exp>(-elementwise<Square>(d.in(0))) * slope));
  }
};
struct Erfc : detail::Function {
  static constexpr char name[] = "erfc";
  static constexpr int flops = 52;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::erfc(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * (elementwise<Exp>(-elementwise<Square>(d.in(0))) * -Erf::slope));
  }
};
/// The cumulative normal distribution.
struct Ndtr : detail::Function {
  static constexpr char name[] = "ndtr";
  static constexpr int flops = 52;
  static constexpr double slope = 0.39894228040143267794;  // 1 / sqrt(2 pi)
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::ndtr(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * (elementwise<Exp>(elementwise<Square>(d.in(0)) * -0.5) * slope));
  }
};
struct Digamma : detail::Function {
  static constexpr char name[] = "digamma";
  static constexpr int flops = 80;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::digamma(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * elementwise<Polygamma<1>>(d.in(0)));
  }
};
struct Lgamma : detail::Function {
  static constexpr char name[] = "lgamma";
  static constexpr int flops = 110;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::lgamma(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * elementwise<Digamma>(d.in(0)));
  }
};

}  // namespace op

template <> struct OpOf<hash_name("erf")> : std::type_identity<op::Erf> {};
template <> struct OpOf<hash_name("erfc")> : std::type_identity<op::Erfc> {};
template <> struct OpOf<hash_name("ndtr")> : std::type_identity<op::Ndtr> {};
template <> struct OpOf<hash_name("digamma")> : std::type_identity<op::Digamma> {};
template <> struct OpOf<hash_name("lgamma")> : std::type_identity<op::Lgamma> {};

/// Error function: 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.   [S...] -> [S...]
/// All of these fail to compile when the dtype is not floating; error bounds are in docs/numerics.md.
template <Operand X>
constexpr auto erf(X&& x) {
  return Elementwise<op::Erf>::call(static_cast<X&&>(x));
}
/// 1 - erf(x), accurate where that is small.   [S...] -> [S...]
template <Operand X>
constexpr auto erfc(X&& x) {
  return Elementwise<op::Erfc>::call(static_cast<X&&>(x));
}
/// The part of a normal distribution below x, accurate where that is small; SciPy's name.   [S...] -> [S...]
template <Operand X>
constexpr auto ndtr(X&& x) {
  return Elementwise<op::Ndtr>::call(static_cast<X&&>(x));
}
/// log |gamma(x)|; infinite at 0 and the negative integers.   [S...] -> [S...]
template <Operand X>
constexpr auto lgamma(X&& x) {
  return Elementwise<op::Lgamma>::call(static_cast<X&&>(x));
}
/// The derivative of lgamma; NaN at the negative integers.   [S...] -> [S...]
template <Operand X>
constexpr auto digamma(X&& x) {
  return Elementwise<op::Digamma>::call(static_cast<X&&>(x));
}
/// The derivative of order N of digamma, itself for N = 0; the derivative of order N + 1 of lgamma. An odd order is infinite
/// at 0 and the negative integers, an even one NaN (at 0 infinite).   [S...] -> [S...]
/// Fails to compile for other orders than 0 to 4, and when the dtype is not floating.
template <int N, Operand X>
constexpr auto polygamma(X&& x) {
  using Range = diagnose::expected_from_to<0, op::most_polygamma>;
  static_assert(diagnose::order_in_range<diagnose::got<N>, Range>, "polygamma: there are the orders 0 (digamma) to 4");
  if constexpr (N == 0)
    return Elementwise<op::Digamma>::call(static_cast<X&&>(x));
  else if constexpr (Range::contains(N))
    return Elementwise<op::Polygamma<N>>::call(static_cast<X&&>(x));
  else
    return Invalid{};
}
/// The derivative of digamma: polygamma<1>.   [S...] -> [S...]
template <Operand X>
constexpr auto trigamma(X&& x) {
  return Elementwise<op::Polygamma<1>>::call(static_cast<X&&>(x));
}

}  // namespace tenon
