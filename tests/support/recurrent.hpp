// SPDX-License-Identifier: MIT
#pragma once

#include "support/keras_vectors.hpp"

#include <tenon/embedded.hpp>
#include <tenon/nn/nn.hpp>
#include <tenon/nn/voice.hpp>

#include <string>
#include <vector>

/// Recurrent layers whose weights are constants, as those of Keras' tests.
namespace tenon_test {

namespace nn = tn::nn;

/// The layer of a spec for steps of `Features`, weights filled with these numbers.
template <class Spec, std::size_t Features>
auto recurrent_layer(double kernel, double recurrent, double bias) {
  typename Spec::template build<tn::Shape<4, Features>> layer;
  tn::for_each_tensor(layer, [&](tn::Path const& p, auto& t) {
    using X = std::remove_cvref_t<decltype(t)>;
    using T = typename X::value_type;
    if constexpr (tn::leaf_kind_of<X>() == tn::LeafKind::parameter) {
      std::string const name = p.name;
      t.fill(static_cast<T>(name == "kernel" ? kernel : name == "recurrent_kernel" ? recurrent : bias));
    }
  });
  return layer;
}
/// That of a vector.
template <class Spec, std::size_t Features>
auto recurrent_layer(KerasVector const& v) {
  Json const& p = v.params();
  return recurrent_layer<Spec, Features>(p["kernel_initializer"].number(), p["recurrent_initializer"].number(),
                                         p["bias_initializer"].number());
}
/// An LSTM's forget gate starts with a bias of 1 whatever the initializer is told.
template <class Cell>
void unit_forget_bias(Cell& cell) {
  std::size_t const units = cell.bias.size / 4;
  for (std::size_t i = 0; i < units; ++i) cell.bias.data()[units + i] = 1;
}

/// Element `i` of the first axis.
template <class T, std::size_t B, std::size_t... D>
tn::Tensor<T, D...> row(tn::Tensor<T, B, D...> const& t, std::size_t i) {
  tn::Tensor<T, D...> r;
  for (std::size_t k = 0; k < r.size; ++k) r.data()[k] = t.data()[i * r.size + k];
  return r;
}

}  // namespace tenon_test
