// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/sequential.hpp>
#include <tenon/op/statistics.hpp>

namespace tenon::nn {

namespace detail {
template <class S>
struct WithoutTime : std::type_identity<Shape<>> {};
template <std::size_t Steps, std::size_t... D>
struct WithoutTime<Shape<Steps, D...>> : std::type_identity<Shape<D...>> {};

constexpr Dims time_in_batch(Dims const& d) {
  Dims r;
  if (d.rank > 1) r.push_back(d[0] * d[1]);
  for (int i = 2; i < d.rank; ++i) r.push_back(d[i]);
  return r;
}

template <class L, class S>
constexpr bool accepts_after_time() {
  if constexpr (S::rank < 1)
    return false;
  else
    return accepts_input<L, typename WithoutTime<S>::type>();
}
}  // namespace detail

/// A layer on every step of a sequence, built. The steps of all sequences are one batch for it. Of a mask [batch, time, steps...]
/// it sees [steps...]; what it gives has the mask that it leaves, or else that of the steps of time in which anything counts.
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
      NodeId const mask = context.mask_node();
      fold_mask<typename X::shape_type>(context);
      auto const y = detail::call_layer(layer, reshape<std::int64_t(d[0]) * d[1], d[2 + int(I)]...>(x), context);
      unfold_mask<typename X::shape_type>(context, mask);
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

 private:
  /// Calls f with the first two, three, ... axes of S as a type, until it says that this was it.
  template <class S, class F>
  static constexpr bool first_of(F const& f) {
    return [&]<std::size_t... K>(std::index_sequence<K...>) {
      return (f(std::type_identity<detail::FirstAxes<S, 2 + int(K)>>{}) || ...);
    }(std::make_index_sequence<S::rank - 1>{});
  }
  template <class S, class C>
  static constexpr void fold_mask(C& context) {
    bool const folded = first_of<S>([&]<class M>(std::type_identity<M>) {
      if (M::rank == 2 || !context.template has_mask<M>()) return false;
      context.set_mask(reshape_to_shape<Folded<M>>(context.template mask<M>()));
      return true;
    });
    if (!folded) context.clear_mask();
  }
  template <class S, class C>
  static constexpr void unfold_mask(C& context, NodeId before) {
    bool const left = first_of<S>([&]<class M>(std::type_identity<M>) {
      if (M::rank == 2 || !context.template has_mask<Folded<M>>()) return false;
      context.set_mask(reshape_to_shape<M>(context.template mask<Folded<M>>()));
      return true;
    });
    if (left) return;
    context.set_mask_node(before);
    first_of<S>([&]<class M>(std::type_identity<M>) {
      if (M::rank == 2 || !context.template has_mask<M>()) return false;
      using Flat = Shape<std::size_t(dims_of<M>[0]), std::size_t(dims_of<M>[1]),
                         M::size / (std::size_t(dims_of<M>[0]) * std::size_t(dims_of<M>[1]))>;
      context.set_mask(any<2>(reshape_to_shape<Flat>(context.template mask<M>())));
      return true;
    });
  }
  /// [batch, time, ...] as [batch time, ...]
  template <class M>
  using Folded = shape_from<detail::time_in_batch(dims_of<M>)>;
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
