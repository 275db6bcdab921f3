// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/metric/confusion.hpp>

/// What can be had at the best of many thresholds. All four count the decisions at N thresholds between 0 and 1.
namespace tenon::nn {

namespace detail {
/// The decisions at N thresholds, by weight.
template <std::size_t N, int ClassId>
struct ThresholdCounts {
  Tensor<float, N> thresholds = even_thresholds<N>();
  Variable<float, N> true_positives, false_positives, true_negatives, false_negatives;
  TENON_MODULE(ThresholdCounts, thresholds, true_positives, false_positives, true_negatives, false_negatives);

  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    flattened<0, ClassId>(y_true, y_pred, weights, [&](auto const& label, auto const& score, auto const& w) {
      auto const above = score > reshape<N, 1>(thresholds);
      context.assign(true_positives, true_positives + count_where(label && above, w));
      context.assign(false_positives, false_positives + count_where(!label && above, w));
      context.assign(true_negatives, true_negatives + count_where(!label && !above, w));
      context.assign(false_negatives, false_negatives + count_where(label && !above, w));
    });
  }
  constexpr auto recall() const { return divide_no_nan(true_positives, true_positives + false_negatives); }
  constexpr auto precision() const { return divide_no_nan(true_positives, true_positives + false_positives); }
  constexpr auto specificity() const { return divide_no_nan(true_negatives, true_negatives + false_positives); }
};
/// The largest value where another is at least a bound; 0 where it never is.
constexpr auto largest_where(auto const& reached, auto const& bound, auto const& value) {
  return max(where(reached >= bound, value, 0.f));
}
}  // namespace detail

/// The best recall at a threshold where the specificity is at least that.
template <std::size_t N = 200, int ClassId = -1>
struct SensitivityAtSpecificity {
  Tensor<float> specificity{0.5f};
  detail::ThresholdCounts<N, ClassId> counts;
  TENON_MODULE(SensitivityAtSpecificity, specificity, counts);
  static constexpr char name[] = "sensitivity_at_specificity";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    counts.update(y_true, y_pred, weights, context);
  }
  constexpr auto result() const { return detail::largest_where(counts.specificity(), specificity, counts.recall()); }
};
/// The best specificity at a threshold where the recall is at least that.
template <std::size_t N = 200, int ClassId = -1>
struct SpecificityAtSensitivity {
  Tensor<float> sensitivity{0.5f};
  detail::ThresholdCounts<N, ClassId> counts;
  TENON_MODULE(SpecificityAtSensitivity, sensitivity, counts);
  static constexpr char name[] = "specificity_at_sensitivity";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    counts.update(y_true, y_pred, weights, context);
  }
  constexpr auto result() const { return detail::largest_where(counts.recall(), sensitivity, counts.specificity()); }
};
/// The best precision at a threshold where the recall is at least that.
template <std::size_t N = 200, int ClassId = -1>
struct PrecisionAtRecall {
  Tensor<float> recall{0.5f};
  detail::ThresholdCounts<N, ClassId> counts;
  TENON_MODULE(PrecisionAtRecall, recall, counts);
  static constexpr char name[] = "precision_at_recall";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    counts.update(y_true, y_pred, weights, context);
  }
  constexpr auto result() const { return detail::largest_where(counts.recall(), recall, counts.precision()); }
};
/// The best recall at a threshold where the precision is at least that.
template <std::size_t N = 200, int ClassId = -1>
struct RecallAtPrecision {
  Tensor<float> precision{0.5f};
  detail::ThresholdCounts<N, ClassId> counts;
  TENON_MODULE(RecallAtPrecision, precision, counts);
  static constexpr char name[] = "recall_at_precision";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    counts.update(y_true, y_pred, weights, context);
  }
  constexpr auto result() const { return detail::largest_where(counts.precision(), precision, counts.recall()); }
};

}  // namespace tenon::nn
