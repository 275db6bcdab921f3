// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/quantile.hpp>
#include <tenon/op/random/philox.hpp>
#include <tenon/trace/module.hpp>

/// What parameters start as. An initializer is a struct with `value(random, i, stream, fans)`: element i of a tensor,
/// from a counter-based generator, so every element is the same on every machine whatever the order.
namespace tenon {

namespace nn {

/// Inputs and outputs of one unit of a kernel, Keras' rule: the last two axes, times the receptive field before them.
struct Fans {
  double in = 1, out = 1;

  static constexpr Fans of(Dims const& d) {
    if (d.rank == 0) return {1, 1};
    if (d.rank == 1) return {double(d[0]), double(d[0])};
    double field = 1;
    for (int i = 0; i < d.rank - 2; ++i) field *= d[i];
    return {field * d[d.rank - 2], field * d[d.rank - 1]};
  }
};

namespace detail {

constexpr double scalar_sqrt(double x) { return sqrt(lanes::Lane<double, 1>(x)).v[0]; }

/// Quantile of the standard normal distribution, about 1e-7 relative: more than a float tells apart.
constexpr double normal_quantile(double p) {
  using L = lanes::Lane<double, 1>;
  double const tail = p < 0.5 ? p : 1 - p, x = lanes::math::normal_quantile<float>(L(tail), L(0.5 - tail)).v[0];
  return p < 0.5 ? -x : x;
}

/// A normal deviate cut off at two standard deviations, from a uniform one.
constexpr double truncated_normal(double u) {
  constexpr double tail = 0.022750131948179207;  // Phi(-2)
  return normal_quantile(tail + u * (1 - 2 * tail));
}
/// What cutting at two standard deviations leaves of the standard deviation.
inline constexpr double truncated_deviation = 0.87962566103423978;

}  // namespace detail

struct Zeros {
  static constexpr double value(Philox const&, std::uint64_t, std::uint64_t, Fans) { return 0; }
};
struct Ones {
  static constexpr double value(Philox const&, std::uint64_t, std::uint64_t, Fans) { return 1; }
};
/// Uniform in +-sqrt(6 / (in + out)): Glorot and Bengio (2010).
struct GlorotUniform {
  static constexpr double value(Philox const& random, std::uint64_t i, std::uint64_t stream, Fans f) {
    return (2 * static_cast<double>(random.uniform(i, stream)) - 1) * detail::scalar_sqrt(6 / (f.in + f.out));
  }
};
/// Truncated normal of variance 2 / (in + out): Glorot and Bengio (2010).
struct GlorotNormal {
  static constexpr double value(Philox const& random, std::uint64_t i, std::uint64_t stream, Fans f) {
    return detail::truncated_normal(static_cast<double>(random.uniform(i, stream))) * detail::scalar_sqrt(2 / (f.in + f.out)) /
           detail::truncated_deviation;
  }
};
/// Truncated normal of variance 2 / in: He et al. (2015).
struct HeNormal {
  static constexpr double value(Philox const& random, std::uint64_t i, std::uint64_t stream, Fans f) {
    return detail::truncated_normal(static_cast<double>(random.uniform(i, stream))) * detail::scalar_sqrt(2 / f.in) /
           detail::truncated_deviation;
  }
};
/// Truncated normal of variance 1 / in: LeCun et al. (1998).
struct LecunNormal {
  static constexpr double value(Philox const& random, std::uint64_t i, std::uint64_t stream, Fans f) {
    return detail::truncated_normal(static_cast<double>(random.uniform(i, stream))) * detail::scalar_sqrt(1 / f.in) /
           detail::truncated_deviation;
  }
};

}  // namespace nn

/// Glorot uniform from two axes on, zeros below: a kernel's and a bias's usual start.
struct DefaultInit {
  static constexpr double value(Philox const& random, std::uint64_t i, std::uint64_t stream, nn::Fans f, int rank) {
    return rank >= 2 ? nn::GlorotUniform::value(random, i, stream, f) : 0.0;
  }
};

/// Draws every parameter of a module from its initializer, those that are not trained too. The stream of a parameter is its place
/// among the module's tensors, so a seed gives the same model on every machine.
template <Module M>
constexpr void initialize(M& module, std::uint64_t seed) {
  Philox const random(seed);
  std::uint64_t stream = 0;
  for_each_tensor(module, [&](Path const&, auto& t) {
    using X = std::remove_cvref_t<decltype(t)>;
    if constexpr (requires { typename X::init_type; }) {
      using T = typename X::value_type;
      using Init = typename X::init_type;
      constexpr Dims dims = dims_of<typename X::shape_type>;
      t.fill(T(0));
      for (std::size_t i = 0; i < X::size; ++i) {
        if constexpr (std::is_same_v<Init, DefaultInit>)
          t.data()[i] = static_cast<T>(Init::value(random, i, stream, nn::Fans::of(dims), dims.rank));
        else
          t.data()[i] = static_cast<T>(Init::value(random, i, stream, nn::Fans::of(dims)));
      }
    }
    ++stream;
  });
}

}  // namespace tenon
