// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/per_sample.hpp>

namespace tenon::nn {

/// mean(|y - p|) over the last axis.
/// [.., n], [.., n] -> [..]
constexpr auto mean_absolute_error(auto const& y_true, auto const& y_pred) {
  return detail::mean_of_pairs(y_true, y_pred, [](auto const& y, auto const& p) { return abs(y - p); });
}

/// `mean_absolute_error` of each sample.   [batch, S...], [batch, S...] -> [batch]
struct MeanAbsoluteError {
  TENON_MODULE(MeanAbsoluteError);
  static constexpr char name[] = "mean_absolute_error";
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return mean_absolute_error(detail::rows(y_true), detail::rows(y_pred));
  }
};

}  // namespace tenon::nn
