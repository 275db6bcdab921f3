// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/per_sample.hpp>

namespace tenon::nn {

/// mean((log(1 + y) - log(1 + p))^2) over the last axis; what is below 1e-7 counts as 1e-7.
/// [.., n], [.., n] -> [..]
constexpr auto mean_squared_logarithmic_error(auto const& y_true, auto const& y_pred) {
  return detail::mean_of_pairs(y_true, y_pred, [](auto const& y, auto const& p) {
    return square(log1p(maximum(y, detail::epsilon)) - log1p(maximum(p, detail::epsilon)));
  });
}

/// `mean_squared_logarithmic_error` of each sample.   [batch, S...], [batch, S...] -> [batch]
struct MeanSquaredLogarithmicError {
  TENON_MODULE(MeanSquaredLogarithmicError);
  static constexpr char name[] = "mean_squared_logarithmic_error";
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return mean_squared_logarithmic_error(detail::rows(y_true), detail::rows(y_pred));
  }
};

}  // namespace tenon::nn
