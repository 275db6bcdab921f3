// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/quantile.hpp>
#include <tenon/op/random/draw.hpp>

/// Gamma deviates: Marsaglia and Tsang, A simple method for generating gamma variables, ACM Transactions on Mathematical
/// Software 26 (2000).
namespace tenon {
namespace op {

namespace detail {
inline namespace TENON_ISA {

// The words of an attempt for element i are those of block i + attempt 2^32: a block of its own.
constexpr std::uint64_t gamma_block(std::uint64_t element, std::uint64_t attempt) { return element | attempt << 32; }

/// The magnitude of a normal deviate. Most lie in the middle, and a lone value need not pay for the others.
constexpr double gamma_normal(double tail) {
  using L = lanes::Lane<double, 1>;
  double const middle = 0.5 - tail;
  if (middle >= 0.425) return lanes::math::normal_quantile<double>(L(tail), L(middle)).v[0];
  auto const [numerator, denominator] = lanes::math::detail::central_quantile<double>(L(middle));
  return (numerator / denominator).v[0];
}

/// Those of the first attempts of a group; the middle of all of them together, which compilers do in lanes.
TENON_INLINE constexpr void gamma_normals(std::uint64_t const* words, double* magnitude) {
  using L = lanes::Lane<double, philox_group>;
  L tail, middle;
  for (int k = 0; k < philox_group; ++k) {
    double const p = TailOfWord::of<double>(words[2 * k]);
    tail.v[k] = p < 0 ? -p : p;
    middle.v[k] = 0.5 - tail.v[k];
  }
  auto const [numerator, denominator] = lanes::math::detail::central_quantile<double>(middle);
  (numerator / denominator).store(magnitude);
  for (int k = 0; k < philox_group; ++k)
    if (middle.v[k] >= 0.425) magnitude[k] = gamma_normal(tail.v[k]);
}

/// What follows from the shape alone: a root and two quotients, which take as long as the rest of a deviate.
struct GammaShape {
  double alpha, d, c;
  bool boosted;  // below 1: a deviate of alpha + 1 times u^(1 / alpha)
  TENON_INLINE constexpr explicit GammaShape(double shape)
      : alpha(shape), d((shape < 1 ? shape + 1 : shape) - 1.0 / 3),
        c(lanes::detail::divide(1.0, 3 * sqrt(lanes::Lane<double, 1>(d)).v[0])), boosted(shape < 1) {}
};

/// A deviate of scale 1 from the words of its first attempt and the magnitude of their normal deviate. In double for every dtype:
/// whether an attempt is accepted then hardly ever depends on the processor's rounding. An attempt fails in at most 5 of 100
/// cases; after the last (10^-31) its value is taken.
[[gnu::noinline]] constexpr double gamma_deviate(std::uint64_t const* key, std::uint64_t element, std::uint64_t const* words,
                                                 double magnitude, GammaShape const& shape) {
  using L = lanes::Lane<double, 1>;
  constexpr std::uint64_t attempts = 24;
  Philox const random(key[0]);
  double const d = shape.d;
  double v = 1;
  std::uint64_t other[2];
  for (std::uint64_t attempt = 0; attempt < attempts; ++attempt) {
    if (attempt != 0) {
      philox_one(random, key[1], gamma_block(element, attempt), other);
      words = other;
    }
    double const p = TailOfWord::of<double>(words[0]);
    if (attempt != 0) magnitude = gamma_normal(p < 0 ? -p : p);
    double const x = p < 0 ? -magnitude : magnitude;
    double const root = 1 + shape.c * x;
    if (!(root > 0)) continue;
    v = root * root * root;
    double const square = x * x, u = UnitOfWord::of<double>(words[1]);
    if (u < 1 - 0.0331 * square * square) break;
    if (lanes::math::log(L(u)).v[0] < square / 2 + d * (1 - v + lanes::math::log(L(v)).v[0])) break;
  }
  double const deviate = d * v;
  if (!shape.boosted) return deviate;
  philox_one(random, key[1], gamma_block(element, attempts), other);
  L const exponential = lanes::math::exponential_quantile(L(TailOfWord::of<double>(other[0])));
  return shape.alpha >= 0 ? deviate * lanes::math::exp(-(exponential / L(shape.alpha))).v[0] : __builtin_nan("");
}

}  // namespace TENON_ISA
}  // namespace detail

/// [elements, whether alpha is one for each].
struct RandomGamma {
  static constexpr char name[] = "random_gamma";
  static constexpr int arity = 2, flops = 120;
  static constexpr bool floating_only = true;
  static constexpr bool along_axis = true;  // along none
  static constexpr Typed operands[2] = {Typed::key, Typed::data}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) {
    return Dims{2, {static_cast<std::int32_t>(n.dims.size()), in[1].rank == 0 ? 0 : 1}};
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, std::uint64_t const* key, T const* alpha, T* y) {
    constexpr int group = tenon::detail::philox_group;
    Philox const random(key[0]);
    detail::GammaShape shape(static_cast<double>(*alpha));
    for (std::ptrdiff_t i = 0; i < form[0]; i += group) {
      std::uint64_t words[2 * group] = {};
      double magnitude[group];
      int const count = form[0] - i < group ? static_cast<int>(form[0] - i) : group;
      detail::philox_blocks(random, key[1], static_cast<std::uint64_t>(i), count, words);
      detail::gamma_normals(words, magnitude);
      for (int k = 0; k < count; ++k) {
        if (form[1] != 0) shape = detail::GammaShape(static_cast<double>(alpha[i + k]));
        y[i + k] =
            static_cast<T>(detail::gamma_deviate(key, static_cast<std::uint64_t>(i + k), words + 2 * k, magnitude[k], shape));
      }
    }
  }
  template <class D>
  static constexpr void derive(D& d) {
    Node const alpha = d.builder()[d.node().in[1]];
    if (d.wants(1)) d.builder().fail(RecordError::no_derivative, alpha.dtype, alpha.dims);
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("random_gamma")> : std::type_identity<op::RandomGamma> {};
// clang-format on

namespace random {

struct Gamma {
  static constexpr bool accepts(DType d) { return is_floating(d); }
  template <class T>
  using result = T;
  template <class V>
  static constexpr V record(V key, DType t, Dims const& dims, V alpha) {
    return routine<op::RandomGamma>(t, dims, op::along_no_axis, key, detail::routine_parameter(alpha, dims));
  }
  template <class V>
  static constexpr V record(V key, DType t, Dims const& dims, V alpha, V scale) {
    return record(key, t, dims, alpha) * scale;
  }
};

/// Gamma of shape `alpha` and scale 1, or of the scale given, as NumPy's: its mean is alpha times scale. 0 for alpha = 0, NaN
/// below. Has a derivative with respect to the scale, none to alpha:
/// a gradient through it does not compile.   [2], [A...], [S...] -> [D...]
template <Element T, std::size_t... D, class K, class A, class... Scale>
  requires(sizeof...(Scale) <= 1)
constexpr auto gamma(K&& key, A&& alpha, Scale&&... scale) {
  return DrawOf<Gamma, T, D...>::call(static_cast<K&&>(key), static_cast<A&&>(alpha), static_cast<Scale&&>(scale)...);
}
template <Element T, ShapeType S, class K, class A, class... Scale>
  requires(sizeof...(Scale) <= 1)
constexpr auto gamma(K&& key, A&& alpha, Scale&&... scale) {
  return Draw<Gamma, T, S>::call(static_cast<K&&>(key), static_cast<A&&>(alpha), static_cast<Scale&&>(scale)...);
}

}  // namespace random
}  // namespace tenon
