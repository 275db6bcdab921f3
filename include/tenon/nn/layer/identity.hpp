// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>
#include <tenon/shape/number.hpp>

/// Layers without weights that are functions of their input.
namespace tenon::nn {

/// The input.   [S...] -> [S...]
struct Identity {
  TENON_MODULE(Identity);
  static constexpr char name[] = "Identity";
  static constexpr bool supports_masking = true;
  constexpr auto call(Operand auto const& x) const { return x; }
};

/// Any function without a capture as a layer, called with the input, or with input and context:
/// `Lambda<[](auto const& x) { return x * 2; }>`. One that captures tensors is a module: give it a `call` and use it itself.
/// Among a layer's options it is the activation, in a parameter's group a regularizer or constraint: `Dense<3,
/// Lambda<softplus>>`.
template <auto Function>
struct Lambda {
  TENON_MODULE(Lambda);
  static constexpr char name[] = "Lambda";
  constexpr auto call(Operand auto const& x) const { return Function(x); }
  template <Operand X, class C>
    requires requires(X const& x, C& context) { Function(x, context); }
  constexpr auto call(X const& x, C& context) const {
    return Function(x, context);
  }
  constexpr auto operator()(Operand auto const& x) const { return Function(x); }
};

/// The input times `scale`, plus `offset`: `Rescaling<1 / 255.0>`.   [S...] -> [S...]
template <Number Scale = 1, Number Offset = 0>
struct Rescaling {
  Tensor<float> scale{Scale.as<float>()}, offset{Offset.as<float>()};
  TENON_MODULE(Rescaling, scale, offset);
  static constexpr char name[] = "Rescaling";
  static constexpr bool supports_masking = true;
  constexpr auto call(auto const& x) const { return x * scale + offset; }
};

/// The input; adds l1 sum |x| + l2 sum x^2, a mean over the batch, to the objective.   [batch, S...] -> [batch, S...]
template <Number Absolute = 0, Number Square = 0>
struct ActivityRegularization {
  Tensor<float> l1{Absolute.as<float>()}, l2{Square.as<float>()};
  TENON_MODULE(ActivityRegularization, l1, l2);
  static constexpr char name[] = "ActivityRegularization";
  template <Operand X>
  constexpr auto call(X const& x, auto& context) const {
    constexpr std::int64_t batch = dims_of<typename X::shape_type>[0], size = X::shape_type::size;
    constexpr float row = batch == 0 ? 0.F : static_cast<float>(size / batch);
    // A mean, which divides by the rows that are real.
    context.add_loss(row * mean(l1 * abs(x) + l2 * square(x)));
    return x;
  }
};

}  // namespace tenon::nn
