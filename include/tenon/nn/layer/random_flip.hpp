// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>
#include <tenon/op/arrange.hpp>
#include <tenon/op/random.hpp>

namespace tenon::nn {

/// Which way images are turned over.
enum class Flip { horizontal, vertical, both };

/// Turns each image over with probability 1/2 in training: its columns, its rows, or each of both.
/// [batch, rows, columns, channels] -> [batch, rows, columns, channels]
template <Flip Mode = Flip::both>
struct RandomFlip {
  TENON_MODULE(RandomFlip);
  static constexpr char name[] = "RandomFlip";
  static constexpr bool supports_masking = false;
  template <class S>
  static constexpr bool accepts = S::rank == 3;
  template <Operand X>
  constexpr auto call(X const& x, auto& context) const {
    if constexpr (!is_training<decltype(context)>)
      return x;
    else if constexpr (Mode == Flip::horizontal)
      return flipped<2>(x, context.key());
    else if constexpr (Mode == Flip::vertical)
      return flipped<1>(x, context.key());
    else
      return flipped<1>(flipped<2>(x, context.key()), context.key());
  }

 private:
  template <int Axis, class X, class K>
  static constexpr auto flipped(X const& x, K const& key) {
    constexpr std::size_t batch = static_cast<std::size_t>(dims_of<typename X::shape_type>[0]);
    return where(random::bernoulli<batch, 1, 1, 1>(key, 0.5F), flip<Axis>(x), x);
  }
};

}  // namespace tenon::nn
