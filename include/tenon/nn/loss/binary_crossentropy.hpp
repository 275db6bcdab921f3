// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/log_probability.hpp>
#include <tenon/op/power.hpp>

namespace tenon::nn {

namespace detail {
/// Labels 0 and 1 moved towards 1/2.
template <class S>
constexpr auto smoothed(auto const& y, S const& smoothing) {
  auto const s = hyper<typename std::remove_cvref_t<decltype(y)>::value_type>(smoothing);
  return y * (1 - s) + s * 0.5f;
}
/// -y log(p) - (1 - y) log(1 - p).
template <From Scores>
constexpr auto binary_entropy(auto const& y, auto const& p) {
  return -(y * log_probability<Scores>(p) + (1 - y) * log_probability<Scores, true>(p));
}
}  // namespace detail

/// mean(-y log(p) - (1 - y) log(1 - p)) over the last axis, for labels of any number of independent classes.
/// `binary_crossentropy<from_logits>(y, z)` takes p = sigmoid(z); probabilities are kept 1e-7 away from 0 and 1.
/// With smoothing s, y counts as y (1 - s) + s / 2.   [.., n], [.., n] -> [..]
template <From Scores = from_probabilities, class S = float>
constexpr auto binary_crossentropy(auto const& y_true, auto const& y_pred, S const& label_smoothing = S(0)) {
  return detail::mean_of_pairs(y_true, y_pred, [&](auto const& y, auto const& p) {
    return detail::binary_entropy<Scores>(detail::smoothed(y, label_smoothing), p);
  });
}

/// `binary_crossentropy` of each sample.   [batch, S...], [batch, S...] -> [batch]
template <From Scores = from_probabilities>
struct BinaryCrossentropy {
  Tensor<float> label_smoothing{0.f};
  TENON_MODULE(BinaryCrossentropy, label_smoothing);
  static constexpr char name[] = "binary_crossentropy";
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return binary_crossentropy<Scores>(detail::rows(y_true), detail::rows(y_pred), label_smoothing);
  }
};

/// `binary_crossentropy` in which what is already right counts less: times (1 - q)^gamma, where q is the probability that the
/// prediction gives the label; Lin et al., Focal Loss for Dense Object Detection (2017). With `Balanced`, times
/// y alpha + (1 - y) (1 - alpha) too.   [.., n], [.., n] -> [..]
template <From Scores = from_probabilities, bool Balanced = false, class A = float, class G = float, class S = float>
constexpr auto binary_focal_crossentropy(auto const& y_true, auto const& y_pred, A const& alpha = A(0.25f), G const& gamma = G(2),
                                         S const& label_smoothing = S(0)) {
  return detail::mean_of_pairs(y_true, y_pred, [&](auto const& labels, auto const& scores) {
    using T = typename std::remove_cvref_t<decltype(scores)>::value_type;
    auto const y = detail::smoothed(labels, label_smoothing);
    auto const entropy = detail::binary_entropy<Scores>(y, scores);
    auto const p = detail::probability<Scores>(scores);
    auto const focused = pow(1 - (y * p + (1 - y) * (1 - p)), detail::hyper<T>(gamma)) * entropy;
    if constexpr (Balanced) {
      auto const a = detail::hyper<T>(alpha);
      return (y * a + (1 - y) * (1 - a)) * focused;
    } else
      return focused;
  });
}

/// `binary_focal_crossentropy` of each sample.   [batch, S...], [batch, S...] -> [batch]
template <From Scores = from_probabilities, bool Balanced = false>
struct BinaryFocalCrossentropy {
  Tensor<float> alpha{0.25f}, gamma{2.f}, label_smoothing{0.f};
  TENON_MODULE(BinaryFocalCrossentropy, alpha, gamma, label_smoothing);
  static constexpr char name[] = "binary_focal_crossentropy";
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return binary_focal_crossentropy<Scores, Balanced>(detail::rows(y_true), detail::rows(y_pred), alpha, gamma, label_smoothing);
  }
};

}  // namespace tenon::nn
