// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/activation.hpp>
#include <tenon/nn/initializer.hpp>

namespace tenon::nn {

/// A built dense layer: activation(x kernel + bias).   [..., In] -> [..., Units]
template <std::size_t In, std::size_t Units, class Activation = Linear, class KernelInit = GlorotUniform, class BiasInit = Zeros,
          class T = float>
struct DenseLayer {
  InitParam<KernelInit, T, In, Units> kernel;
  InitParam<BiasInit, T, Units> bias;
  TENON_MODULE(DenseLayer, kernel, bias);
  static constexpr char name[] = "Dense";
  /// Inputs whose last axis is the features.
  template <class S>
  static constexpr bool accepts = S::rank >= 1 && dims_of<S>[S::rank == 0 ? 0 : int(S::rank) - 1] == int(In);

  constexpr auto call(auto const& x) const { return Activation{}(matmul(x, kernel) + bias); }
};

/// A dense layer whose input size is inferred. The kernel starts as `KernelInit` says (Glorot uniform, as in Keras),
/// the bias as zeros.   [..., In] -> [..., Units]
template <std::size_t Units, class Activation = Linear, class KernelInit = GlorotUniform, class BiasInit = Zeros, class T = float>
struct Dense {
  static_assert(Units > 0, "Dense: at least one unit");
  static constexpr char name[] = "Dense";
  /// Any input with a feature axis.
  template <class In>
  static constexpr bool accepts = In::rank >= 1;
  template <class In>
  using build = DenseLayer<static_cast<std::size_t>(dims_of<In>[int(In::rank) - 1]), Units, Activation, KernelInit, BiasInit, T>;
};

}  // namespace tenon::nn
