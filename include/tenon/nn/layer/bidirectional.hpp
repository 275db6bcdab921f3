// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/rnn.hpp>
#include <tenon/op/arrange.hpp>

namespace tenon {

namespace diagnose {
template <class Forward, class Backward>
inline constexpr bool layers_go_both_ways = false;
template <class C, nn::SequenceForm F, class D, nn::SequenceForm G>
inline constexpr bool layers_go_both_ways<nn::RNNLayer<C, F>, nn::RNNLayer<D, G>> =
    F.go_backwards != G.go_backwards && F.return_sequences == G.return_sequences && F.return_state == G.return_state &&
    F.stateful_batch == G.stateful_batch;
}  // namespace diagnose

#define TENON_BIDIRECTIONAL                                                                                                      \
  "Bidirectional: two recurrent layers, one of them GoBackwards, equal in ReturnSequences, ReturnState and Stateful (both "      \
  "follow)"

namespace nn {

/// What becomes of the outputs of both directions; `none` gives both, as a std::tuple.
enum class Merge { concat, sum, mul, ave, none };

namespace detail {

constexpr SequenceForm turned(SequenceForm f, bool turn) {
  if (turn) f.go_backwards = !f.go_backwards;
  f.zero_output_for_mask = f.return_sequences;  // as Keras
  return f;
}
/// A recurrent layer in the direction in which a `Bidirectional` needs it.
template <class L, bool Turn>
struct Directed : std::type_identity<L> {};
template <class Cell, SequenceForm Form, bool Turn>
struct Directed<RNNLayer<Cell, Form>, Turn> : std::type_identity<RNNLayer<Cell, turned(Form, Turn)>> {};

template <class State>
inline constexpr std::size_t state_count = 1;
template <class... S>
inline constexpr std::size_t state_count<std::tuple<S...>> = sizeof...(S);
template <std::size_t First, std::size_t... I, class Tuple>
constexpr auto part_of(Tuple const& t, std::index_sequence<I...>) {
  return std::tuple<std::tuple_element_t<First + I, Tuple>...>{std::get<First + I>(t)...};
}

}  // namespace detail

/// Two recurrent layers through one sequence in both directions, built. `call` takes what theirs take; an initial state is that
/// of `forward_layer` followed by that of `backward_layer`. Outputs of all steps are in the order of the sequence. [batch, time,
/// ...] -> [batch, 2 units], or [batch, time, 2 units]
template <class Forward, class Backward, Merge How>
struct BidirectionalLayer {
  static constexpr bool fits = diagnose::layers_go_both_ways<Forward, Backward>;
  Forward forward_layer;
  Backward backward_layer;
  TENON_MODULE(BidirectionalLayer, forward_layer, backward_layer);
  static constexpr bool call_takes_context = true;
  static constexpr char name[] = "Bidirectional";
  template <class S>
  static constexpr bool accepts = detail::accepts_input<Forward, S>() && detail::accepts_input<Backward, S>();

  template <Operand X, class... More>
  constexpr auto call(X const& x, More&&... more) const {
    static_assert(diagnose::layers_go_both_ways<Forward, Backward>, TENON_BIDIRECTIONAL);
    if constexpr (!fits || tenon::detail::is_broken<X>)
      return Invalid{};
    else {
      auto& state = detail::argument<detail::StateArgument>(more...);
      if constexpr (detail::is_given<decltype(state)>) {
        using State = std::remove_cvref_t<decltype(state)>;
        constexpr std::size_t first = Forward::template states_of<1>::count, second = Backward::template states_of<1>::count;
        constexpr bool halves = detail::state_count<State> == first + second;
        static_assert(
            diagnose::state_is_that_of_the_cell<State, std::conditional_t<halves, State, std::tuple<Forward, Backward>>>,
            TENON_CELL_STATE);
        if constexpr (!halves)
          return Invalid{};
        else
          return in_order(
              [&] { return call_one(forward_layer, x, detail::part_of<0>(state, std::make_index_sequence<first>{}), more...); },
              [&] {
                return call_one(backward_layer, x, detail::part_of<first>(state, std::make_index_sequence<second>{}), more...);
              },
              detail::argument<detail::ContextArgument>(more...));
      } else
        return in_order([&] { return forward_layer.call(x, more...); }, [&] { return backward_layer.call(x, more...); },
                        detail::argument<detail::ContextArgument>(more...));
    }
  }
  /// Sets the states of `Stateful` layers back to zeros.
  constexpr void reset_state() {
    forward_layer.reset_state();
    backward_layer.reset_state();
  }

 private:
  /// Forward, then back: random keys are drawn in this order, and both see the mask that is there.
  template <class F, class G, class C>
  static constexpr auto in_order(F const& forward, G const& backward, C& context) {
    if constexpr (detail::is_given<C>) {
      auto const before = context.mask_node();
      auto const there = forward();
      context.set_mask_node(before);
      return merged(there, backward());
    } else {
      auto const there = forward();
      return merged(there, backward());
    }
  }
  template <class L, class X, class State, class... More>
  static constexpr auto call_one(L const& layer, X const& x, State const& state, More&... more) {
    auto& mask = detail::argument<detail::MaskArgument>(more...);
    auto& context = detail::argument<detail::ContextArgument>(more...);
    if constexpr (detail::is_given<decltype(mask)> && detail::is_given<decltype(context)>)
      return layer.call(x, state, mask, context);
    else if constexpr (detail::is_given<decltype(mask)>)
      return layer.call(x, state, mask);
    else if constexpr (detail::is_given<decltype(context)>)
      return layer.call(x, state, context);
    else
      return layer.call(x, state);
  }

  template <class Y, class Z>
  static constexpr auto merged(Y const& there, Z const& back) {
    if constexpr (tenon::detail::is_broken<Y> || tenon::detail::is_broken<Z>)
      return Invalid{};
    else if constexpr (Forward::form.return_state) {
      using detail::part_of;
      constexpr std::size_t first = std::tuple_size_v<Y> - 1, second = std::tuple_size_v<Z> - 1;
      auto const y = joined(std::get<0>(there), std::get<0>(back));
      auto const states = std::tuple_cat(part_of<1>(there, std::make_index_sequence<first>{}),
                                         part_of<1>(back, std::make_index_sequence<second>{}));
      if constexpr (How == Merge::none)
        return std::tuple_cat(y, states);
      else
        return std::tuple_cat(std::tuple<std::remove_cvref_t<decltype(y)>>(y), states);
    } else
      return joined(there, back);
  }
  template <class Y, class Z>
  static constexpr auto joined(Y const& first, Z const& second) {
    auto const from_first = [](auto const& y, auto backwards) {
      if constexpr (Forward::form.return_sequences && decltype(backwards)::value)
        return flip<1>(y);
      else
        return y;
    };
    auto const a = from_first(first, std::bool_constant<Forward::form.go_backwards>{});
    auto const b = from_first(second, std::bool_constant<Backward::form.go_backwards>{});
    if constexpr (How == Merge::concat)
      return concat<-1>(a, b);
    else if constexpr (How == Merge::sum)
      return a + b;
    else if constexpr (How == Merge::mul)
      return a * b;
    else if constexpr (How == Merge::ave)
      return (a + b) / 2;
    else
      return std::tuple<std::remove_cvref_t<decltype(a)>, std::remove_cvref_t<decltype(b)>>{a, b};
  }
};

/// A recurrent layer in both directions; the backward one is like the first with weights of its own, or the one that is named:
/// `Bidirectional<LSTM<8, ReturnSequences>>`, `Bidirectional<GRU<8>, Merge::sum, GRU<8, Relu, GoBackwards>>`.
template <class L, Merge How = Merge::concat, class Back = void>
struct Bidirectional {
  static constexpr char name[] = "Bidirectional";
  template <class Spec, class In>
  using built = typename detail::BuiltLayer<Spec, In>::type;
  template <class In>
  static constexpr bool accepts = detail::accepts_input<L, In>();
  template <class In>
  using build = BidirectionalLayer<
      typename detail::Directed<built<L, In>, false>::type,
      typename detail::Directed<built<std::conditional_t<std::is_void_v<Back>, L, Back>, In>, std::is_void_v<Back>>::type, How>;
};

}  // namespace nn
}  // namespace tenon
