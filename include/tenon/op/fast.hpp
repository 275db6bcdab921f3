// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/fast.hpp>
#include <tenon/op/special.hpp>

/// Faster, looser forms of functions that run hot: `tanh<fast>(x)` is within 8 units in the last place or 1e-6 of `tanh(x)`,
/// whichever is more, in float; in double it is `tanh(x)`. A derivative is made of fast functions as well.
namespace tenon {

namespace detail {
template <class F>
struct FastFunction;  // trace/fast.hpp
}  // namespace detail

/// The policy to ask for them by. It is an option of traced functions too: `function<fast>(f)` uses the fast forms throughout,
/// and algebra that holds for real numbers but not for NaN, infinity and rounding, as x - x = 0 (op/relax.hpp).
struct fast {
  static constexpr bool is_function_option = true;
  template <class F>
  using recorded = detail::FastFunction<F>;
  template <class... A>
  static constexpr bool check() {
    return true;
  }
  template <class Function, class... A>
  static constexpr void compiled() {}
};

namespace op {

struct FastTanh : Tanh {
  static constexpr char name[] = "fast_tanh";
  static constexpr int flops = 14;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::fast::tanh(x);
  }
};
struct FastSigmoid : Sigmoid {
  static constexpr char name[] = "fast_sigmoid";
  static constexpr int flops = 16;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::fast::sigmoid(x);
  }
};
struct FastExp : Exp {
  static constexpr char name[] = "fast_exp";
  static constexpr int flops = 11;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::fast::exp(x);
  }
};
/// The exact form, which takes no division; its derivative is of fast functions.
struct FastErf : Erf {
  static constexpr char name[] = "fast_erf";
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, d.g() * (elementwise<FastExp>(-elementwise<Square>(d.in(0))) * Erf::slope));
  }
};
struct FastGelu : detail::Function {
  static constexpr char name[] = "fast_gelu";
  static constexpr int flops = 24;
  template <class L>
  static constexpr L lane(L x) {
    return lanes::math::fast::gelu(x);
  }
  template <class D>
  static constexpr void derive(D& d) {
    auto const x = d.in(0), below = elementwise<FastErf>(x * 0.70710678118654752440) * 0.5 + 0.5;
    d.add(0, d.g() * (below + x * (elementwise<FastExp>(elementwise<Square>(x) * -0.5) * Ndtr::slope)));
  }
};

}  // namespace op

template <> struct OpOf<hash_name("fast_tanh")> : std::type_identity<op::FastTanh> {};
template <> struct OpOf<hash_name("fast_sigmoid")> : std::type_identity<op::FastSigmoid> {};
template <> struct OpOf<hash_name("fast_exp")> : std::type_identity<op::FastExp> {};
template <> struct OpOf<hash_name("fast_erf")> : std::type_identity<op::FastErf> {};
template <> struct OpOf<hash_name("fast_gelu")> : std::type_identity<op::FastGelu> {};

/// Hyperbolic tangent; 1 at infinity, NaN stays, never beyond 1.   [S...] -> [S...]
template <class Policy, Operand X>
  requires std::is_same_v<Policy, fast>
constexpr auto tanh(X&& x) {
  return Elementwise<op::FastTanh>::call(static_cast<X&&>(x));
}
/// Logistic function, within 1e-6 absolutely: 0 from -16.1 down.   [S...] -> [S...]
template <class Policy, Operand X>
  requires std::is_same_v<Policy, fast>
constexpr auto sigmoid(X&& x) {
  return Elementwise<op::FastSigmoid>::call(static_cast<X&&>(x));
}
/// e^x; what would be subnormal is 0.   [S...] -> [S...]
template <class Policy, Operand X>
  requires std::is_same_v<Policy, fast>
constexpr auto exp(X&& x) {
  return Elementwise<op::FastExp>::call(static_cast<X&&>(x));
}
/// Error function.   [S...] -> [S...]
template <class Policy, Operand X>
  requires std::is_same_v<Policy, fast>
constexpr auto erf(X&& x) {
  return Elementwise<op::FastErf>::call(static_cast<X&&>(x));
}
/// Gaussian error linear unit.   [S...] -> [S...]
template <class Policy, Operand X>
  requires std::is_same_v<Policy, fast>
constexpr auto gelu(X&& x) {
  return Elementwise<op::FastGelu>::call(static_cast<X&&>(x));
}

}  // namespace tenon
