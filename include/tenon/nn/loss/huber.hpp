// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/mean_squared_error.hpp>

namespace tenon::nn {

/// Quadratic for errors up to `delta`, linear beyond: Huber, Robust Estimation of a Location Parameter (1964).
/// mean(e^2 / 2 where |e| <= delta, else delta |e| - delta^2 / 2).   [batch, S...], [batch, S...] -> [batch]
struct Huber {
  Tensor<float> delta{1.f};
  TENON_MODULE(Huber, delta);
  static constexpr char name[] = "huber";

  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    // m (|e| - m / 2) with m = min(|e|, delta) is both branches at once.
    auto const e = abs(y_true - y_pred);
    auto const m = minimum(e, cast<typename decltype(e)::value_type>(delta));
    return mean_per_sample(m * (e - m * 0.5f));
  }
};

}  // namespace tenon::nn
