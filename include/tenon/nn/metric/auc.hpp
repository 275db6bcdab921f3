// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/metric/confusion.hpp>

namespace tenon::nn {

/// The curve whose area is taken: the true positives' rate over the false positives'; precision over recall; or their gains over
/// saying always yes, Flach and Kull, Precision-Recall-Gain Curves (2015).
enum class Curve { roc, pr, pr_gain };
/// How the area between two thresholds is taken: by the line between them (of a PR curve, by the line between their counts: Davis
/// and Goadrich, The Relationship Between Precision-Recall and ROC Curves, 2006), by the lower or by the higher end.
enum class Summation { interpolation, minoring, majoring };

/// The area under a curve, of N thresholds: evenly from just below 0 to just above 1, or others in order. Labels and scores are
/// of any shape; with `MultiLabel` they are [batch, Labels], the area is taken for each label, and the result is their mean by
/// `label_weights`. Otherwise these weigh the elements along the last axis. `from_logits` takes the sigmoid of the scores.
template <std::size_t N = 200, Curve C = Curve::roc, Summation S = Summation::interpolation, From Scores = from_probabilities,
          std::size_t Labels = 1, bool MultiLabel = (Labels > 1)>
struct AUC {
  using Counts = std::conditional_t<MultiLabel, Variable<float, N, Labels>, Variable<float, N>>;
  Tensor<float, N> thresholds = detail::even_thresholds<N>(detail::epsilon);
  Tensor<float, Labels> label_weights = full<float, Labels>(1.f);
  Counts true_positives, false_positives, true_negatives, false_negatives;
  TENON_MODULE(AUC, thresholds, label_weights, true_positives, false_positives, true_negatives, false_negatives);
  static constexpr char name[] = "auc";

  template <class Y, class P>
  constexpr void update(Y const& y_true, P const& y_pred, auto const& weights, auto& context) const {
    if constexpr (detail::same_shapes<Y, P>()) {
      auto const score = [&] {
        if constexpr (Scores == From::logits)
          return sigmoid(cast<float>(y_pred));
        else
          return clip(cast<float>(y_pred), 0.f, 1.f);
      }();
      auto const given = detail::weights_of(weights, score);
      if constexpr (MultiLabel) {
        static_assert(P::shape_type::rank == 2, "AUC: with MultiLabel, scores must be [batch, labels]");
        count(expand<0>(y_true != typename Y::value_type(0)), expand<0>(score), expand<0>(given), reshape<N, 1, 1>(thresholds),
              context);
      } else {
        auto flat = [](auto const& x) { return reshape<1, P::size>(x); };
        auto const w = [&] {
          if constexpr (Labels > 1)
            return given * label_weights;
          else
            return given;
        }();
        count(flat(y_true != typename Y::value_type(0)), flat(score), flat(w), reshape<N, 1>(thresholds), context);
      }
    }
  }

  constexpr auto result() const {
    using detail::recorded;
    auto const tp = recorded(true_positives), fp = recorded(false_positives);
    auto const tn = recorded(true_negatives), fn = recorded(false_negatives);
    auto const recall = detail::divide_no_nan(tp, tp + fn);
    if constexpr (C == Curve::roc)
      return area(detail::divide_no_nan(fp, fp + tn), recall);
    else if constexpr (C == Curve::pr && S == Summation::interpolation)
      return interpolated_pr(tp, fp, fn);
    else if constexpr (C == Curve::pr)
      return area(recall, detail::divide_no_nan(tp, tp + fp));
    else {
      auto const scale = detail::divide_no_nan(tp + fn, tn + fp);
      auto const recall_gain = maximum(where(tp == 0.f, 0.f, 1.f - scale * detail::divide_no_nan(fn, tp)), 0.f);
      return area(recall_gain, where(tp == 0.f, 1.f, 1.f - scale * detail::divide_no_nan(fp, tp)));
    }
  }

 private:
  constexpr void count(auto const& label, auto const& score, auto const& w, auto const& threshold, auto& context) const {
    auto const above = score > threshold;
    auto add = [&](auto const& counts, auto const& condition) {
      context.assign(counts, counts + detail::count_where(condition, w));
    };
    add(true_positives, label && above);
    add(false_positives, !label && above);
    add(true_negatives, !label && !above);
    add(false_negatives, label && !above);
  }
  static constexpr auto before(auto const& x) { return x(range<0, int(N) - 1>, ellipsis); }
  static constexpr auto after(auto const& x) { return x(range<1, int(N)>, ellipsis); }
  /// The area of a curve, points in the order of the thresholds: x falls.
  constexpr auto area(auto const& x, auto const& y) const {
    auto const height = [&] {
      if constexpr (S == Summation::interpolation)
        return (before(y) + after(y)) / 2.f;
      else if constexpr (S == Summation::minoring)
        return minimum(before(y), after(y));
      else
        return maximum(before(y), after(y));
    }();
    return over_labels(sum<0>((before(x) - after(x)) * height));
  }
  /// Between two thresholds true and false positives change in a straight line, precision does not.
  constexpr auto interpolated_pr(auto const& tp, auto const& fp, auto const& fn) const {
    auto const p = tp + fp;
    auto const dtp = before(tp) - after(tp);
    auto const slope = detail::divide_no_nan(dtp, maximum(before(p) - after(p), 0.f));
    auto const intercept = after(tp) - slope * after(p);
    auto const ratio = where(before(p) > 0.f && after(p) > 0.f, detail::divide_no_nan(before(p), maximum(after(p), 0.f)), 1.f);
    auto const parts = slope * (dtp + intercept * log(ratio));
    return over_labels(sum<0>(detail::divide_no_nan(parts, maximum(after(tp) + after(fn), 0.f))));
  }
  constexpr auto over_labels(auto const& areas) const {
    if constexpr (MultiLabel)
      return detail::divide_no_nan(sum(areas * label_weights), sum(label_weights));
    else
      return areas;
  }
};

}  // namespace tenon::nn
