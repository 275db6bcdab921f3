// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/per_sample.hpp>

namespace tenon::nn {

/// How far a distribution p is from y: sum(y log(y / p)) over the last axis, both at least 1e-7 and at most 1; Kullback and
/// Leibler, On Information and Sufficiency (1951).   [.., n], [.., n] -> [..]
constexpr auto kl_divergence(auto const& y_true, auto const& y_pred) {
  return detail::of_pairs(y_true, y_pred, [](auto const& y, auto const& p) {
    auto const t = clip(y, detail::epsilon, 1);
    return sum<-1>(t * log(t / clip(p, detail::epsilon, 1)));
  });
}

/// `kl_divergence` of each sample, the mean over its other axes.   [batch, S..., n], [batch, S..., n] -> [batch]
struct KLDivergence {
  TENON_MODULE(KLDivergence);
  static constexpr char name[] = "kl_divergence";
  constexpr auto call(auto const& y_true, auto const& y_pred) const { return mean_per_sample(kl_divergence(y_true, y_pred)); }
};

}  // namespace tenon::nn
