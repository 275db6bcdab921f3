// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/per_sample.hpp>

namespace tenon::nn {

/// Quadratic for errors up to `delta`, linear beyond: Huber, Robust Estimation of a Location Parameter (1964). The mean over the
/// last axis of e^2 / 2 where |e| <= delta, else delta |e| - delta^2 / 2.   [.., n], [.., n] -> [..]
template <class Delta = float>
constexpr auto huber(auto const& y_true, auto const& y_pred, Delta const& delta = Delta(1)) {
  return detail::mean_of_pairs(y_true, y_pred, [&](auto const& y, auto const& p) {
    // m (|e| - m / 2) with m = min(|e|, delta) is both branches at once.
    auto const e = abs(y - p);
    auto const m = minimum(e, detail::hyper<typename decltype(e)::value_type>(delta));
    return m * (e - m * 0.5f);
  });
}

/// `huber` of each sample, with a `delta` that is set at run time and saved.   [batch, S...], [batch, S...] -> [batch]
struct Huber {
  Tensor<float> delta{1.f};
  TENON_MODULE(Huber, delta);
  static constexpr char name[] = "huber";
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return huber(detail::rows(y_true), detail::rows(y_pred), delta);
  }
};

}  // namespace tenon::nn
