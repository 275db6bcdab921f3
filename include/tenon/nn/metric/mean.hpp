// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>
#include <tenon/nn/loss/reduction.hpp>

namespace tenon::nn {

namespace detail {

/// The axes of values that have weights, and the others as one behind them.
template <class V, class W>
struct WeightedAxes {
  static constexpr Dims values = dims_of<V>, weights = AlignedWeights<W, V>::weights;
  static constexpr int rank = weights.rank < 1 ? 1 : weights.rank;
  static constexpr Dims folded = [] {
    Dims d;
    for (int i = 0; i < rank && i < values.rank; ++i) d.push_back(values[i]);
    std::int32_t rest = 1;
    for (int i = rank; i < values.rank; ++i) rest *= values[i];
    d.push_back(rest);
    return d;
  }();
};
/// Values of which the axes without weights are folded, by their mean or their sum.
template <bool Mean, class V, class W>
constexpr auto fold_to_weights(V const& values, W const&) {
  using A = WeightedAxes<typename V::shape_type, typename W::shape_type>;
  if constexpr (A::rank >= A::values.rank)
    return values;
  else if constexpr (Mean)
    return mean<-1>(reshape_to_shape<shape_from<A::folded>>(values));
  else
    return sum<-1>(reshape_to_shape<shape_from<A::folded>>(values));
}

/// A variable as a value of the program that is recorded, which may be used as often as one likes. For the `result()` of metrics
/// that are no short expressions of their variables; at run time `nn::result(metric)` records and runs it.
template <class V>
constexpr auto recorded(V const& variable) {
  Builder* const b = variable.mark().builder;
  if (b == nullptr) tenon::detail::fail("this metric's result() is a part of a program: ask nn::result(metric)");
  return Traced<typename V::value_type, typename V::shape_type>(b, tenon::detail::lift(*b, variable).id);
}

}  // namespace detail

/// A running weighted mean.
struct Mean {
  Variable<float> total{0.f};
  Variable<float> count{0.f};
  TENON_MODULE(Mean, total, count);
  static constexpr char name[] = "mean";

  /// Adds values with their weights. Weights are of the first axes of the values, the batch at least; where there are more axes,
  /// a sample counts with the mean of its values and of its weights.   [batch, S...], [batch, W...]
  constexpr void add(auto const& values, auto const& weights, auto& context) const {
    auto const folded = detail::fold_to_weights<true>(cast<float>(values), weights);
    auto const w = detail::weights_of(weights, folded);
    // Rows of weight 0 may hold anything: they are left out, not multiplied.
    context.assign(total, total + sum(mean_per_sample(detail::weighted(w, folded))));
    context.assign(count, count + sum(mean_per_sample(w)));
  }
  /// The mean of the predictions.
  constexpr void update(auto const&, auto const& y_pred, auto const& weights, auto& context) const {
    add(y_pred, weights, context);
  }
  /// 0 before anything was added.
  /// A template, as that of the metrics that have a mean, only to be compiled when used.
  template <class M = Mean>
  constexpr auto result() const {
    M const& self = *this;
    return where(self.count == 0.f, 0.f, self.total / self.count);
  }
};

/// A running weighted sum.
struct Sum {
  Variable<float> total{0.f};
  TENON_MODULE(Sum, total);
  static constexpr char name[] = "sum";

  /// Adds values with their weights, as `Mean`; a sample counts with the sum of its values.   [batch, S...], [batch, W...]
  constexpr void add(auto const& values, auto const& weights, auto& context) const {
    auto const folded = detail::fold_to_weights<false>(cast<float>(values), weights);
    context.assign(total, total + sum(detail::weighted(detail::weights_of(weights, folded), folded)));
  }
  /// The sum of the predictions.
  constexpr void update(auto const&, auto const& y_pred, auto const& weights, auto& context) const {
    add(y_pred, weights, context);
  }
  template <class M = Sum>
  constexpr auto result() const {
    return static_cast<M const&>(*this).total * 1;
  }
};

}  // namespace tenon::nn
