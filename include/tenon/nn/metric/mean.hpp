// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>
#include <tenon/nn/loss/mean_squared_error.hpp>

namespace tenon::nn {

/// A running weighted mean.
struct Mean {
  Variable<float> total{0.f};
  Variable<float> count{0.f};
  TENON_MODULE(Mean, total, count);
  static constexpr char name[] = "mean";

  /// Adds values with their weights.   [batch], [batch]
  constexpr void add(auto const& values, auto const& weights, auto& context) const {
    // Rows of weight 0 may hold anything: they are left out, not multiplied.
    context.assign(total, total + sum(where(weights == 0.f, 0.f, cast<float>(values) * weights)));
    context.assign(count, count + sum(weights));
  }
  /// The mean of the predictions.
  constexpr void update(auto const&, auto const& y_pred, auto const& weights, auto& context) const {
    add(mean_per_sample(y_pred), weights, context);
  }
  /// 0 before anything was added.
  constexpr auto result() const { return where(count == 0.f, 0.f, total / count); }
};

}  // namespace tenon::nn
