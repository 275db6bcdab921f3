// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>
#include <tenon/nn/loss/reduction.hpp>

namespace tenon::nn {

namespace detail {

/// Values and their weights, of which there are as many axes as there are weights for: the others are folded, by their mean or
/// their sum. Weights with an axis of extent 1 there count for all.
template <bool Mean, class V, class W>
constexpr auto fold_to_weights(V const& values, W const& weights) {
  constexpr Dims from = dims_of<typename V::shape_type>;
  constexpr Dims own = AlignedWeights<typename W::shape_type, typename V::shape_type>::weights;
  constexpr Dims kept = [] {
    Dims d = from;
    d.rank = own.rank < 1 ? 1 : own.rank;
    return d;
  }();
  if constexpr (kept.rank >= from.rank)
    return values;
  else {
    constexpr Dims flat = [] {
      Dims d = kept;
      d.push_back(1);
      for (int i = kept.rank; i < from.rank; ++i) d[kept.rank] *= from[i];
      return d;
    }();
    auto const flattened = reshape_to_shape<shape_from<flat>>(values);
    if constexpr (Mean)
      return mean<-1>(flattened);
    else
      return sum<-1>(flattened);
  }
}

}  // namespace detail

/// A running weighted mean.
struct Mean {
  Variable<float> total{0.f};
  Variable<float> count{0.f};
  TENON_MODULE(Mean, total, count);
  static constexpr char name[] = "mean";

  /// Adds values with their weights. Weights are of the first axes of the values, the batch at least; where there are more axes, a
  /// sample counts with the mean of its values and of its weights.   [batch, S...], [batch, W...]
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
  constexpr auto result() const { return where(count == 0.f, 0.f, total / count); }
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
  constexpr auto result() const { return total * 1; }
};

}  // namespace tenon::nn
