// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/per_sample.hpp>

namespace tenon::nn {

/// mean(p - y log(p + 1e-7)) over the last axis: of counts y that are Poisson distributed with mean p, without what p does not
/// change.
/// [.., n], [.., n] -> [..]
constexpr auto poisson(auto const& y_true, auto const& y_pred) {
  return detail::mean_of_pairs(y_true, y_pred, [](auto const& y, auto const& p) { return p - y * log(p + detail::epsilon); });
}

/// `poisson` of each sample.   [batch, S...], [batch, S...] -> [batch]
struct Poisson {
  TENON_MODULE(Poisson);
  static constexpr char name[] = "poisson";
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return poisson(detail::rows(y_true), detail::rows(y_pred));
  }
};

}  // namespace tenon::nn
