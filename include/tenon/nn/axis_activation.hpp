// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/activation.hpp>
#include <tenon/op/axis_activation.hpp>

/// Activations along the last axis, beside `Softmax` and `LogSoftmax`.
namespace tenon::nn {

struct Sparsemax : detail::ActivationLayer<Sparsemax> {
  static constexpr char name[] = "Sparsemax";
  constexpr auto operator()(auto const& x) const { return sparsemax(x); }
};
/// The first half of the last axis times the sigmoid of the second.   [..., 2 n] -> [..., n]
struct Glu : detail::ActivationLayer<Glu> {
  static constexpr char name[] = "Glu";
  constexpr auto operator()(auto const& x) const { return glu(x); }
};

}  // namespace tenon::nn
