// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/metric/confusion.hpp>

namespace tenon::nn {

/// How the scores of several classes become one: not at all, by counting all classes as one, by their mean, or by the mean
/// weighted with how often each class is true.
enum class Averaging { none, micro, macro, weighted };

/// (1 + beta^2) precision recall / (beta^2 precision + recall) of labels and scores [batch, Classes]. A class is predicted where
/// its score is above the threshold, or, without `Thresholded`, where it is the largest and not 0.
template <std::size_t Classes, Averaging A = Averaging::none, bool Thresholded = false>
struct FBetaScore {
  static constexpr bool micro = A == Averaging::micro;
  using Counts = std::conditional_t<micro, Variable<float>, Variable<float, Classes>>;
  Tensor<float> beta{1.f}, threshold{0.5f};
  Counts true_positives, false_positives, false_negatives, intermediate_weights;
  TENON_MODULE(FBetaScore, beta, threshold, true_positives, false_positives, false_negatives, intermediate_weights);
  static constexpr char name[] = "fbeta_score";

  template <class Y, class P>
  constexpr void update(Y const& y_true, P const& y_pred, auto const& weights, auto& context) const {
    if constexpr (detail::same_shapes<Y, P>()) {
      static_assert(P::shape_type::rank == 2 && P::size % Classes == 0, "FBetaScore: scores must be [batch, classes]");
      auto const score = cast<float>(y_pred);
      auto const positive = [&] {
        if constexpr (Thresholded)
          return cast<float>(score > threshold);
        else
          return cast<float>(score >= max<-1>(score, keepdims) && abs(score) > 1e-9f);
      }();
      auto const w = detail::weights_of(weights, score);
      auto const y = where(w == 0.f, 0.f, cast<float>(y_true));  // what weighs nothing may be anything
      auto add = [&](auto const& counts, auto const& x) {
        if constexpr (micro)
          context.assign(counts, counts + sum(x * w));
        else
          context.assign(counts, counts + sum<0>(x * w));
      };
      add(true_positives, positive * y);
      add(false_positives, positive * (1.f - y));
      add(false_negatives, (1.f - positive) * y);
      add(intermediate_weights, y * 1.f);
    }
  }
  /// A number, or with `Averaging::none` one for each class.   [] or [Classes]
  constexpr auto result() const {
    auto const hits = detail::recorded(true_positives);
    auto const precision = hits / (hits + false_positives + detail::epsilon);
    auto const recall = hits / (hits + false_negatives + detail::epsilon);
    auto const b = square(detail::at_use(hits, beta));
    auto const score = precision * recall / (b * precision + recall + detail::epsilon) * (1.f + b);
    if constexpr (A == Averaging::weighted)
      return sum(score * intermediate_weights / (sum(intermediate_weights) + detail::epsilon));
    else if constexpr (A == Averaging::none)
      return score;
    else
      return mean(score);
  }
};

/// `FBetaScore` of beta 1: the harmonic mean of precision and recall.
template <std::size_t Classes, Averaging A = Averaging::none, bool Thresholded = false>
struct F1Score {
  FBetaScore<Classes, A, Thresholded> score;
  TENON_MODULE(F1Score, score);
  static constexpr char name[] = "f1_score";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    score.update(y_true, y_pred, weights, context);
  }
  constexpr auto result() const { return score.result(); }
};

}  // namespace tenon::nn
