// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/quantile.hpp>
#include <tenon/op/random/philox.hpp>
#include <tenon/shape/number.hpp>
#include <tenon/trace/module.hpp>

/// What parameters start as. An initializer is a struct with one of
///
///   static constexpr double value(Philox const& random, std::uint64_t i, std::uint64_t stream, nn::Fans fans);
///   static constexpr void fill(Philox const& random, std::uint64_t stream, Dims const& dims, auto* to);
///
/// Element i of a tensor, or all of them, from a counter-based generator, so every element is the same on every machine whatever
/// the order. Numbers are parts of the type: `RandomNormal<0, 0.02>`. `Initializer<f>` makes one of a function like `value`.
namespace tenon {

namespace diagnose {
template <class Init, class S, bool Takes>
inline constexpr bool initializer_takes_the_shape = Takes;
}  // namespace diagnose

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

/// A list of axes.
template <int... Axis>
struct Axes {
  static constexpr double extent(Dims const& d) {
    double n = 1;
    ((n *= d[Axis < 0 ? d.rank + Axis : Axis]), ...);
    return n;
  }
};
/// Fans of a kernel whose inputs and outputs are these axes; the others are its receptive field.
template <class Inputs, class Outputs>
struct FanAxes {
  static constexpr Fans of(Dims const& d) {
    double const in = Inputs::extent(d), out = Outputs::extent(d), field = static_cast<double>(d.size()) / (in * out);
    return {in * field, out * field};
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

/// The fans of a tensor as its initializer counts them.
template <class Init>
constexpr Fans fans_of(Dims const& d) {
  if constexpr (requires { Init::fans(d); })
    return Init::fans(d);
  else
    return Fans::of(d);
}

}  // namespace detail

// ---- Draws, for initializers of one's own.

/// Between 0 and 1.
constexpr double draw_uniform(Philox const& random, std::uint64_t i, std::uint64_t stream) {
  return static_cast<double>(random.uniform(i, stream));
}
/// Of mean 0 and deviation 1.
constexpr double draw_normal(Philox const& random, std::uint64_t i, std::uint64_t stream) {
  constexpr double least = 1.0 / (1 << 25);  // a uniform draw may be 0
  double const u = draw_uniform(random, i, stream);
  return detail::normal_quantile(u > least ? u : least);
}
/// The same, none beyond two deviations.
constexpr double draw_truncated_normal(Philox const& random, std::uint64_t i, std::uint64_t stream) {
  return detail::truncated_normal(draw_uniform(random, i, stream));
}

// ---- Initializers, with Keras' names and defaults.

template <Number Value = 0>
struct Constant {
  static constexpr double value(Philox const&, std::uint64_t, std::uint64_t, Fans) { return Value.value(); }
};
struct Zeros : Constant<0> {};
struct Ones : Constant<1> {};

template <Number Mean = 0, Number Deviation = 0.05>
struct RandomNormal {
  static constexpr double value(Philox const& random, std::uint64_t i, std::uint64_t stream, Fans) {
    return Mean.value() + Deviation.value() * draw_normal(random, i, stream);
  }
};
/// Cut off at two deviations; the deviation is that before the cut.
template <Number Mean = 0, Number Deviation = 0.05>
struct TruncatedNormal {
  static constexpr double value(Philox const& random, std::uint64_t i, std::uint64_t stream, Fans) {
    return Mean.value() + Deviation.value() * draw_truncated_normal(random, i, stream);
  }
};
template <Number Low = -0.05, Number High = 0.05>
struct RandomUniform {
  static constexpr double value(Philox const& random, std::uint64_t i, std::uint64_t stream, Fans) {
    return Low.value() + (High.value() - Low.value()) * draw_uniform(random, i, stream);
  }
};

enum class FanMode { in, out, average };
enum class Distribution { truncated_normal, untruncated_normal, uniform };

/// Variance `Scale` over the number of inputs, of outputs, or their mean. `Axes` says how they are counted.
template <Number Scale = 1, FanMode Mode = FanMode::in, Distribution Kind = Distribution::truncated_normal, class FanRule = Fans>
struct VarianceScaling {
  static_assert(Scale.value() > 0, "VarianceScaling: the scale must be positive");
  static constexpr Fans fans(Dims const& d) { return FanRule::of(d); }
  static constexpr double value(Philox const& random, std::uint64_t i, std::uint64_t stream, Fans f) {
    double const n = Mode == FanMode::in ? f.in : Mode == FanMode::out ? f.out : (f.in + f.out) / 2;
    double const variance = Scale.value() / (n > 1 ? n : 1);
    if constexpr (Kind == Distribution::uniform)
      return (2 * draw_uniform(random, i, stream) - 1) * detail::scalar_sqrt(3 * variance);
    else if constexpr (Kind == Distribution::untruncated_normal)
      return draw_normal(random, i, stream) * detail::scalar_sqrt(variance);
    else
      return draw_truncated_normal(random, i, stream) * detail::scalar_sqrt(variance) / detail::truncated_deviation;
  }
};
/// Glorot and Bengio (2010): variance 2 / (in + out).
struct GlorotUniform : VarianceScaling<1, FanMode::average, Distribution::uniform> {};
struct GlorotNormal : VarianceScaling<1, FanMode::average> {};
/// He et al. (2015): variance 2 / in.
struct HeUniform : VarianceScaling<2, FanMode::in, Distribution::uniform> {};
struct HeNormal : VarianceScaling<2> {};
/// LeCun et al. (1998): variance 1 / in.
struct LecunUniform : VarianceScaling<1, FanMode::in, Distribution::uniform> {};
struct LecunNormal : VarianceScaling<1> {};

/// A random orthogonal matrix times a gain: Saxe et al. (2014). All axes but the last are its rows; of the longer side the
/// vectors are orthonormal. Normal numbers, made orthogonal by Gram and Schmidt's method, which is a QR factorisation whose R has
/// a positive diagonal.
template <Number Gain = 1>
struct Orthogonal {
  template <class T>
  static constexpr void fill(Philox const& random, std::uint64_t stream, Dims const& dims, T* to) {
    std::int64_t const columns = dims.rank > 0 ? dims[dims.rank - 1] : 1, rows = dims.size() / columns;
    bool const tall = rows >= columns;
    std::int64_t const vectors = tall ? columns : rows, length = tall ? rows : columns;
    auto at = [&](std::int64_t vector, std::int64_t i) -> T& { return to[tall ? i * columns + vector : vector * columns + i]; };
    for (std::int64_t i = 0; i < dims.size(); ++i)
      to[i] = static_cast<T>(draw_normal(random, static_cast<std::uint64_t>(i), stream));
    for (std::int64_t v = 0; v < vectors; ++v) {
      // Twice, as rounding leaves a little of the others after the first time.
      for (int again = 0; again < 2; ++again)
        for (std::int64_t u = 0; u < v; ++u) {
          double dot = 0;
          for (std::int64_t i = 0; i < length; ++i) dot += double(at(u, i)) * double(at(v, i));
          for (std::int64_t i = 0; i < length; ++i) at(v, i) = static_cast<T>(double(at(v, i)) - dot * double(at(u, i)));
        }
      double squares = 0;
      for (std::int64_t i = 0; i < length; ++i) squares += double(at(v, i)) * double(at(v, i));
      double const scale = 1 / detail::scalar_sqrt(squares);
      for (std::int64_t i = 0; i < length; ++i) at(v, i) = static_cast<T>(double(at(v, i)) * scale);
    }
    for (std::int64_t i = 0; i < dims.size(); ++i) to[i] = static_cast<T>(double(to[i]) * Gain.value());
  }
};

/// The identity matrix times a gain; `Identity` is a layer.
template <Number Gain = 1>
struct IdentityInitializer {
  template <class T>
  static constexpr void fill(Philox const&, std::uint64_t, Dims const& dims, T* to) {
    for (std::int64_t i = 0; i < dims.size(); ++i)
      to[i] = i / dims[dims.rank - 1] == i % dims[dims.rank - 1] ? static_cast<T>(Gain.value()) : T(0);
  }
  /// For matrices.
  static constexpr bool takes(Dims const& d) { return d.rank == 2; }
};

/// An initializer made of a function: `double f(Philox const& random, std::uint64_t i, std::uint64_t stream, Fans fans)`.
template <auto F>
struct Initializer {
  static constexpr double value(Philox const& random, std::uint64_t i, std::uint64_t stream, Fans f) {
    return F(random, i, stream, f);
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
      if constexpr (requires { Init::takes(dims); })
        static_assert(diagnose::initializer_takes_the_shape<Init, typename X::shape_type, Init::takes(dims)>,
                      "initialize: the initializer is not for parameters of this shape (initializer, shape follow)");
      if constexpr (requires { Init::fill(random, stream, dims, t.data()); })
        Init::fill(random, stream, dims, t.data());
      else {
        constexpr nn::Fans fans = nn::detail::fans_of<Init>(dims);
        for (std::size_t i = 0; i < X::size; ++i) {
          if constexpr (std::is_same_v<Init, DefaultInit>)
            t.data()[i] = static_cast<T>(Init::value(random, i, stream, fans, dims.rank));
          else
            t.data()[i] = static_cast<T>(Init::value(random, i, stream, fans));
        }
      }
    }
    ++stream;
  });
}

}  // namespace tenon
