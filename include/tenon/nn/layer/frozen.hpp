// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/sequential.hpp>

namespace tenon::nn {

/// A built layer whose parameters are not trained: they have no gradient and no optimizer state. Fields, names and values are
/// those of the layer, so weights are copied and loaded as if it were not frozen.
template <class Layer>
struct FrozenLayer : Layer {
  static constexpr bool is_frozen = true;
  TENON_MODULE_EXTENDS(FrozenLayer, Layer);
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
