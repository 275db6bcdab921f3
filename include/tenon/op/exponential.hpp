// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/comparison.hpp>
#include <tenon/op/math.hpp>

namespace tenon {
namespace op {

namespace detail {
/// A function of one floating-point number. Derivatives are taken from the output where they can be: the input need
/// not be kept for the backward pass then.
struct Function {
  static constexpr int arity = 1;
  static constexpr Domain domain = Domain::floating;
  static constexpr Codomain codomain = Codomain::same;
};
}  // namespace detail

struct Sqrt : detail::Function {
  static constexpr char name[] = "sqrt";
  static constexpr int flops = 1;
  template <class L>
  static constexpr L lane(L x) {
    return sqrt(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * constant_like(d.g(), 0.5) / d.out());
  }
};
struct Exp : detail::Function {
  static constexpr char name[] = "exp";
  static constexpr int flops = 14;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::exp(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * d.out());
  }
};
/// `exp` of what is known not to be positive, such as the exponents of a softmax; what would be subnormal is 0.
struct ExpOfNonPositive : detail::Function {
  static constexpr char name[] = "exp_of_nonpositive";
  static constexpr int flops = 13;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::exp_of_nonpositive(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * d.out());
  }
};
struct Expm1 : detail::Function {
  static constexpr char name[] = "expm1";
  static constexpr int flops = 15;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::expm1(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * (d.out() + 1));
  }
};
struct Log : detail::Function {
  static constexpr char name[] = "log";
  static constexpr int flops = 16;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::log(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() / d.in(0));
  }
};
struct Log1p : detail::Function {
  static constexpr char name[] = "log1p";
  static constexpr int flops = 18;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::log1p(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() / (d.in(0) + 1));
  }
};
struct Tanh : detail::Function {
  static constexpr char name[] = "tanh";
  static constexpr int flops = 16;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::tanh(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * (1 - elementwise<Square>(d.out())));
  }
};
struct Sigmoid : detail::Function {
  static constexpr char name[] = "sigmoid";
  static constexpr int flops = 17;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::sigmoid(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * (d.out() * (1 - d.out())));
  }
};
/// log(1 + exp(x)), without overflow.
struct Softplus : detail::Function {
  static constexpr char name[] = "softplus";
  static constexpr int flops = 34;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::softplus(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * elementwise<Sigmoid>(d.in(0)));
  }
};

}  // namespace op

template <> struct OpOf<hash_name("sqrt")> : std::type_identity<op::Sqrt> {};
template <> struct OpOf<hash_name("exp")> : std::type_identity<op::Exp> {};
template <> struct OpOf<hash_name("exp_of_nonpositive")> : std::type_identity<op::ExpOfNonPositive> {};
template <> struct OpOf<hash_name("expm1")> : std::type_identity<op::Expm1> {};
template <> struct OpOf<hash_name("log")> : std::type_identity<op::Log> {};
template <> struct OpOf<hash_name("log1p")> : std::type_identity<op::Log1p> {};
template <> struct OpOf<hash_name("tanh")> : std::type_identity<op::Tanh> {};
template <> struct OpOf<hash_name("sigmoid")> : std::type_identity<op::Sigmoid> {};
template <> struct OpOf<hash_name("softplus")> : std::type_identity<op::Softplus> {};

/// Square root, correctly rounded; NaN below zero.   [S...] -> [S...]
/// All of these fail to compile when the dtype is not floating; error bounds are in docs/numerics.md.
template <Operand X>
constexpr auto sqrt(X&& x) {
  return Elementwise<op::Sqrt>::call(static_cast<X&&>(x));
}
/// e^x.   [S...] -> [S...]
template <Operand X>
constexpr auto exp(X&& x) {
  return Elementwise<op::Exp>::call(static_cast<X&&>(x));
}
/// e^x - 1, accurate near 0.   [S...] -> [S...]
template <Operand X>
constexpr auto expm1(X&& x) {
  return Elementwise<op::Expm1>::call(static_cast<X&&>(x));
}
/// Natural logarithm; -inf at 0, NaN below.   [S...] -> [S...]
template <Operand X>
constexpr auto log(X&& x) {
  return Elementwise<op::Log>::call(static_cast<X&&>(x));
}
/// log(1 + x), accurate near 0.   [S...] -> [S...]
template <Operand X>
constexpr auto log1p(X&& x) {
  return Elementwise<op::Log1p>::call(static_cast<X&&>(x));
}
/// Hyperbolic tangent.   [S...] -> [S...]
template <Operand X>
constexpr auto tanh(X&& x) {
  return Elementwise<op::Tanh>::call(static_cast<X&&>(x));
}
/// Logistic function 1 / (1 + e^-x).   [S...] -> [S...]
template <Operand X>
constexpr auto sigmoid(X&& x) {
  return Elementwise<op::Sigmoid>::call(static_cast<X&&>(x));
}
/// log(1 + e^x), without overflow.   [S...] -> [S...]
template <Operand X>
constexpr auto softplus(X&& x) {
  return Elementwise<op::Softplus>::call(static_cast<X&&>(x));
}

}  // namespace tenon
