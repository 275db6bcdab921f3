// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>
#include <tenon/op/power.hpp>

#include <tuple>

namespace tenon::nn {

namespace detail {
/// A shape with an extent of 1 at an axis that is counted from the end.
template <int FromEnd, class S, class Seq = std::make_index_sequence<S::rank>>
struct UnitAxis;
template <int FromEnd, std::size_t... D, std::size_t... I>
struct UnitAxis<FromEnd, Shape<D...>, std::index_sequence<I...>>
    : std::type_identity<Shape<(I + FromEnd == sizeof...(D) ? 1 : D)...>> {};

template <class V, bool Factored>
struct AdafactorSlots {
  V velocity;
  TENON_MODULE(AdafactorSlots, velocity);
};
template <class V>
struct AdafactorSlots<V, true> {
  BasicVariable<typename V::value_type, typename UnitAxis<1, typename V::shape_type>::type> rows;
  BasicVariable<typename V::value_type, typename UnitAxis<2, typename V::shape_type>::type> columns;
  TENON_MODULE(AdafactorSlots, rows, columns);
};
}  // namespace detail

/// Adafactor: Shazeer and Stern (2018), as Keras has it. Of the squares of a matrix's gradients it keeps means over rows and over
/// columns only, n + m values for n x m. The rate is at most 1 / sqrt(t), relative to the size of the parameter.
struct Adafactor {
  Tensor<float> learning_rate{0.001f};
  Tensor<float> beta_2_decay{-0.8f};
  Tensor<float> epsilon_1{1e-30f};
  Tensor<float> epsilon_2{1e-3f};
  Tensor<float> clip_threshold{1.f};
  Variable<float> iterations{0.f};
  TENON_MODULE(Adafactor, learning_rate, beta_2_decay, epsilon_1, epsilon_2, clip_threshold, iterations);
  static constexpr char name[] = "adafactor";

  template <class V>
  using Slots = detail::AdafactorSlots<V, (V::shape_type::rank >= 2)>;
  /// The rate before it is scaled, and the decay of the squares.
  constexpr auto begin(auto& context) const {
    auto const& self = detail::at_use(context, *this);
    auto const t = self.iterations + 1.f;
    context.assign(iterations, t);
    return std::tuple{minimum(learning_rate, 1.f / sqrt(t)), 1.f - pow(t, beta_2_decay)};
  }
  template <class P>
  constexpr auto update(P const& p, auto const& g, auto const& slots, auto const& step, auto& context) const {
    using T = typename P::value_type;
    auto const decay = cast<T>(std::get<1>(step));
    auto const squares = square(g) + cast<T>(epsilon_1);
    auto const u = g / sqrt([&] {
                     if constexpr (P::shape_type::rank >= 2) {
                       auto const rows = decay * slots.rows + (1.f - decay) * mean<-1>(squares, keepdims);
                       auto const columns = decay * slots.columns + (1.f - decay) * mean<-2>(squares, keepdims);
                       context.assign(slots.rows, rows);
                       context.assign(slots.columns, columns);
                       return rows / mean<-2>(rows, keepdims) * columns;
                     } else {
                       auto const v = decay * slots.velocity + (1.f - decay) * squares;
                       context.assign(slots.velocity, v);
                       return v;
                     }
                   }());
    auto const rate = maximum(cast<T>(epsilon_2), root_mean_square(p)) * cast<T>(std::get<0>(step));
    return p - rate / maximum(root_mean_square(u) / cast<T>(clip_threshold), 1.f) * u;
  }

 private:
  static constexpr auto root_mean_square(auto const& x) { return sqrt(mean(square(x))); }
};

}  // namespace tenon::nn
