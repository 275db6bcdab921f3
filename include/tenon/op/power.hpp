// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/exponential.hpp>
#include <tenon/op/math/power.hpp>

namespace tenon {
namespace op {

namespace detail {
/// A function of two floating-point numbers.
struct Function2 : Function {
  static constexpr int arity = 2;
};
}  // namespace detail

struct Exp2 : detail::Function {
  static constexpr char name[] = "exp2";
  static constexpr int flops = 17;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::exp2(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * (d.out() * 0.69314718055994530942));
  }
};
struct Log2 : detail::Function {
  static constexpr char name[] = "log2";
  static constexpr int flops = 26;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::log2(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * 1.4426950408889634074 / d.in(0));
  }
};
struct Log10 : detail::Function {
  static constexpr char name[] = "log10";
  static constexpr int flops = 26;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::log10(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * 0.43429448190325182765 / d.in(0));
  }
};
struct Rsqrt : detail::Function {
  static constexpr char name[] = "rsqrt";
  static constexpr int flops = 2;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::rsqrt(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * -0.5 * (d.out() * elementwise<Square>(d.out())));
  }
};
struct Reciprocal : detail::Function {
  static constexpr char name[] = "reciprocal";
  static constexpr int flops = 1;
  template <class L>
  static constexpr L lane(L x) {
    return L(typename L::value_type(1)) / x;
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, -(d.g() * elementwise<Square>(d.out())));
  }
};
struct Cbrt : detail::Function {
  static constexpr char name[] = "cbrt";
  static constexpr int flops = 30;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::cbrt(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() / (elementwise<Square>(d.out()) * 3));
  }
};
struct Hypot : detail::Function2 {
  static constexpr char name[] = "hypot";
  static constexpr int flops = 12;
  template <class L>
  static constexpr L lane(L x, L y) {
    return lanes::math::hypot(x, y);
  }
  template <class D>
  static constexpr void derive(D& d) {
    auto const scaled = d.g() / d.out();
    if (d.wants(0)) d.add(0, scaled * d.in(0));
    if (d.wants(1)) d.add(1, scaled * d.in(1));
  }
};
/// The derivative to y is 0 where x is 0, and NaN where x is negative.
struct Pow : detail::Function2 {
  static constexpr char name[] = "pow";
  static constexpr int flops = 90;
  template <class L>
  static constexpr L lane(L x, L y) {
    return lanes::math::pow(x, y);
  }
  template <class D>
  static constexpr void derive(D& d) {
    // auto: a call of this op that does not depend on D would ask for this rule before it is there.
    auto const x = d.in(0), y = d.in(1), zero = constant_like(x, 0), one = constant_like(x, 1);
    if (d.wants(0)) {
      // y x^(y-1), but 0 for y = 0 even where x^-1 is infinite.
      auto const slope = y * elementwise<Pow>(x, y - one);
      d.add(0, d.g() * elementwise<Where>(elementwise<Equal>(y, zero), zero, slope));
    }
    if (d.wants(1)) {
      auto const base = elementwise<Where>(elementwise<Equal>(x, zero), one, x);
      d.add(1, d.g() * (d.out() * elementwise<Log>(base)));
    }
  }
  /// Exponents with a shorter way that is at least as exact.
  template <class B>
  static constexpr NodeId simplify(B& b, NodeId const* in) {
    Value const x{&b, in[0]};
    if (b.is_constant(in[1], 0)) return b.constant(b[x.id].dtype, b[x.id].dims, 1.0);
    if (b.is_constant(in[1], 1)) return x.id;
    if (b.is_constant(in[1], 2)) return elementwise<Square>(x).id;
    if (b.is_constant(in[1], 3)) return (x * elementwise<Square>(x)).id;
    if (b.is_constant(in[1], -1)) return elementwise<Reciprocal>(x).id;
    return -1;
  }
};

}  // namespace op

template <> struct OpOf<hash_name("exp2")> : std::type_identity<op::Exp2> {};
template <> struct OpOf<hash_name("log2")> : std::type_identity<op::Log2> {};
template <> struct OpOf<hash_name("log10")> : std::type_identity<op::Log10> {};
template <> struct OpOf<hash_name("rsqrt")> : std::type_identity<op::Rsqrt> {};
template <> struct OpOf<hash_name("reciprocal")> : std::type_identity<op::Reciprocal> {};
template <> struct OpOf<hash_name("cbrt")> : std::type_identity<op::Cbrt> {};
template <> struct OpOf<hash_name("hypot")> : std::type_identity<op::Hypot> {};
template <> struct OpOf<hash_name("pow")> : std::type_identity<op::Pow> {};

/// 2^x.   [S...] -> [S...]
/// All of these fail to compile when the dtype is not floating; error bounds are in docs/numerics.md.
template <Operand X>
constexpr auto exp2(X&& x) {
  return Elementwise<op::Exp2>::call(static_cast<X&&>(x));
}
/// Logarithm to base 2, exact at powers of 2; -inf at 0, NaN below.   [S...] -> [S...]
template <Operand X>
constexpr auto log2(X&& x) {
  return Elementwise<op::Log2>::call(static_cast<X&&>(x));
}
/// Logarithm to base 10; -inf at 0, NaN below.   [S...] -> [S...]
template <Operand X>
constexpr auto log10(X&& x) {
  return Elementwise<op::Log10>::call(static_cast<X&&>(x));
}
/// 1 / sqrt(x).   [S...] -> [S...]
template <Operand X>
constexpr auto rsqrt(X&& x) {
  return Elementwise<op::Rsqrt>::call(static_cast<X&&>(x));
}
/// 1 / x, correctly rounded.   [S...] -> [S...]
template <Operand X>
constexpr auto reciprocal(X&& x) {
  return Elementwise<op::Reciprocal>::call(static_cast<X&&>(x));
}
/// Cube root, of negative values too; the derivative at 0 is infinite.   [S...] -> [S...]
template <Operand X>
constexpr auto cbrt(X&& x) {
  return Elementwise<op::Cbrt>::call(static_cast<X&&>(x));
}
/// sqrt(x^2 + y^2) without overflow; the gradient at the origin is NaN.   [A...], [B...] -> [broadcast]
template <class X, class Y>
  requires Operands<X, Y>
constexpr auto hypot(X&& x, Y&& y) {
  return Elementwise<op::Hypot>::call(static_cast<X&&>(x), static_cast<Y&&>(y));
}
/// x^y of tensors, or of a tensor and a number; shapes broadcast.   [A...], [B...] -> [broadcast]
/// Special values as in C: pow(x, 0) and pow(1, y) are 1, a negative x wants an integer y. square(x) is cheaper.
template <class X, class Y>
  requires Operands<X, Y>
constexpr auto pow(X&& x, Y&& y) {
  return Elementwise<op::Pow>::call(static_cast<X&&>(x), static_cast<Y&&>(y));
}

}  // namespace tenon
