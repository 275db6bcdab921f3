// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/per_sample.hpp>

namespace tenon::nn {

/// 100 mean(|y - p| / max(|y|, 1e-7)) over the last axis.
/// [.., n], [.., n] -> [..]
constexpr auto mean_absolute_percentage_error(auto const& y_true, auto const& y_pred) {
  return detail::mean_of_pairs(
      y_true, y_pred, [](auto const& y, auto const& p) { return abs((y - p) / maximum(abs(y), detail::epsilon)) * 100; });
}

/// `mean_absolute_percentage_error` of each sample.   [batch, S...], [batch, S...] -> [batch]
struct MeanAbsolutePercentageError {
  TENON_MODULE(MeanAbsolutePercentageError);
  static constexpr char name[] = "mean_absolute_percentage_error";
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return mean_absolute_percentage_error(detail::rows(y_true), detail::rows(y_pred));
  }
};

}  // namespace tenon::nn
