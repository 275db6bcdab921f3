// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/exponential.hpp>
#include <tenon/op/math/quantile.hpp>
#include <tenon/op/random/draw.hpp>

/// Distributions that are functions of one uniform number: element i depends on the key, i and its parameters alone.
/// Parameters enter as ordinary operations, so a draw is differentiable with respect to them (the pathwise derivative).
namespace tenon {
namespace op {

namespace detail {

/// The share of the standard normal distribution below -2, and what is left between -2 and 2.
inline constexpr double beyond_two = 0.022750131948179207, within_two = 0.95449973610364158;

template <class L>
TENON_INLINE constexpr L with_sign_of(L magnitude, L p) {
  return select(p < L(typename L::value_type(0)), -magnitude, magnitude);
}

}  // namespace detail

// Of p in (-1/2, 1/2), as `RandomTail` draws it: a tail probability with the sign of its side.

/// The standard normal deviate beyond which |p| is left.
struct NormalOfTail : detail::Function {
  static constexpr char name[] = "normal_of_tail";
  static constexpr int flops = 40;
  template <class L>
  static constexpr L lane(L p) {
    using T = typename L::value_type;
    L const tail = abs(p);
    return detail::with_sign_of(lanes::math::normal_quantile<T>(tail, L(T(0.5)) - tail), p);
  }
};
/// The same of the normal distribution cut off at two standard deviations.
struct TruncatedNormalOfTail : detail::Function {
  static constexpr char name[] = "truncated_normal_of_tail";
  static constexpr int flops = 40;
  template <class L>
  static constexpr L lane(L p) {
    using T = typename L::value_type;
    L const within{static_cast<T>(detail::within_two)}, beyond{static_cast<T>(detail::beyond_two)}, tail = abs(p);
    L const x = lanes::math::normal_quantile<T>(fma(tail, within, beyond), (L(T(0.5)) - tail) * within);
    return detail::with_sign_of(at_most(x, L(T(2))), p);
  }
};
/// The deviate of the exponential distribution of mean 1.
struct ExponentialOfTail : detail::Function {
  static constexpr char name[] = "exponential_of_tail";
  static constexpr int flops = 20;
  template <class L>
  static constexpr L lane(L p) {
    return lanes::math::exponential_quantile(p);
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("normal_of_tail")> : std::type_identity<op::NormalOfTail> {};
template <> struct OpOf<hash_name("truncated_normal_of_tail")> : std::type_identity<op::TruncatedNormalOfTail> {};
template <> struct OpOf<hash_name("exponential_of_tail")> : std::type_identity<op::ExponentialOfTail> {};
// clang-format on

namespace random {

struct Bits {
  static constexpr bool accepts(DType d) { return is_integer(d); }
  template <class T>
  using result = T;
  template <class V>
  static constexpr V record(V key, DType t, Dims const& dims) {
    return routine<op::RandomBits>(t, dims, 0, key);
  }
};

namespace detail {
struct Floating {
  static constexpr bool accepts(DType d) { return is_floating(d); }
  template <class T>
  using result = T;
};
/// A distribution whose deviate is Op of a tail, times a deviation, plus a mean.
template <class Op>
struct LocationScale : Floating {
  template <class V>
  static constexpr V record(V key, DType t, Dims const& dims) {
    return elementwise<Op>(routine<op::RandomTail>(t, dims, 0, key));
  }
  template <class V>
  static constexpr V record(V key, DType t, Dims const& dims, V scale) {
    return record(key, t, dims) * scale;
  }
  template <class V>
  static constexpr V record(V key, DType t, Dims const& dims, V location, V scale) {
    return elementwise<op::Fma>(record(key, t, dims), scale, location);
  }
};
}  // namespace detail

struct Uniform : detail::Floating {
  template <class V>
  static constexpr V record(V key, DType t, Dims const& dims) {
    return routine<op::RandomUniform>(t, dims, 0, key);
  }
  /// Rounding may reach `high`: then it is `low`. The minimum changes nothing; it keeps compilers from contracting the
  /// product and the sum, which is why the result is the same everywhere.
  template <class V>
  static constexpr V record(V key, DType t, Dims const& dims, V low, V high) {
    V const span = high - low;
    V const x = low + elementwise<op::Minimum>(record(key, t, dims) * span, span);
    return elementwise<op::Where>(elementwise<op::Less>(x, high), x, low);
  }
};
struct Normal : detail::LocationScale<op::NormalOfTail> {};
struct TruncatedNormal : detail::LocationScale<op::TruncatedNormalOfTail> {};
struct Exponential : detail::LocationScale<op::ExponentialOfTail> {};
struct Gumbel : detail::Floating {
  template <class V>
  static constexpr V record(V key, DType t, Dims const& dims) {
    V const x = Exponential::record(key, t, dims);  // of type V: a call that does not depend on it would be instantiated at once
    return -elementwise<op::Log>(x);
  }
};
struct Bernoulli : detail::Floating {
  template <class>
  using result = bool;
  template <class V>
  static constexpr V record(V key, DType t, Dims const& dims, V p) {
    return elementwise<op::Less>(Uniform::record(key, t, dims), p);
  }
};

// Each function has two spellings of the shape. Without extents it is that of the parameters.

/// Random bits as an integer dtype; all values are equally likely.   [2] -> [D...]
template <Element T, std::size_t... D, class K>
constexpr auto bits(K&& key) {
  return DrawOf<Bits, T, D...>::call(static_cast<K&&>(key));
}
template <Element T, ShapeType S, class K>
constexpr auto bits(K&& key) {
  return Draw<Bits, T, S>::call(static_cast<K&&>(key));
}

/// Uniform in [0, 1), on a grid of 2^-24 (double: 2^-53); or in [low, high). A range that is empty, or too wide for the
/// dtype, gives `low`.   [2], [L...], [H...] -> [D...]
template <Element T, std::size_t... D, class K, class... Bound>
  requires(sizeof...(Bound) == 0 || sizeof...(Bound) == 2)
constexpr auto uniform(K&& key, Bound&&... low_high) {
  return DrawOf<Uniform, T, D...>::call(static_cast<K&&>(key), static_cast<Bound&&>(low_high)...);
}
template <Element T, ShapeType S, class K, class... Bound>
  requires(sizeof...(Bound) == 0 || sizeof...(Bound) == 2)
constexpr auto uniform(K&& key, Bound&&... low_high) {
  return Draw<Uniform, T, S>::call(static_cast<K&&>(key), static_cast<Bound&&>(low_high)...);
}

/// Normal of mean 0 and standard deviation 1, or of those given; out to 6 (double: 8) deviations.
/// [2], [M...], [S...] -> [D...]
template <Element T, std::size_t... D, class K, class... P>
  requires(sizeof...(P) == 0 || sizeof...(P) == 2)
constexpr auto normal(K&& key, P&&... mean_deviation) {
  return DrawOf<Normal, T, D...>::call(static_cast<K&&>(key), static_cast<P&&>(mean_deviation)...);
}
template <Element T, ShapeType S, class K, class... P>
  requires(sizeof...(P) == 0 || sizeof...(P) == 2)
constexpr auto normal(K&& key, P&&... mean_deviation) {
  return Draw<Normal, T, S>::call(static_cast<K&&>(key), static_cast<P&&>(mean_deviation)...);
}

/// The same cut off at two standard deviations, as Keras and TensorFlow do; the deviation given is that before the cut.
/// [2], [M...], [S...] -> [D...]
template <Element T, std::size_t... D, class K, class... P>
  requires(sizeof...(P) == 0 || sizeof...(P) == 2)
constexpr auto truncated_normal(K&& key, P&&... mean_deviation) {
  return DrawOf<TruncatedNormal, T, D...>::call(static_cast<K&&>(key), static_cast<P&&>(mean_deviation)...);
}
template <Element T, ShapeType S, class K, class... P>
  requires(sizeof...(P) == 0 || sizeof...(P) == 2)
constexpr auto truncated_normal(K&& key, P&&... mean_deviation) {
  return Draw<TruncatedNormal, T, S>::call(static_cast<K&&>(key), static_cast<P&&>(mean_deviation)...);
}

/// Exponential of mean 1, or of the mean `scale`, as NumPy's.   [2], [S...] -> [D...]
template <Element T, std::size_t... D, class K, class... P>
  requires(sizeof...(P) <= 1)
constexpr auto exponential(K&& key, P&&... scale) {
  return DrawOf<Exponential, T, D...>::call(static_cast<K&&>(key), static_cast<P&&>(scale)...);
}
template <Element T, ShapeType S, class K, class... P>
  requires(sizeof...(P) <= 1)
constexpr auto exponential(K&& key, P&&... scale) {
  return Draw<Exponential, T, S>::call(static_cast<K&&>(key), static_cast<P&&>(scale)...);
}

/// Gumbel's distribution of the largest: -log of an exponential deviate.   [2] -> [D...]
template <Element T, std::size_t... D, class K>
constexpr auto gumbel(K&& key) {
  return DrawOf<Gumbel, T, D...>::call(static_cast<K&&>(key));
}
template <Element T, ShapeType S, class K>
constexpr auto gumbel(K&& key) {
  return Draw<Gumbel, T, S>::call(static_cast<K&&>(key));
}

namespace detail {
/// What a probability makes draw: its dtype; float for a C++ number.
template <class P>
using probability_type = std::conditional_t<tenon::detail::is_scalar<P>, float, typename arg_of<P>::value_type>;
}  // namespace detail

/// True with probability p, to within 2^-24 (double: 2^-53); never for p = 0, always for p = 1.   [2], [P...] -> [D...]
template <std::size_t... D, class K, class P>
constexpr auto bernoulli(K&& key, P&& p) {
  return DrawOf<Bernoulli, detail::probability_type<P>, D...>::call(static_cast<K&&>(key), static_cast<P&&>(p));
}
template <ShapeType S, class K, class P>
constexpr auto bernoulli(K&& key, P&& p) {
  return Draw<Bernoulli, detail::probability_type<P>, S>::call(static_cast<K&&>(key), static_cast<P&&>(p));
}

/// x with every element set to 0 with probability `rate`, which is within [0, 1], and the others divided by 1 - rate:
/// Srivastava et al., Dropout (2014).   [2], [S...] -> [S...]
template <class K, Operand X>
constexpr auto dropout(K&& key, X&& x, std::type_identity_t<tenon::detail::value_of_t<X>> rate) {
  using T = tenon::detail::value_of_t<X>;
  return where(bernoulli<tenon::detail::shape_of_t<X>>(static_cast<K&&>(key), T(1) - rate),
               static_cast<X&&>(x) * (rate < T(1) ? T(1) / (T(1) - rate) : T(0)), T(0));
}

}  // namespace random
}  // namespace tenon
