// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/activation.hpp>
#include <tenon/trace/module.hpp>

namespace tenon::nn {

/// An activation as a layer of its own: `Activation<Relu>`.   [S...] -> [S...]
template <class Function>
struct Activation {
  TENON_MODULE(Activation);
  static constexpr char name[] = "Activation";
  constexpr auto call(auto const& x) const { return Function{}(x); }
};

/// All axes but the batch in one.   [batch, S...] -> [batch, size]
struct Flatten {
  TENON_MODULE(Flatten);
  static constexpr char name[] = "Flatten";
  template <Operand X>
  constexpr auto call(X const& x) const {
    constexpr std::size_t batch = static_cast<std::size_t>(dims_of<typename X::shape_type>[0]);
    return reshape<batch, X::shape_type::size / batch>(x);
  }
};

}  // namespace tenon::nn
