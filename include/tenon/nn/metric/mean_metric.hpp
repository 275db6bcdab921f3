// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/function.hpp>
#include <tenon/nn/metric/mean.hpp>

namespace tenon::nn {

namespace detail {
/// Whether a class has a member called `update`, found by its name, as `HasCall`.
struct NamedUpdate {
  int update;
};
template <class M>
struct UpdateProbe : M, NamedUpdate {};
template <class M>
concept HasUpdate = std::is_class_v<M> && (std::is_final_v<M> || !requires { &UpdateProbe<M>::update; });

template <class M>
constexpr char const* name_of() {
  if constexpr (requires { M::name; })
    return M::name;
  else
    return "metric";
}

/// The labels that a loss says it takes; nothing, of one that does not say.
template <class Loss, class Output>
struct DeclaredLabels {};
template <class Loss, class Output>
  requires requires { typename Loss::template labels<Output>; }
struct DeclaredLabels<Loss, Output> : std::type_identity<typename Loss::template labels<Output>> {};

/// Whether all weights are 1, and known to be.
template <class W>
constexpr bool is_unweighted(W const& weights) {
  if constexpr (tenon::detail::IsTraced<W>::value)
    return weights.builder()->is_constant(weights.id(), 1);
  else
    return false;
}
}  // namespace detail

/// The weighted mean of a loss over all samples seen: every loss is a metric so. `compile` makes one of a loss that stands among
/// the metrics. Labels of a class to be ignored count as 0, or, where there are weights, not at all.
template <class Loss>
struct MeanMetric {
  Loss loss;
  Mean mean;
  TENON_MODULE(MeanMetric, loss, mean);
  template <class Output>
  using labels = typename detail::DeclaredLabels<Loss, Output>::type;
  static constexpr char const* name = detail::name_of<Loss>();

  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    if constexpr (requires { loss.counts(y_true, y_pred); }) {
      auto const values = loss.values(y_true, y_pred);
      auto const counted = cast<float>(loss.counts(y_true, y_pred));
      auto const w = detail::weights_of(weights, values) * 1.f;
      if (detail::is_unweighted(weights))
        mean.add(values, w, context);
      else
        mean.add(values, w * counted, context);
    } else if constexpr (requires { loss.values(y_true, y_pred); })
      mean.add(loss.values(y_true, y_pred), weights, context);
    else
      mean.add(loss.call(y_true, y_pred), weights, context);
  }
  template <class M = Mean>
  constexpr auto result() const {
    return static_cast<M const&>(mean).result();
  }
};

namespace detail {
template <class M>
constexpr auto metric_of() {
  using L = LossOf<M>;
  if constexpr (Module<L> && tenon::detail::HasCall<L> && !HasUpdate<L>)
    return std::type_identity<MeanMetric<L>>{};
  else
    return std::type_identity<M>{};
}
/// What a loss among metrics stands for.
template <class M>
using MetricOf = typename decltype(metric_of<M>())::type;
/// The metric that a loss, or a metric, stands for.
template <class M>
constexpr MetricOf<M> as_metric(M const& m) {
  if constexpr (std::is_same_v<MetricOf<M>, M>)
    return m;
  else
    return {as_loss(m), {}};
}
}  // namespace detail

}  // namespace tenon::nn
