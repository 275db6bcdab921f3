// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/initializer.hpp>
#include <tenon/nn/optimizer/adam.hpp>
#include <tenon/nn/optimizer/decayed.hpp>
#include <tenon/nn/optimizer/weight_decay.hpp>
#include <tenon/op/arrange.hpp>

#include <tuple>

namespace tenon::nn {

namespace detail {
template <class S>
inline constexpr bool is_muon_shape = S::rank == 2 || S::rank == 3;
template <class V, bool Muon>
struct MuonSlots : AdamSlots<V, false> {};
template <class V>
struct MuonSlots<V, true> {
  V momentum;
  TENON_MODULE(MuonSlots, momentum);
};
}  // namespace detail

/// Muon: Jordan et al. (2024), as Keras has it. Matrices take steps of their momentum made nearly orthogonal by `Steps`
/// Newton-Schulz iterations; what has fewer than two axes, or more than three, takes Adam's with `adam_lr_ratio` times the rate.
/// Embeddings and the last layer are better left to Adam too: `PerLayer<Muon, On<"head", AdamW>>`.
template <int Steps = 6, bool Nesterov = true>
struct BasicMuon {
  Tensor<float> learning_rate{0.001f};
  Tensor<float> momentum{0.95f};
  Tensor<float> muon_a{3.4445f};
  Tensor<float> muon_b{-4.775f};
  Tensor<float> muon_c{2.0315f};
  Tensor<float> adam_lr_ratio{0.1f};
  BasicAdam<> adam;
  TENON_MODULE(BasicMuon, learning_rate, momentum, muon_a, muon_b, muon_c, adam_lr_ratio, adam);
  static constexpr char name[] = "muon";

  template <class V>
  using Slots = detail::MuonSlots<V, detail::is_muon_shape<typename V::shape_type>>;
  constexpr auto begin(auto& context) const {
    // Adam's step is proportional to its rate.
    auto const& self = detail::at_use(context, *this);
    return adam.begin(context) * (self.learning_rate * adam_lr_ratio / adam.learning_rate);
  }
  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& adam_rate, auto& context) const {
    using T = typename P::value_type;
    if constexpr (!detail::is_muon_shape<typename P::shape_type>)
      return adam.update(p, g, slots, adam_rate, context);
    else {
      auto const m = detail::decayed(slots.momentum * cast<T>(momentum) + g);
      context.assign(slots.momentum, m);
      constexpr Dims d = dims_of<typename P::shape_type>;
      constexpr double ratio = d[0] > d[1] ? double(d[0]) / d[1] : 1;
      auto const scale = cast<T>(learning_rate) * T(detail::scalar_sqrt(ratio));
      if constexpr (Nesterov)
        return p - scale * orthogonalized(g + cast<T>(momentum) * m);
      else
        return p - scale * orthogonalized(m);
    }
  }

 private:
  /// The matrix with the singular vectors of x, and singular values near 1: a quintic iteration, steep at 0.
  template <class X>
  constexpr auto orthogonalized(X const& x) const {
    using T = typename X::value_type;
    constexpr Dims d = dims_of<typename X::shape_type>;
    auto const unit = x / (sqrt(sum<-2, -1>(square(x), keepdims)) + T(1e-7));
    if constexpr (d[d.rank - 2] > d[d.rank - 1])
      return swapaxes<-2, -1>(iterated(swapaxes<-2, -1>(unit)));
    else
      return iterated(unit);
  }
  template <class X>
  constexpr X iterated(X x) const {
    using T = typename X::value_type;
    auto const a = cast<T>(muon_a), b = cast<T>(muon_b), c = cast<T>(muon_c);
    for (int i = 0; i < Steps; ++i) {
      auto const gram = matmul(x, swapaxes<-2, -1>(x));
      x = a * x + matmul(b * gram + c * matmul(gram, gram), x);
    }
    return x;
  }
};
using Muon = WeightDecay<BasicMuon<>, 0.1>;

}  // namespace tenon::nn
