// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/per_sample.hpp>

namespace tenon::nn {

/// mean((y - p)^2) over the last axis.
/// [.., n], [.., n] -> [..]
constexpr auto mean_squared_error(auto const& y_true, auto const& y_pred) {
  return detail::mean_of_pairs(y_true, y_pred, [](auto const& y, auto const& p) { return square(y - p); });
}

/// `mean_squared_error` of each sample.   [batch, S...], [batch, S...] -> [batch]
struct MeanSquaredError {
  TENON_MODULE(MeanSquaredError);
  static constexpr char name[] = "mean_squared_error";
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return mean_squared_error(detail::rows(y_true), detail::rows(y_pred));
  }
};

}  // namespace tenon::nn
