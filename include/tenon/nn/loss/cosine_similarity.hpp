// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/per_sample.hpp>
#include <tenon/op/power.hpp>

namespace tenon::nn {

namespace detail {
/// x / max(|x|, 1e-7) along an axis: a vector of zeros stays one, with a finite derivative.
template <int Axis, class X>
constexpr auto l2_normalized(X const& x) {
  return x * rsqrt(maximum(sum<Axis>(square(x), keepdims), epsilon * epsilon));
}
/// The cosine of the angle between y and p along an axis.
template <int Axis>
constexpr auto cosine(auto const& y_true, auto const& y_pred) {
  return of_pairs(y_true, y_pred,
                  [](auto const& y, auto const& p) { return sum<Axis>(l2_normalized<Axis>(y) * l2_normalized<Axis>(p)); });
}
}  // namespace detail

/// Minus the cosine of the angle between y and p along an axis: -1 where they point the same way, 0 where one is zero.
/// [.., n, ..], [.., n, ..] -> [..]
template <int Axis = -1>
constexpr auto cosine_similarity(auto const& y_true, auto const& y_pred) {
  return -detail::cosine<Axis>(y_true, y_pred);
}

/// `cosine_similarity` of each sample, the mean over its other axes.   [batch, S...], [batch, S...] -> [batch]
template <int Axis = -1>
struct CosineSimilarity {
  TENON_MODULE(CosineSimilarity);
  static constexpr char name[] = "cosine_similarity";
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return mean_per_sample(cosine_similarity<Axis>(y_true, y_pred));
  }
};

}  // namespace tenon::nn
