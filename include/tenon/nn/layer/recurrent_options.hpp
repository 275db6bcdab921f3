// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/concepts.hpp>
#include <tenon/nn/options.hpp>

/// What recurrent layers and their cells are told beside the options of nn/options.hpp, in any order:
/// `LSTM<20, Relu, ReturnSequences, NoBias, RecurrentKernel<HeNormal>>`.
namespace tenon::nn {

// ---- how a sequence is walked

/// The outputs of all steps, [batch, time, ...], instead of the last, [batch, ...].
struct ReturnSequences {};
/// Beside the output the last states: std::tuple(output, state...).
struct ReturnState {};
/// From the last step to the first. Outputs of all steps are in this order then too, as Keras has them.
struct GoBackwards {};
/// Where a step is masked its output is zero instead of the one before.
struct ZeroOutputForMask {};
namespace detail {
struct AnyStateful {};
struct AnyInputDropout {};
struct AnyRecurrentDropout {};
struct AnyRecurrentActivation {};
}  // namespace detail
/// Batches are of this size, and a call goes on from the state in which the last one ended.
template <std::size_t Batch>
struct Stateful : detail::AnyStateful {};

// ---- cells

/// The activation of the gates: Sigmoid without it.
template <class Function>
struct RecurrentActivation : detail::AnyRecurrentActivation {};
/// GRU: the reset gate is applied to the state before its product with the kernel; there is one bias then.
struct ResetBefore {};
/// LSTM, SimpleRNN: two biases that are added, that of the input and that of the state, as PyTorch keeps them: `bias` has two
/// rows. (GRU has two, unless `ResetBefore`.)
struct TwoBiases {};
/// LSTM: the bias of the forget gate starts as the others, not at one.
struct NoUnitForgetBias {};
/// In training this part of the inputs is left out, the same ones at every step, and the others are scaled up.
template <Number Rate>
struct InputDropout : detail::AnyInputDropout {};
/// The same for the state, where gates read it.
template <Number Rate>
struct RecurrentDropout : detail::AnyRecurrentDropout {};

/// How a layer walks its sequence.
struct SequenceForm {
  bool return_sequences = false, return_state = false, go_backwards = false, zero_output_for_mask = false;
  std::size_t stateful_batch = 0;
};

namespace detail {

template <class Option>
inline constexpr std::size_t stateful_batch_of = 0;
template <std::size_t Batch>
inline constexpr std::size_t stateful_batch_of<Stateful<Batch>> = Batch;

template <class... Options>
inline constexpr SequenceForm sequence_form = [] {
  SequenceForm f;
  f.return_sequences = has_option<ReturnSequences, Options...>;
  f.return_state = has_option<ReturnState, Options...>;
  f.go_backwards = has_option<GoBackwards, Options...>;
  f.zero_output_for_mask = has_option<ZeroOutputForMask, Options...>;
  f.stateful_batch = (std::size_t(0) + ... + stateful_batch_of<Options>);
  return f;
}();

/// The options that a layer hands on to its cell: those that do not say how a sequence is walked.
template <class O>
inline constexpr bool is_sequence_option =
    has_option<O, ReturnSequences, ReturnState, GoBackwards, ZeroOutputForMask> || stateful_batch_of<O> != 0;
template <class... Options>
using CellOptions =
    decltype((OptionList<>{} + ... + std::conditional_t<is_sequence_option<Options>, OptionList<>, OptionList<Options>>{}));

template <class Option>
struct GateActivation : Candidate<false, Option> {};
template <class Function>
struct GateActivation<RecurrentActivation<Function>> : Candidate<true, Function> {};
template <class... Options>
using gate_activation = typename decltype((GateActivation<Options>{} | ... | Candidate<true, Sigmoid>{}))::type;

template <class Option>
inline constexpr double input_dropout_of = 0;
template <Number Rate>
inline constexpr double input_dropout_of<InputDropout<Rate>> = Rate.value();
template <class Option>
inline constexpr double recurrent_dropout_of = 0;
template <Number Rate>
inline constexpr double recurrent_dropout_of<RecurrentDropout<Rate>> = Rate.value();

/// Adds the bias of a layer's options to a product of its input: one, two, or none.
template <class... Options>
constexpr auto with_biases(auto const& product, auto const& bias) {
  if constexpr (!has_bias<Options...>)
    return product;
  else if constexpr (has_option<TwoBiases, Options...>)
    return product + bias(at<0>) + bias(at<1>);
  else
    return product + bias;
}

template <class S, std::size_t Extent>
inline constexpr bool last_axis_is = S::rank >= 1 && dims_of<S>[S::rank == 0 ? 0 : int(S::rank) - 1] == int(Extent);

}  // namespace detail

}  // namespace tenon::nn
