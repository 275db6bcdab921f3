// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/metric/mean.hpp>

namespace tenon::nn {

/// The mean of |y - p|, over all samples seen.
struct MeanAbsoluteError {
  Mean mean;
  TENON_MODULE(MeanAbsoluteError, mean);
  static constexpr char name[] = "mean_absolute_error";

  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(mean_per_sample(abs(y_true - y_pred)), weights, context);
  }
  constexpr auto result() const { return mean.result(); }
};

/// The mean of (y - p)^2, over all samples seen.
struct MeanSquaredErrorMetric {
  Mean mean;
  TENON_MODULE(MeanSquaredErrorMetric, mean);
  static constexpr char name[] = "mean_squared_error";

  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(mean_per_sample(square(y_true - y_pred)), weights, context);
  }
  constexpr auto result() const { return mean.result(); }
};

}  // namespace tenon::nn
