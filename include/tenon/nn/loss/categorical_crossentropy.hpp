// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/log_probability.hpp>
#include <tenon/op/power.hpp>

namespace tenon::nn {

namespace detail {
/// One-hot labels moved towards the mean of the classes, y (1 - s) + s / classes.
template <int Axis, class Y, class S>
constexpr auto smoothed_classes(Y const& y, S const& smoothing) {
  using T = typename Y::value_type;
  constexpr Dims dims = dims_of<typename Y::shape_type>;
  constexpr int classes = dims[Axis < 0 ? Axis + dims.rank : Axis];
  auto const s = hyper<T>(smoothing);
  return y * (1 - s) + s / static_cast<T>(classes);
}
}  // namespace detail

/// -sum(y log(p)) along an axis: of labels y that are one-hot, or distributions themselves.
/// `categorical_crossentropy<from_logits>(y, z)` takes p = softmax(z); probabilities are divided by their sum and kept 1e-7 away
/// from 0 and 1. With smoothing s, y counts as y (1 - s) + s / classes.   [.., classes, ..], [.., classes, ..] -> [..]
template <From Scores = from_probabilities, int Axis = -1, class S = float>
constexpr auto categorical_crossentropy(auto const& y_true, auto const& y_pred, S const& label_smoothing = S(0)) {
  return detail::of_pairs(y_true, y_pred, [&](auto const& y, auto const& p) {
    return -sum<Axis>(detail::smoothed_classes<Axis>(y, label_smoothing) * detail::log_distribution<Scores, Axis>(p));
  });
}

/// `categorical_crossentropy` of each sample, the mean over its other axes.   [batch, S...], [batch, S...] -> [batch]
template <From Scores = from_probabilities, int Axis = -1>
struct CategoricalCrossentropy {
  Tensor<float> label_smoothing{0.f};
  TENON_MODULE(CategoricalCrossentropy, label_smoothing);
  static constexpr char name[] = "categorical_crossentropy";
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return mean_per_sample(categorical_crossentropy<Scores, Axis>(y_true, y_pred, label_smoothing));
  }
};

/// -sum(alpha (1 - p)^gamma y log(p)) along an axis: what is already right counts less; Lin et al., Focal Loss for Dense Object
/// Detection (2017). Probabilities, those of logits too, are kept 1e-7 away from 0 and 1.
/// [.., classes, ..], [.., classes, ..] -> [..]
template <From Scores = from_probabilities, int Axis = -1, class A = float, class G = float, class S = float>
constexpr auto categorical_focal_crossentropy(auto const& y_true, auto const& y_pred, A const& alpha = A(0.25f),
                                              G const& gamma = G(2), S const& label_smoothing = S(0)) {
  return detail::of_pairs(y_true, y_pred, [&](auto const& y, auto const& scores) {
    using T = typename std::remove_cvref_t<decltype(scores)>::value_type;
    // Clipped here, as Keras does: with smoothed labels the loss of a class that is ruled out has a bound.
    auto const log_p = clip(detail::log_distribution<Scores, Axis>(scores), detail::log_epsilon, -detail::epsilon);
    auto const weight = pow(-expm1(log_p), detail::hyper<T>(gamma)) * detail::hyper<T>(alpha);
    return -sum<Axis>(weight * detail::smoothed_classes<Axis>(y, label_smoothing) * log_p);
  });
}

/// `categorical_focal_crossentropy` of each sample, the mean over its other axes.   [batch, S...], [batch, S...] -> [batch]
template <From Scores = from_probabilities, int Axis = -1>
struct CategoricalFocalCrossentropy {
  Tensor<float> alpha{0.25f}, gamma{2.f}, label_smoothing{0.f};
  TENON_MODULE(CategoricalFocalCrossentropy, alpha, gamma, label_smoothing);
  static constexpr char name[] = "categorical_focal_crossentropy";
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return mean_per_sample(categorical_focal_crossentropy<Scores, Axis>(y_true, y_pred, alpha, gamma, label_smoothing));
  }
};

}  // namespace tenon::nn
