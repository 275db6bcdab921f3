// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/hyperbolic.hpp>
#include <tenon/op/math/trigonometric.hpp>
#include <tenon/op/power.hpp>

namespace tenon {
namespace op {

struct Cos;

struct Sin : detail::Function {
  static constexpr char name[] = "sin";
  static constexpr int flops = 45;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::sin(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * elementwise<Cos>(d.in(0)));
  }
};
struct Cos : detail::Function {
  static constexpr char name[] = "cos";
  static constexpr int flops = 45;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::cos(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, -(d.g() * elementwise<Sin>(d.in(0))));
  }
};
struct Tan : detail::Function {
  static constexpr char name[] = "tan";
  static constexpr int flops = 48;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::tan(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * (elementwise<Square>(d.out()) + 1));
  }
};
struct Asin : detail::Function {
  static constexpr char name[] = "asin";
  static constexpr int flops = 24;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::asin(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() / elementwise<Sqrt>(1 - elementwise<Square>(d.in(0))));
  }
};
struct Acos : detail::Function {
  static constexpr char name[] = "acos";
  static constexpr int flops = 28;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::acos(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, -(d.g() / elementwise<Sqrt>(1 - elementwise<Square>(d.in(0)))));
  }
};
struct Atan : detail::Function {
  static constexpr char name[] = "atan";
  static constexpr int flops = 26;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::atan(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() / (elementwise<Square>(d.in(0)) + 1));
  }
};
struct Atan2 : detail::Function2 {
  static constexpr char name[] = "atan2";
  static constexpr int flops = 36;
  template <class L>
  static constexpr L lane(L y, L x) {
    return lanes::math::atan2(y, x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    auto const y = d.in(0), x = d.in(1);
    auto const scaled = d.g() / (elementwise<Square>(x) + elementwise<Square>(y));
    if (d.wants(0)) d.add(0, scaled * x);
    if (d.wants(1)) d.add(1, -(scaled * y));
  }
};

struct Cosh;

struct Sinh : detail::Function {
  static constexpr char name[] = "sinh";
  static constexpr int flops = 32;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::sinh(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * elementwise<Cosh>(d.in(0)));
  }
};
struct Cosh : detail::Function {
  static constexpr char name[] = "cosh";
  static constexpr int flops = 22;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::cosh(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * elementwise<Sinh>(d.in(0)));
  }
};
struct Asinh : detail::Function {
  static constexpr char name[] = "asinh";
  static constexpr int flops = 34;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::asinh(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() / elementwise<Sqrt>(elementwise<Square>(d.in(0)) + 1));
  }
};
struct Acosh : detail::Function {
  static constexpr char name[] = "acosh";
  static constexpr int flops = 32;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::acosh(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() / elementwise<Sqrt>(elementwise<Square>(d.in(0)) + -1));
  }
};
struct Atanh : detail::Function {
  static constexpr char name[] = "atanh";
  static constexpr int flops = 38;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::atanh(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() / (1 - elementwise<Square>(d.in(0))));
  }
};

}  // namespace op

template <> struct OpOf<hash_name("sin")> : std::type_identity<op::Sin> {};
template <> struct OpOf<hash_name("cos")> : std::type_identity<op::Cos> {};
template <> struct OpOf<hash_name("tan")> : std::type_identity<op::Tan> {};
template <> struct OpOf<hash_name("asin")> : std::type_identity<op::Asin> {};
template <> struct OpOf<hash_name("acos")> : std::type_identity<op::Acos> {};
template <> struct OpOf<hash_name("atan")> : std::type_identity<op::Atan> {};
template <> struct OpOf<hash_name("atan2")> : std::type_identity<op::Atan2> {};
template <> struct OpOf<hash_name("sinh")> : std::type_identity<op::Sinh> {};
template <> struct OpOf<hash_name("cosh")> : std::type_identity<op::Cosh> {};
template <> struct OpOf<hash_name("asinh")> : std::type_identity<op::Asinh> {};
template <> struct OpOf<hash_name("acosh")> : std::type_identity<op::Acosh> {};
template <> struct OpOf<hash_name("atanh")> : std::type_identity<op::Atanh> {};

/// Sine of x radians, for every finite x.   [S...] -> [S...]
/// All of these fail to compile when the dtype is not floating; error bounds are in docs/numerics.md.
template <Operand X>
constexpr auto sin(X&& x) {
  return Elementwise<op::Sin>::call(static_cast<X&&>(x));
}
/// Cosine of x radians, for every finite x.   [S...] -> [S...]
template <Operand X>
constexpr auto cos(X&& x) {
  return Elementwise<op::Cos>::call(static_cast<X&&>(x));
}
/// Tangent of x radians, for every finite x.   [S...] -> [S...]
template <Operand X>
constexpr auto tan(X&& x) {
  return Elementwise<op::Tan>::call(static_cast<X&&>(x));
}
/// The angle within [-pi/2, pi/2] whose sine is x; NaN for |x| > 1.   [S...] -> [S...]
template <Operand X>
constexpr auto asin(X&& x) {
  return Elementwise<op::Asin>::call(static_cast<X&&>(x));
}
/// The angle within [0, pi] whose cosine is x; NaN for |x| > 1.   [S...] -> [S...]
template <Operand X>
constexpr auto acos(X&& x) {
  return Elementwise<op::Acos>::call(static_cast<X&&>(x));
}
/// The angle within [-pi/2, pi/2] whose tangent is x.   [S...] -> [S...]
template <Operand X>
constexpr auto atan(X&& x) {
  return Elementwise<op::Atan>::call(static_cast<X&&>(x));
}
/// The angle of the point (x, y) within [-pi, pi]; shapes broadcast.   [A...], [B...] -> [broadcast]
/// Special values as in C; the gradient at the origin is NaN.
template <class Y, class X>
  requires Operands<Y, X>
constexpr auto atan2(Y&& y, X&& x) {
  return Elementwise<op::Atan2>::call(static_cast<Y&&>(y), static_cast<X&&>(x));
}
/// Hyperbolic sine (e^x - e^-x) / 2.   [S...] -> [S...]
template <Operand X>
constexpr auto sinh(X&& x) {
  return Elementwise<op::Sinh>::call(static_cast<X&&>(x));
}
/// Hyperbolic cosine (e^x + e^-x) / 2.   [S...] -> [S...]
template <Operand X>
constexpr auto cosh(X&& x) {
  return Elementwise<op::Cosh>::call(static_cast<X&&>(x));
}
/// The x whose hyperbolic sine is given.   [S...] -> [S...]
template <Operand X>
constexpr auto asinh(X&& x) {
  return Elementwise<op::Asinh>::call(static_cast<X&&>(x));
}
/// The x >= 0 whose hyperbolic cosine is given; NaN below 1.   [S...] -> [S...]
template <Operand X>
constexpr auto acosh(X&& x) {
  return Elementwise<op::Acosh>::call(static_cast<X&&>(x));
}
/// The x whose hyperbolic tangent is given; infinite at -1 and 1, NaN beyond.   [S...] -> [S...]
template <Operand X>
constexpr auto atanh(X&& x) {
  return Elementwise<op::Atanh>::call(static_cast<X&&>(x));
}

}  // namespace tenon
