// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/ops.hpp>

/// Activations as types, for a layer's template argument.
namespace tenon::nn {

struct Linear {
  constexpr auto operator()(auto const& x) const { return x; }
};
struct Relu {
  constexpr auto operator()(auto const& x) const { return relu(x); }
};
struct Elu {
  constexpr auto operator()(auto const& x) const { return elu(x); }
};
struct Selu {
  constexpr auto operator()(auto const& x) const { return selu(x); }
};
struct Tanh {
  constexpr auto operator()(auto const& x) const { return tanh(x); }
};
struct Sigmoid {
  constexpr auto operator()(auto const& x) const { return sigmoid(x); }
};
struct Softplus {
  constexpr auto operator()(auto const& x) const { return softplus(x); }
};

}  // namespace tenon::nn
