// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>
#include <tenon/op/statistics.hpp>
#include <tenon/shape/number.hpp>

namespace tenon::nn {

/// Steps whose features are all `mask_value` become zeros, and recurrent and attention layers behind leave them out. Which they
/// are is `compute_mask(x)`, for layers that are given a mask.
/// [batch, steps, features] -> [batch, steps, features]
template <Number Value = 0>
struct Masking {
  Tensor<float> mask_value{Value.as<float>()};
  TENON_MODULE(Masking, mask_value);
  static constexpr char name[] = "Masking";
  /// Inputs [steps..., features].
  template <class S>
  static constexpr bool accepts = S::rank >= 2;
  constexpr auto call(Operand auto const& x) const { return where(any<-1>(x != mask_value, keepdims), x, 0); }
  constexpr auto call(Operand auto const& x, auto& context) const {
    context.set_mask(compute_mask(x));
    return call(x);
  }
  /// True where a step counts.   [batch, steps, features] -> bool [batch, steps]
  constexpr auto compute_mask(Operand auto const& x) const { return any<-1>(x != mask_value); }
};

}  // namespace tenon::nn
