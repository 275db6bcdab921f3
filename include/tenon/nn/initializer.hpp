// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math.hpp>
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

/// Quantile of the standard normal distribution: Wichura, Algorithm AS 241 (PPND7), Applied Statistics 37 (1988);
/// about 1e-7 relative, more than a float tells apart.
constexpr double normal_quantile(double p) {
  double const q = p - 0.5;
  if (q > -0.425 && q < 0.425) {
    double const r = 0.180625 - q * q;
    return q * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179) /
           (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0);
  }
  double r = q < 0 ? p : 1 - p;
  r = scalar_sqrt(-lanes::math::log(lanes::Lane<double, 1>(r)).v[0]);
  double x = 0;
  if (r <= 5) {
    r -= 1.6;
    x = (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777) /
        ((0.12021132975 * r + 0.73700164250) * r + 1.0);
  } else {
    r -= 5;
    x = (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150) /
        ((0.012258202635 * r + 0.24197894225) * r + 1.0);
  }
  return q < 0 ? -x : x;
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

/// Draws every parameter of a module from its initializer. The stream of a parameter is its place among the module's
/// tensors, so a seed gives the same model on every machine.
template <Module M>
constexpr void initialize(M& module, std::uint64_t seed) {
  Philox const random(seed);
  std::uint64_t stream = 0;
  for_each_tensor(module, [&](Path const&, auto& t) {
    using X = std::remove_cvref_t<decltype(t)>;
    if constexpr (leaf_kind_of<X>() == LeafKind::parameter) {
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
