// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>
#include <tenon/op/power.hpp>
#include <tenon/op/random.hpp>
#include <tenon/shape/number.hpp>

/// Layers that are random in training and nothing but their input elsewhere. The rate is a field, which can be set at run time;
/// what is drawn is a function of the training's seed, the step and the layer's place: other masks at every step, the same
/// training for the same seed.
namespace tenon::nn {

namespace detail {

/// The shape of a mask that is the same along some axes.
template <int... Axis>
constexpr Dims with_units(Dims d) {
  ((d[Axis] = 1), ...);
  return d;
}
template <class S, int... Axis>
using MaskShape = shape_from<with_units<Axis...>(dims_of<S>)>;

/// Whether elements are kept, with probability 1 - rate.
template <class S, int... Axis>
constexpr auto kept(auto key, auto const& rate) {
  return random::bernoulli<MaskShape<S, Axis...>>(key, 1 - rate);
}
template <class X, class Rate, int... Axis>
constexpr auto dropped(X const& x, Rate const& rate, auto key, std::integer_sequence<int, Axis...>) {
  // At rate 1 nothing is left, and no quotient either.
  return where(kept<typename X::shape_type, Axis...>(key, rate), x * where(rate < 1, 1 / (1 - rate), 0), 0);
}

template <int Spatial, Number Rate>
struct SpatialDropoutLayer {
  Tensor<float> rate{Rate.as<float>()};
  TENON_MODULE(SpatialDropoutLayer, rate);
  /// Inputs [spatial..., channels].
  template <class S>
  static constexpr bool accepts = S::rank == Spatial + 1;
  constexpr auto call(Operand auto const& x, auto& context) const {
    if constexpr (is_training<decltype(context)>)
      return [&]<int... I>(std::integer_sequence<int, I...>) {
        return dropped(x, rate, context.key(), std::integer_sequence<int, I + 1 ...>{});
      }(std::make_integer_sequence<int, Spatial>{});
    else
      return x;
  }
};

}  // namespace detail

/// Sets elements to 0 with probability `rate` in training, and divides the others by 1 - rate: Srivastava et al. (2014). Along
/// the axes named, of which the batch is 0, elements are dropped together: `Dropout<0.2, 1>`, for all steps of a feature.
/// [batch, S...] -> [batch, S...]
template <Number Rate, int... SharedAxis>
struct Dropout {
  static_assert(Rate.value() >= 0 && Rate.value() <= 1, "Dropout: the rate is within [0, 1]");
  Tensor<float> rate{Rate.as<float>()};
  TENON_MODULE(Dropout, rate);
  static constexpr char name[] = "Dropout";
  template <class S>
  static constexpr bool accepts = ((SharedAxis >= 1 && SharedAxis <= int(S::rank)) && ...);
  constexpr auto call(Operand auto const& x, auto& context) const {
    if constexpr (is_training<decltype(context)>)
      return detail::dropped(x, rate, context.key(), std::integer_sequence<int, SharedAxis...>{});
    else
      return x;
  }
};

/// Drops whole channels: Tompson et al., Efficient Object Localization Using Convolutional Networks (2015).
/// [batch, spatial..., channels] -> [batch, spatial..., channels]
template <Number Rate>
struct SpatialDropout1D : detail::SpatialDropoutLayer<1, Rate> {
  static constexpr char name[] = "SpatialDropout1D";
};
template <Number Rate>
struct SpatialDropout2D : detail::SpatialDropoutLayer<2, Rate> {
  static constexpr char name[] = "SpatialDropout2D";
};
template <Number Rate>
struct SpatialDropout3D : detail::SpatialDropoutLayer<3, Rate> {
  static constexpr char name[] = "SpatialDropout3D";
};

/// Dropout that keeps the mean and variance of its input, for `Selu`: Klambauer et al., Self-Normalizing Neural Networks (2017).
/// What is dropped becomes the activation's lowest value. A rate of 1 is none.   [S...] -> [S...]
template <Number Rate>
struct AlphaDropout {
  static_assert(Rate.value() >= 0 && Rate.value() < 1, "AlphaDropout: the rate is within [0, 1)");
  Tensor<float> rate{Rate.as<float>()};
  TENON_MODULE(AlphaDropout, rate);
  static constexpr char name[] = "AlphaDropout";
  template <Operand X>
  constexpr auto call(X const& x, auto& context) const {
    if constexpr (is_training<decltype(context)>) {
      constexpr double lowest = -op::Selu::alpha * op::Selu::scale;
      auto const& self = detail::at_use(context, *this);
      auto const a = rsqrt((1 - self.rate) * (1 + self.rate * (lowest * lowest)));
      auto const b = a * rate * -lowest;
      return where(detail::kept<typename X::shape_type>(context.key(), rate), x, lowest) * a + b;
    } else
      return x;
  }
};

/// The input times normal numbers of mean 1 and variance rate / (1 - rate), in training: Srivastava et al. (2014).
/// [S...] -> [S...]
template <Number Rate>
struct GaussianDropout {
  static_assert(Rate.value() >= 0 && Rate.value() < 1, "GaussianDropout: the rate is within [0, 1)");
  Tensor<float> rate{Rate.as<float>()};
  TENON_MODULE(GaussianDropout, rate);
  static constexpr char name[] = "GaussianDropout";
  template <Operand X>
  constexpr auto call(X const& x, auto& context) const {
    if constexpr (is_training<decltype(context)>) {
      auto const& self = detail::at_use(context, *this);
      return x * (random::normal<float, typename X::shape_type>(context.key()) * sqrt(self.rate / (1 - self.rate)) + 1);
    } else
      return x;
  }
};

/// The input plus normal numbers of mean 0 and deviation `stddev`, in training.   [S...] -> [S...]
template <Number Stddev>
struct GaussianNoise {
  static_assert(Stddev.value() >= 0, "GaussianNoise: the deviation is not negative");
  Tensor<float> stddev{Stddev.as<float>()};
  TENON_MODULE(GaussianNoise, stddev);
  static constexpr char name[] = "GaussianNoise";
  template <Operand X>
  constexpr auto call(X const& x, auto& context) const {
    if constexpr (is_training<decltype(context)>)
      return x + random::normal<float, typename X::shape_type>(context.key()) * stddev;
    else
      return x;
  }
};

}  // namespace tenon::nn
