// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/sequential.hpp>

namespace tenon::nn {

namespace detail {
/// What a frozen layer and all that is in it is called with.
template <class C>
struct FrozenContext : C {
  static constexpr bool frozen = true;
};
/// Contexts that a layer may be called with, but for one that says so already.
template <class C>
concept ThawedContext = requires {
  C::training;
  requires !requires { requires C::frozen; };
};
}  // namespace detail

/// A built layer whose parameters are not trained: they have no gradient and no optimizer state, and batch normalisations in it
/// use the running statistics. Fields, names and values are those of the layer, so weights are copied and loaded as if it were
/// not frozen.
template <class Layer>
struct FrozenLayer : Layer {
  static constexpr bool is_frozen = true;
  TENON_MODULE_EXTENDS(FrozenLayer, Layer);

  template <class X>
    requires requires(Layer const& layer, X const& x) { layer.call(x); }
  constexpr auto call(X const& x) const {
    return Layer::call(x);
  }
  template <class X, detail::ThawedContext C>
  constexpr auto call(X const& x, C& context) const {
    detail::FrozenContext<C> inside{context};
    auto const y = detail::call_layer(static_cast<Layer const&>(*this), x, inside);
    context = inside;
    return y;
  }
  /// Several inputs, and what is called inside of another frozen layer.
  template <class X, class... A>
    requires(sizeof...(A) > 0 && !(sizeof...(A) == 1 && (detail::ThawedContext<A> && ...)) &&
             requires(Layer const& layer, X& x, A&... a) { layer.call(x, a...); })
  constexpr auto call(X& x, A&... a) const {
    return Layer::call(x, a...);
  }
};

/// The same for a spec or a layer in a model: `Sequential<Shape<8>, Frozen<Dense<30, Relu>>, Dense<1>>`. For a single parameter
/// there is the option `NotTrainable`, and `PerLayer<Adam, On<"0", Freeze>>` freezes by path, without changing the model.
template <class Spec>
struct Frozen {
  static constexpr char name[] = "Frozen";
  template <class In>
  static constexpr bool accepts = detail::accepts_input<Spec, In>();
  template <class In>
  using build = FrozenLayer<typename detail::BuiltLayer<Spec, In>::type>;
};

}  // namespace tenon::nn
