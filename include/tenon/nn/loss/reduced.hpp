// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/reduction.hpp>
#include <tenon/nn/metric/mean_metric.hpp>

namespace tenon::nn {

/// A loss with a reduction of its own, as Keras' `loss(reduction=...)`: `reduced<Reduction::sum>(MeanSquaredError{})`. A loss of
/// your own may have `static constexpr nn::Reduction reduction` instead. What a training makes of the weighted values:
/// their mean over batch and steps (`sum_over_batch_size`, the default), their `sum`, or their sum over that of the weights
/// (`mean_with_sample_weight`). `none` is no number and cannot be trained on.
template <class Loss, Reduction How>
struct Reduced {
  Loss loss;
  TENON_MODULE(Reduced, loss);
  template <class Output>
  using labels = typename detail::DeclaredLabels<Loss, Output>::type;
  static constexpr char const* name = detail::name_of<Loss>();
  static constexpr Reduction reduction = How;

  constexpr auto call(auto const& y_true, auto const& y_pred) const { return loss.call(y_true, y_pred); }
  template <class Y, class P>
    requires requires(Loss const& l, Y const& y, P const& p) { l.values(y, p); }
  constexpr auto values(Y const& y_true, P const& y_pred) const {
    return loss.values(y_true, y_pred);
  }
  template <class Y, class P>
    requires requires(Loss const& l, Y const& y, P const& p) { l.counts(y, p); }
  constexpr auto counts(Y const& y_true, P const& y_pred) const {
    return loss.counts(y_true, y_pred);
  }
};

template <Reduction How, class L>
constexpr auto reduced(L const& loss) {
  return Reduced<detail::LossOf<L>, How>{detail::as_loss(loss)};
}

}  // namespace tenon::nn
