// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/per_sample.hpp>
#include <tenon/op/softmax.hpp>

/// Logarithms of probabilities, as crossentropies need them. Of logits they are worked out without the probability. Of
/// probabilities they are clipped, as Keras does; but where the trace shows that a probability is a sigmoid or softmax, its
/// logit is used as if it had been given: a model that ends in a softmax trains like one that ends in logits.
namespace tenon::nn::detail {

/// log(x), or log(1 - x), of a value recorded as a sigmoid, maybe seen through views; -1 of anything else.
template <class B>  // a template only to be compiled when used
constexpr NodeId log_of_sigmoid(B& b, NodeId x, bool complement) {
  NodeId const base = op::detail::behind_views(b, x);
  if (b[base].op != &record<op::Sigmoid>) return -1;
  auto const logit = op::detail::value_in(b, b[base].in[0]);
  auto const log = -elementwise<op::Softplus>(complement ? logit : -logit);
  return op::detail::through_views(b, x, log.id);
}
/// log(x) of a value recorded as a softmax along that axis; -1 of anything else.
template <class B>  // a template only to be compiled when used
constexpr NodeId log_of_softmax(B& b, NodeId x, int axis) {
  Node const n = b[x];
  bool const product = n.op == &record<op::Mul>;
  if ((!product && n.op != &record<op::Div>) || !op::detail::is_exponential(b, n.in[0])) return -1;
  NodeId divisor = op::detail::behind_views(b, n.in[1]);
  if (product) {
    if (b[divisor].op != &record<op::Div> || !b.is_constant(b[divisor].in[0], 1)) return -1;
    divisor = op::detail::behind_views(b, b[divisor].in[1]);
  }
  bool const whole = b[divisor].op == &op::sum && b[divisor].in[0] == n.in[0] && b[divisor].attr == 1 << axis;
  return whole ? elementwise<op::Log>(op::detail::value_in(b, x)).id : -1;
}

/// log(p), or log(1 - p).   [S...] -> [S...]
template <From Scores, bool Complement = false, class P>
constexpr auto log_probability(P const& p) {
  if constexpr (Scores == From::logits)
    if constexpr (Complement)
      return -softplus(p);
    else
      return -softplus(-p);
  else {
    if constexpr (tenon::detail::IsTraced<P>::value)
      if (NodeId const exact = log_of_sigmoid(*p.builder(), p.id(), Complement); exact >= 0) return P(p.builder(), exact);
    auto const clipped = clip(p, epsilon, 1 - epsilon);
    if constexpr (Complement)
      return log(1 - clipped);
    else
      return log(clipped);
  }
}

/// The probability itself.
template <From Scores, class P>
constexpr auto probability(P const& p) {
  if constexpr (Scores == From::logits)
    return sigmoid(p);
  else
    return p * 1;  // a value of its own: an expression keeps it
}

/// The logarithms of a distribution along an axis. Probabilities that do not add up to 1 are divided by their sum first.
/// [.., classes, ..] -> [.., classes, ..]
template <From Scores, int Axis, class P>
constexpr auto log_distribution(P const& p) {
  if constexpr (Scores == From::logits)
    return log_softmax<Axis>(p);
  else {
    if constexpr (tenon::detail::IsTraced<P>::value) {
      constexpr int axis = Axis < 0 ? Axis + int(P::shape_type::rank) : Axis;
      if (NodeId const exact = log_of_softmax(*p.builder(), p.id(), axis); exact >= 0) return P(p.builder(), exact);
    }
    return log(clip(p / sum<Axis>(p, keepdims), epsilon, 1 - epsilon));
  }
}

}  // namespace tenon::nn::detail
