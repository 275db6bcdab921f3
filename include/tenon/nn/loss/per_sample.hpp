// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/arguments.hpp>

/// What losses are made of. A loss is a plain function of y_true and y_pred, as Keras defines it, which folds the last axis,
/// and a struct of the same name whose `call` gives one value a sample.
namespace tenon::diagnose {
template <class YTrue, class YPred>
inline constexpr bool loss_of_equal_shapes = std::is_same_v<YTrue, YPred>;
}  // namespace tenon::diagnose

namespace tenon::nn {

/// What a prediction is: a probability, or a logit, of which a sigmoid or softmax makes one. Losses of logits are exact where
/// the probability would round to 0 or 1.
enum class From { probabilities, logits };
inline constexpr From from_probabilities = From::probabilities, from_logits = From::logits;

/// The mean over all axes but the first.   [batch, S...] -> [batch]
template <class X>
constexpr auto mean_per_sample(X const& x) {
  if constexpr (tenon::detail::is_broken<X>)
    return Invalid{};
  else if constexpr (X::shape_type::rank == 0)
    return Invalid{};  // `compile` says that the batch is not to be folded
  else if constexpr (X::shape_type::rank == 1)
    return x;
  else {
    constexpr std::size_t batch = static_cast<std::size_t>(dims_of<typename X::shape_type>[0]);
    return mean<1>(reshape<batch, X::shape_type::size / batch>(x));
  }
}

namespace detail {

/// What keeps quotients and logarithms finite: Keras' `epsilon()`.
inline constexpr double epsilon = 1e-7, log_epsilon = -16.118095650958319;

template <class X>
inline constexpr std::size_t samples_of = static_cast<std::size_t>(dims_of<typename X::shape_type>[0]);

/// All axes but the first as one, of which there is at least one.   [batch, S...] -> [batch, n]
template <class X>
constexpr auto rows(X const& x) {
  using S = typename X::shape_type;
  if constexpr (S::rank == 0)
    return x;
  else {
    constexpr std::size_t batch = static_cast<std::size_t>(dims_of<S>[0]);
    return reshape<batch, S::size / batch>(x);
  }
}

template <class X>
struct IsHyperParameter : std::is_arithmetic<X> {};
template <Operand X>
struct IsHyperParameter<X> : std::bool_constant<X::shape_type::rank == 0> {};
template <class X>
concept HyperParameter = IsHyperParameter<X>::value;

/// A hyper-parameter, a number or a tensor, in the dtype T of the data.
template <class T, class X>
constexpr auto hyper(X const& x) {
  if constexpr (std::is_arithmetic_v<X>)
    return static_cast<T>(x);
  else
    return cast<T>(x);
}

#define TENON_LOSS_SHAPES "loss: y_true and y_pred must have one shape (both follow)"

/// The shapes of y_true and y_pred; equal ones, if something is wrong with one that was reported before.
template <class Y, class P>
struct PairOf {
  static constexpr bool broken = tenon::detail::is_broken<Y> || tenon::detail::is_broken<P>;
  using labels = std::conditional_t<broken, Shape<>, typename Y::shape_type>;
  using predictions = std::conditional_t<broken, Shape<>, typename P::shape_type>;
  static constexpr bool fits = !broken && std::is_same_v<labels, predictions>;
};
/// Says that y_true and y_pred must have one shape, where they have not.
template <class Y, class P>
constexpr bool same_shapes() {
  using Pair = PairOf<Y, P>;
  static_assert(diagnose::loss_of_equal_shapes<typename Pair::labels, typename Pair::predictions>, TENON_LOSS_SHAPES);
  return Pair::fits;
}

/// f(y_true, y_pred) of equal shapes, labels in the dtype of the predictions. Without axes it is a scalar.
template <class Y, class P, class F>
constexpr auto of_pairs(Y const& y_true, P const& y_pred, F const& f) {
  // The assertion stands here, not in a function: that would cost a reader three lines.
  using Pair = PairOf<Y, P>;
  static_assert(diagnose::loss_of_equal_shapes<typename Pair::labels, typename Pair::predictions>, TENON_LOSS_SHAPES);
  if constexpr (Pair::fits)
    return f(cast<typename P::value_type>(y_true), y_pred);
  else
    return Invalid{};
}
/// The mean over the last axis of what f gives for each element.   [.., n], [.., n] -> [..]
template <class Y, class P, class F>
constexpr auto mean_of_pairs(Y const& y_true, P const& y_pred, F const& f) {
  // The assertion stands here, not in a function: that would cost a reader three lines.
  using Pair = PairOf<Y, P>;
  static_assert(diagnose::loss_of_equal_shapes<typename Pair::labels, typename Pair::predictions>, TENON_LOSS_SHAPES);
  if constexpr (Pair::fits)
    return mean<-1>(f(cast<typename P::value_type>(y_true), y_pred));
  else
    return Invalid{};
}

}  // namespace detail
}  // namespace tenon::nn
