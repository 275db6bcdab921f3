// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/optimizer/wrapper.hpp>

/// Gradient clipping: Pascanu et al. (2013) for norms. Keras' clipvalue, clipnorm and global_clipnorm.
namespace tenon::nn {

/// Every element of a gradient is held between -clipvalue and clipvalue.
template <class Opt, Number Default = 1>
struct ClipValue : Opt {
  Tensor<float> clipvalue{Default.as<float>()};
  TENON_MODULE_EXTENDS(ClipValue, Opt, clipvalue);

  constexpr void observe(auto const& g, auto const& slots, auto& step, auto& context) const {
    detail::observe<Opt>(*this, clipped(g), slots, step, context);
  }
  constexpr auto update(auto const& p, auto const& g, auto const& slots, auto const& step, auto& context) const {
    return Opt::update(p, clipped(g), slots, step, context);
  }

 private:
  template <class G>
  constexpr auto clipped(G const& g) const {
    auto const most = cast<typename G::value_type>(clipvalue);
    return minimum(maximum(g, -most), most);
  }
};

/// The gradient of each parameter has a norm of at most clipnorm.
template <class Opt, Number Default = 1>
struct ClipNorm : Opt {
  Tensor<float> clipnorm{Default.as<float>()};
  TENON_MODULE_EXTENDS(ClipNorm, Opt, clipnorm);

  constexpr void observe(auto const& g, auto const& slots, auto& step, auto& context) const {
    detail::observe<Opt>(*this, clipped(g), slots, step, context);
  }
  constexpr auto update(auto const& p, auto const& g, auto const& slots, auto const& step, auto& context) const {
    return Opt::update(p, clipped(g), slots, step, context);
  }

 private:
  template <class G>
  constexpr auto clipped(G const& g) const {
    auto const most = cast<typename G::value_type>(clipnorm);
    return g * (most / maximum(sqrt(sum(square(g))), most));
  }
};

/// All gradients together have a norm of at most global_clipnorm: none is updated before the last is there. One that is not
/// finite makes all of them NaN, as in Keras.
template <class Opt, Number Default = 1>
struct ClipGlobalNorm : Opt {
  Tensor<float> global_clipnorm{Default.as<float>()};
  TENON_MODULE_EXTENDS(ClipGlobalNorm, Opt, global_clipnorm);
  static constexpr bool observes = true;

  template <class Inner>
  struct Step {
    Inner inner;
    Traced<float, Shape<>> squares, factor;
  };
  constexpr auto begin(auto& context) const {
    auto inner = Opt::begin(context);
    auto const zero = detail::scalar(*this, 0.);
    return Step<decltype(inner)>{inner, zero, zero};
  }
  constexpr void observe(auto const& g, auto const&, auto& step, auto&) const {
    step.squares = step.squares + cast<float>(sum(square(g)));
  }
  constexpr void observed(auto& step, auto&) const {
    auto const norm = sqrt(step.squares);
    step.factor = global_clipnorm / maximum(norm, global_clipnorm) + (norm - norm);
  }
  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& step, auto& context) const {
    static_assert(!detail::ObservesGradients<Opt>,
                  "ClipGlobalNorm: what it wraps looks at all gradients itself; put it inside: LossScale<ClipGlobalNorm<...>>");
    return Opt::update(p, g * cast<typename P::value_type>(step.factor), slots, step.inner, context);
  }
};

}  // namespace tenon::nn
