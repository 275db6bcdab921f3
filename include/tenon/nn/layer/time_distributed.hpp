// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/sequential.hpp>

namespace tenon::nn {

namespace detail {
template <class S>
struct WithoutTime : std::type_identity<Shape<>> {};
template <std::size_t Steps, std::size_t... D>
struct WithoutTime<Shape<Steps, D...>> : std::type_identity<Shape<D...>> {};

template <class L, class S>
constexpr bool accepts_after_time() {
  if constexpr (S::rank < 1)
    return false;
  else
    return accepts_input<L, typename WithoutTime<S>::type>();
}
}  // namespace detail

/// A layer on every step of a sequence, built. The steps of all sequences are one batch for it.
/// [batch, time, ...] -> [batch, time, ...]
template <class L>
struct TimeDistributedLayer {
  L layer;
  TENON_MODULE(TimeDistributedLayer, layer);
  static constexpr char name[] = "TimeDistributed";
  template <class S>
  static constexpr bool accepts = detail::accepts_after_time<L, S>();

  template <Operand X>
  constexpr auto call(X const& x) const {
    Context<false, false> context(*x.builder());
    return call(x, context);
  }
  template <Operand X, class C>
  constexpr auto call(X const& x, C& context) const {
    constexpr Dims d = dims_of<typename X::shape_type>;
    constexpr int rest = int(X::shape_type::rank) - 2;
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      auto const y = detail::call_layer(layer, reshape<std::int64_t(d[0]) * d[1], d[2 + int(I)]...>(x), context);
      using Y = std::remove_cvref_t<decltype(y)>;
      if constexpr (tenon::detail::is_broken<Y>)
        return Invalid{};
      else
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
          return reshape<d[0], d[1], dims_of<typename Y::shape_type>[1 + int(K)]...>(y);
        }(std::make_index_sequence<Y::shape_type::rank - 1>{});
    }(std::make_index_sequence<std::size_t(rest)>{});
  }
  /// Of a voice a step is all there is: nn/voice.hpp.
  template <class X, class State>
  constexpr auto call_step(X const& x, State&) const {
    Context<false, false> context(*x.builder());
    return detail::call_layer(layer, x, context);
  }
};

/// A layer, or the spec of one, on every step: `TimeDistributed<Dense<10>>`.
template <class L>
struct TimeDistributed {
  static constexpr char name[] = "TimeDistributed";
  template <class In>
  static constexpr bool accepts = detail::accepts_after_time<L, In>();
  template <class In>
  using build = TimeDistributedLayer<typename detail::BuiltLayer<L, typename detail::WithoutTime<In>::type>::type>;
};

}  // namespace tenon::nn
