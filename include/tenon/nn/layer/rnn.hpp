// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/rnn_step.hpp>
#include <tenon/nn/voice.hpp>
#include <tenon/op/arrange.hpp>

/// The layer that takes a cell through a sequence. The loop is one node of the program, whatever the number of steps.
namespace tenon {

namespace diagnose {
template <class Cell, class Input, bool Is>
inline constexpr bool is_a_batch_of_sequences = Is;
template <class Mask, class Wanted>
inline constexpr bool mask_is_batch_by_time = std::is_same_v<Mask, Wanted>;
template <class Given, class Wanted>
inline constexpr bool state_is_that_of_the_cell = std::is_same_v<Given, Wanted>;
template <class Gives, class States, bool Fits>
inline constexpr bool cell_gives_output_and_states = Fits;
template <std::size_t Batch, std::size_t Named>
inline constexpr bool batch_is_that_of_stateful = Batch == Named;
}  // namespace diagnose

#define TENON_SEQUENCES                                                                                                          \
  "recurrent layer: the input must be [batch, time, features...], with the features that the cell was built for (cell, input "   \
  "follow)"
#define TENON_SEQUENCE_MASK "recurrent layer: a mask must be [batch, time] (its shape, the wanted shape follow)"
#define TENON_CELL_STATE                                                                                                         \
  "recurrent layer: the initial state must be the cell's: a tensor [batch, units...], several in a std::tuple (given, wanted "   \
  "follow)"
#define TENON_CELL                                                                                                               \
  "recurrent layer: the cell's call(x, states) must give std::tuple(output, std::tuple(state...)), states of the shapes that "   \
  "state_shapes names (what it gives, the states follow)"
#define TENON_STATEFUL_BATCH "recurrent layer: the batch is not of the size that Stateful<Batch> names (batch, named follow)"

namespace nn {

namespace detail {

template <class Cell>
struct LayerName {
  static constexpr char const* value = "RNN";
};
template <class Cell>
  requires requires { Cell::layer_name; }
struct LayerName<Cell> {
  static constexpr char const* value = Cell::layer_name;
};

}  // namespace detail

/// A cell through the steps of a sequence, built. `call(x)`, `call(x, context)`; between the two, in any order, a mask and an
/// initial state: bool [batch, time] (where it is false a step leaves the state as it is), a tensor or a std::tuple of them.
/// [batch, time, features...] -> [batch, units...], or [batch, time, units...] with `ReturnSequences`
template <class Cell, SequenceForm Form>
struct RNNLayer {
  using value_type = typename Cell::value_type;
  using cell_type = Cell;
  static constexpr SequenceForm form = Form;
  template <std::size_t B>
  using states_of = detail::StatesFor<value_type, B, typename Cell::state_shapes>;

  Cell cell;
  /// Of a `Stateful` one: what the next call starts from.
  std::conditional_t<(Form.stateful_batch > 0), typename states_of<Form.stateful_batch>::variables,
                     detail::Numbered<std::index_sequence<>>>
      states;
  TENON_MODULE(RNNLayer, cell, states);
  static constexpr bool call_takes_context = true;
  static constexpr char const* name = detail::LayerName<Cell>::value;

  /// Inputs [time, features...] for the cell.
  template <class S>
  static constexpr bool accepts = detail::accepts_steps_of<Cell, S>();

  template <Operand X, class... More>
  constexpr auto call(X const& x, More&&... more) const {
    if constexpr (tenon::detail::is_broken<X> || (tenon::detail::is_broken<More> || ...))
      return Invalid{};
    else {  // the assertions stand here: a message is short then
      using S = typename X::shape_type;
      auto& mask = detail::argument<detail::MaskArgument>(more...);
      auto& state = detail::argument<detail::StateArgument>(more...);
      constexpr std::size_t batch = detail::extent<S, 0>, named = Form.stateful_batch == 0 ? batch : Form.stateful_batch;
      using Wanted = typename states_of<batch>::traced;
      using Given = typename detail::StatesIfGiven<std::remove_cvref_t<decltype(state)>, Wanted>::type;
      using Mask = detail::ShapeIfGiven<std::remove_cvref_t<decltype(mask)>, Shape<batch, detail::extent<S, 1>>>;
      constexpr bool fits = detail::is_batch_of_steps<Cell, S>;
      constexpr bool mask_fits = diagnose::mask_is_batch_by_time<typename Mask::given, typename Mask::wanted>;
      static_assert(diagnose::is_a_batch_of_sequences<Cell, S, fits>, TENON_SEQUENCES);
      if constexpr (!fits)
        return Invalid{};
      else {
        using Gives = detail::CellGives<Cell, Element<X>, Wanted>;
        constexpr bool cell_fits = detail::gives_states<Gives, Wanted>;
        static_assert(diagnose::batch_is_that_of_stateful<batch, named>, TENON_STATEFUL_BATCH);
        static_assert(diagnose::mask_is_batch_by_time<typename Mask::given, typename Mask::wanted>, TENON_SEQUENCE_MASK);
        static_assert(diagnose::state_is_that_of_the_cell<Given, Wanted>, TENON_CELL_STATE);
        static_assert(diagnose::cell_gives_output_and_states<Gives, Wanted, cell_fits>, TENON_CELL);
        if constexpr (batch != named || !mask_fits || !std::is_same_v<Given, Wanted> || !cell_fits)
          return Invalid{};
        else
          return detail::with_context(x, [&](auto& context) { return run(x, mask, state, context); }, more...);
      }
    }
  }

  // ---- Sample by sample: nn/voice.hpp.

  template <std::size_t B>
  using voice_state = CellState<Cell, B>;
  static constexpr std::size_t step_rank = states_of<1>::rank;

  /// The state of B voices: zeros.
  template <std::size_t B = 1>
  static constexpr voice_state<B> initial_state() {
    return {};
  }
  /// One step of a voice.   [features...] or [batch, features...] -> [units...] or [batch, units...]
  template <class X, class State>
  auto step(X const& x, State& state) const {
    return nn::step(*this, x, state);
  }
  template <class X, class State>
  constexpr auto call_step(X const& x, State& state) const {
    auto const r = detail::advanced(cell, detail::projected(cell, x), detail::values_of(state), detail::AllSeen{});
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (state.template get<I>().assign(std::get<I>(std::get<1>(r))), ...);
    }(std::make_index_sequence<State::count>{});
    return std::get<0>(r);
  }

  /// Sets the state of a `Stateful` layer back to zeros.
  constexpr void reset_state() {
    for_each_tensor(states, [](Path const&, auto& s) { s.fill(value_type(0)); });
  }

 private:
  template <class S>
  using Features = typename detail::StepShape<typename detail::StepShape<S>::type>::type;

  /// A step of x.
  template <class X>
  using Element =
      Traced<typename X::value_type,
             typename detail::WithRows<Features<typename X::shape_type>, detail::extent<typename X::shape_type, 0>>::type>;

  template <class X, class Mask, class State, class C>
  constexpr auto run(X const& x, Mask const& mask, State const& state, C& context) const {
    constexpr std::size_t batch = detail::extent<typename X::shape_type, 0>, steps = detail::extent<typename X::shape_type, 1>;
    using States = states_of<batch>;
    auto const first = [&] {
      if constexpr (detail::is_given<State>)
        return detail::state_tuple(state);
      else if constexpr (Form.stateful_batch > 0)
        return detail::values_of(states);
      else
        return typename States::zeros{};
    }();
    if constexpr (detail::is_given<Mask>)
      return walk<States>(x, mask, first, context);
    else {
      bool const masked = context.template has_mask<Shape<batch, steps>>();
      auto const mask_before = context.template mask<Shape<batch, steps>>();
      if constexpr (!Form.return_sequences) context.clear_mask();
      if (masked) return walk<States>(x, mask_before, first, context);
      return walk<States>(x, mask, first, context);
    }
  }

  template <class States, class X, class Mask, class First, class C>
  constexpr auto walk(X const& x, Mask const& mask, First const& first, C& context) const {
    constexpr bool masked = detail::is_given<Mask>;
    constexpr bool carries_output =
        masked ? !(Form.zero_output_for_mask && Form.return_sequences) : !Form.return_sequences && !detail::output_is_state<Cell>;
    using Step = detail::SequenceStep<Form, masked, carries_output>;
    auto const z = detail::projected_in_time(cell, detail::with_input_dropout<Cell>(x, context));
    auto const elements = [&] {
      if constexpr (masked)
        return std::tuple{z, transpose(mask)};
      else
        return z;
    }();
    using Y = detail::CellOutput<Cell, Element<X>, typename States::traced>;
    using Previous =
        std::conditional_t<carries_output, std::tuple<BasicTensor<typename Y::value_type, typename Y::shape_type>>, std::tuple<>>;
    std::tuple<First, Previous> const init{first, Previous{}};
    auto const all = std::apply(
        [&](auto const&... dropped) {
          if constexpr (Form.go_backwards)
            return scan<reversed>(Step{}, init, elements, cell, dropped...);
          else
            return scan(Step{}, init, elements, cell, dropped...);
        },
        detail::recurrent_dropout_masks<Cell>(std::get<0>(first), context));
    auto const& last = std::get<0>(std::get<0>(all));
    if constexpr (Form.stateful_batch > 0)
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (context.assign(states.template get<I>(), std::get<I>(last)), ...);
      }(std::make_index_sequence<States::count>{});
    auto const y = [&] {
      if constexpr (Form.return_sequences && Form.go_backwards)
        return flip<1>(swapaxes<0, 1>(std::get<1>(all)));
      else if constexpr (Form.return_sequences)
        return swapaxes<0, 1>(std::get<1>(all));
      else if constexpr (carries_output)
        return std::get<0>(std::get<1>(std::get<0>(all)));
      else
        return std::get<0>(last);
    }();
    if constexpr (Form.return_state)
      return std::tuple_cat(std::tuple<std::remove_cvref_t<decltype(y)>>(y), last);
    else
      return y;
  }
};

/// The layer of a cell, one of the library's (`RNN<GRUCell<8>>`) or one of your own: a module with `state_shapes`, `value_type`
/// and `call(x, states)` that gives std::tuple(output, std::tuple(state...)), or a spec that builds it from the shape of a step.
template <class Cell, class... Options>
struct RNN {
  static constexpr char name[] = "RNN";
  using option_list = LayerOptions<RNN, ReturnSequences, ReturnState, GoBackwards, ZeroOutputForMask, detail::AnyStateful>;
  using option_check = CheckedOptions<option_list, Options...>;
  template <class In>
  static constexpr bool accepts = check_options<option_list, Options...>() && detail::accepts_steps_of<Cell, In>();
  template <class In>
  using build =
      RNNLayer<typename detail::BuiltLayer<Cell, typename detail::StepShape<In>::type>::type, detail::sequence_form<Options...>>;
};

namespace detail {

template <class In>
inline constexpr std::size_t features_of = std::size_t(dims_of<In>[In::rank == 0 ? 0 : int(In::rank) - 1]);

template <template <std::size_t, std::size_t, class...> class CellLayer, std::size_t In, std::size_t Units, class List>
struct CellWith;
template <template <std::size_t, std::size_t, class...> class CellLayer, std::size_t In, std::size_t Units, class... Options>
struct CellWith<CellLayer, In, Units, OptionList<Options...>> : std::type_identity<CellLayer<In, Units, Options...>> {};

/// The spec of a cell and that of a layer of such cells. `Own` are the options that this kind of cell has beside the common.
template <class Spec, template <std::size_t, std::size_t, class...> class CellLayer, std::size_t Units, class... Own>
struct CellSpecOf {
  static_assert(Units > 0, "recurrent cell: at least one unit");
  template <class... Options>
  struct with {
    using option_list = LayerOptions<Spec, ActivationOption, AnyRecurrentActivation, Main<Kernel<>>, RecurrentKernel<>, Bias<>,
                                     NoBias, Dtype<>, AnyInputDropout, AnyRecurrentDropout, Own...>;
    using option_check = CheckedOptions<option_list, Options...>;
    template <class In>
    static constexpr bool accepts = check_options<option_list, Options...>() && In::rank == 1;
    template <class In>
    using build = CellLayer<features_of<In>, Units, Options...>;
  };
};
template <class Spec, template <std::size_t, std::size_t, class...> class CellLayer, std::size_t Units, class... Own>
struct LayerSpecOf {
  static_assert(Units > 0, "recurrent layer: at least one unit");
  template <class... Options>
  struct with {
    using option_list = LayerOptions<Spec, ActivationOption, AnyRecurrentActivation, Main<Kernel<>>, RecurrentKernel<>, Bias<>,
                                     NoBias, Dtype<>, AnyInputDropout, AnyRecurrentDropout, ReturnSequences, ReturnState,
                                     GoBackwards, ZeroOutputForMask, AnyStateful, Own...>;
    using option_check = CheckedOptions<option_list, Options...>;
    template <class In>
    static constexpr bool accepts = check_options<option_list, Options...>() && In::rank == 2;
    template <class In>
    using build =
        RNNLayer<typename CellWith<CellLayer, features_of<In>, Units, CellOptions<Options...>>::type, sequence_form<Options...>>;
  };
};

}  // namespace detail

}  // namespace nn
}  // namespace tenon
