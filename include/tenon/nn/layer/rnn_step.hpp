// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/call_arguments.hpp>
#include <tenon/nn/layer/recurrent_options.hpp>
#include <tenon/nn/layer/recurrent_state.hpp>
#include <tenon/op/arrange.hpp>
#include <tenon/op/random.hpp>
#include <tenon/trace/loop.hpp>

/// One step of a recurrent layer.
namespace tenon::nn::detail {

// ---- a cell's step

/// A cell whose inputs can be transformed for all steps at once: `project(x)` does it, `advance(z, states, seen)` is the rest of
/// a step, in which gates read seen(h) instead of h. Any other cell has `call(x, states)` alone.
template <class Cell>
concept ProjectingCell = requires { Cell::projects_inputs; };

struct AllSeen {
  constexpr auto operator()(auto const& h) const { return h; }
};
template <class Cell, class X>
constexpr auto projected(Cell const& cell, X const& x) {
  if constexpr (ProjectingCell<Cell>)
    return cell.project(x);
  else
    return x;
}
template <class Cell, class Z, class States, class Seen>
constexpr auto advanced(Cell const& cell, Z const& z, States const& states, Seen const& seen) {
  if constexpr (ProjectingCell<Cell>)
    return cell.advance(z, states, seen);
  else
    return cell.call(z, states);
}

template <class Cell>
inline constexpr bool output_is_state = requires { Cell::output_is_state; };

template <class S>
struct StepShape : std::type_identity<Shape<>> {};
template <std::size_t Steps, std::size_t... D>
struct StepShape<Shape<Steps, D...>> : std::type_identity<Shape<D...>> {};

/// Whether [time, features...] is a sequence for the cell.
template <class Cell, class S>
constexpr bool accepts_steps_of() {
  if constexpr (S::rank < 2)
    return false;
  else
    return accepts_input<Cell, typename StepShape<S>::type>();
}
template <class Cell, class S>
inline constexpr bool is_batch_of_steps = accepts_steps_of<Cell, typename StepShape<S>::type>();

/// The inputs of all steps, time first, transformed where the cell says how.   [batch, time, ...] -> [time, batch, ...]
template <class Cell, class X>
constexpr auto projected_in_time(Cell const& cell, X const& x) {
  return projected(cell, swapaxes<0, 1>(x));
}
template <class S, int Axis>
inline constexpr std::size_t extent = int(S::rank) > Axis ? std::size_t(dims_of<S>[int(S::rank) > Axis ? Axis : 0]) : 1;

/// What the call of a cell gives for a step X; of the library's own cells it is known.
template <class Cell, class X, class States>
struct CellCall : std::type_identity<std::remove_cvref_t<decltype(std::declval<Cell const&>().call(
                      std::declval<X const&>(), std::declval<States const&>()))>> {};
template <ProjectingCell Cell, class X, class States>
struct CellCall<Cell, X, States> : std::type_identity<std::tuple<Cell, States>> {};
template <class Cell, class X, class States>
using CellGives = typename CellCall<Cell, X, States>::type;
template <class Gives, class States>
inline constexpr bool gives_states = false;
template <class Y, class States>
inline constexpr bool gives_states<std::tuple<Y, States>, States> = true;

/// What a cell gives for a step X.
template <class Cell, class X, class States>
using CellOutput = std::tuple_element_t<
    0, std::remove_cvref_t<decltype(std::declval<Cell const&>().call(std::declval<X const&>(), std::declval<States const&>()))>>;

template <class Cell>
inline constexpr double input_dropout = 0;
template <class Cell>
  requires requires { Cell::input_dropout; }
inline constexpr double input_dropout<Cell> = Cell::input_dropout;
template <class Cell>
inline constexpr double recurrent_dropout = 0;
template <class Cell>
  requires requires { Cell::recurrent_dropout; }
inline constexpr double recurrent_dropout<Cell> = Cell::recurrent_dropout;

/// Zeros with probability `rate`, else what keeps the mean.
template <class T, class S, class C>
constexpr auto dropout_mask(double rate, C& context) {
  return cast<T>(random::bernoulli<S>(context.key(), static_cast<T>(1 - rate))) * static_cast<T>(1 / (1 - rate));
}
/// The inputs of which a part is left out in training, the same at every step.   [batch, time, ...]
template <class Cell, class X, class C>
constexpr auto with_input_dropout(X const& x, C& context) {
  if constexpr (is_training<C>) {
    if constexpr (input_dropout<Cell> > 0) {
      constexpr Dims one_step = [] {
        Dims d = dims_of<typename X::shape_type>;
        d[1] = 1;
        return d;
      }();
      return x * dropout_mask<typename X::value_type, shape_from<one_step>>(input_dropout<Cell>, context);
    } else
      return x;
  } else
    return x;
}
/// What the state is multiplied with where gates read it: nothing, or one mask for all steps.
template <class Cell, class State, class C>
constexpr auto recurrent_dropout_masks(State const&, C& context) {
  if constexpr (is_training<C>) {
    if constexpr (recurrent_dropout<Cell> > 0) {
      auto const mask = dropout_mask<typename State::value_type, typename State::shape_type>(recurrent_dropout<Cell>, context);
      return std::tuple<std::remove_cvref_t<decltype(mask)>>(mask);
    } else
      return std::tuple<>{};
  } else
    return std::tuple<>{};
}

/// A mask for values with more axes.   [batch] -> [batch, 1...]
template <class Y, class M>
constexpr auto stretched(M const& mask) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return reshape<dims_of<typename M::shape_type>[0], (std::int64_t(I) * 0 + 1)...>(mask);
  }(std::make_index_sequence<Y::shape_type::rank - 1>{});
}
template <class M, class... Y>
constexpr auto where_masked(M const& mask, std::tuple<Y...> const& next, std::tuple<Y...> const& old) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::tuple<Y...>{where(stretched<Y>(mask), std::get<I>(next), std::get<I>(old))...};
  }(std::index_sequence_for<Y...>{});
}

/// A step of a sequence. The carry is (states, the output if it is carried); gives (carry, the output if all are wanted).
template <SequenceForm Form, bool Masked, bool CarriesOutput>
struct SequenceStep {
  template <class Carry, class E, class Cell, class... Dropped>
  constexpr auto operator()(Carry const& carry, E const& element, Cell const& cell, Dropped const&... dropped) const {
    auto const seen = [&](auto const& h) { return (h * ... * dropped); };
    auto const& old = std::get<0>(carry);
    if constexpr (!Masked) {
      auto const r = advanced(cell, element, old, seen);
      return result(std::get<1>(r), std::get<0>(r));
    } else {
      auto const& mask = std::get<1>(element);
      auto const r = advanced(cell, std::get<0>(element), old, seen);
      using Y = std::tuple_element_t<0, std::remove_cvref_t<decltype(r)>>;
      auto const states = where_masked(mask, std::get<1>(r), old);
      if constexpr (Form.zero_output_for_mask)
        return result(states, where(stretched<Y>(mask), std::get<0>(r), typename Y::value_type(0)));
      else
        return result(states, where(stretched<Y>(mask), std::get<0>(r), std::get<0>(std::get<1>(carry))));
    }
  }

 private:
  template <class States, class Y>
  static constexpr auto result(States const& states, Y const& y) {
    using Carried = std::conditional_t<CarriesOutput, std::tuple<Y>, std::tuple<>>;
    using Stacked = std::conditional_t<Form.return_sequences, Y, std::tuple<>>;
    using Carry = std::tuple<States, Carried>;
    if constexpr (CarriesOutput && Form.return_sequences)
      return std::tuple<Carry, Stacked>{Carry{states, Carried{y}}, y};
    else if constexpr (CarriesOutput)
      return std::tuple<Carry, Stacked>{Carry{states, Carried{y}}, Stacked{}};
    else if constexpr (Form.return_sequences)
      return std::tuple<Carry, Stacked>{Carry{states, Carried{}}, y};
    else
      return std::tuple<Carry, Stacked>{Carry{states, Carried{}}, Stacked{}};
  }
};

// ---- states as a call is given them

/// A state as a tuple of states.
template <class State>
constexpr std::tuple<State> state_tuple(State const& s) {
  return std::tuple<State>(s);
}
template <class... S>
constexpr std::tuple<S...> const& state_tuple(std::tuple<S...> const& s) {
  return s;
}
/// Dtypes and shapes of states, as traced values have them.
template <class State>
struct TracedStates : std::type_identity<std::tuple<State>> {};
template <Operand State>
struct TracedStates<State> : std::type_identity<std::tuple<Traced<typename State::value_type, typename State::shape_type>>> {};
template <Operand... S>
struct TracedStates<std::tuple<S...>>
    : std::type_identity<std::tuple<Traced<typename S::value_type, typename S::shape_type>...>> {};

/// A mask's shape and the wanted one, equal if none is given; states likewise.
template <class Mask, class Wanted>
struct ShapeIfGiven {
  using given = typename Mask::shape_type;
  using wanted = Wanted;
};
template <class Wanted>
struct ShapeIfGiven<NotGiven, Wanted> {
  using given = Wanted;
  using wanted = Wanted;
};
template <class State, class Wanted>
struct StatesIfGiven : TracedStates<State> {};
template <class Wanted>
struct StatesIfGiven<NotGiven, Wanted> : std::type_identity<Wanted> {};

}  // namespace tenon::nn::detail
