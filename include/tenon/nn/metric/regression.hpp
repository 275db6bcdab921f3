// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/cosine_similarity.hpp>
#include <tenon/nn/metric/mean.hpp>
#include <tenon/op/composite.hpp>
#include <tenon/tensor/create.hpp>

/// Metrics of numbers that are no losses.
namespace tenon::nn {

/// The root of the weighted mean of (y - p)^2, over all elements.
struct RootMeanSquaredError {
  Mean mean;
  TENON_MODULE(RootMeanSquaredError, mean);
  static constexpr char name[] = "root_mean_squared_error";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(detail::of_pairs(y_true, y_pred, [](auto const& y, auto const& p) { return square(y - p); }), weights, context);
  }
  template <class M = Mean>
  constexpr auto result() const {
    return sqrt(static_cast<M const&>(mean).result());
  }
};

/// The weighted mean of the cosine of the angle between y and p along an axis: the loss `CosineSimilarity` with its sign changed.
template <int Axis = -1>
struct CosineSimilarityMetric {
  Mean mean;
  TENON_MODULE(CosineSimilarityMetric, mean);
  static constexpr char name[] = "cosine_similarity";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(detail::cosine<Axis>(y_true, y_pred), weights, context);
  }
  template <class M = Mean>
  constexpr auto result() const {
    return static_cast<M const&>(mean).result();
  }
};

/// The weighted mean of |y - p| / normalizer, 0 where that is 0; its shape broadcasts to that of a sample.
template <std::size_t... D>
struct MeanRelativeError {
  Tensor<float, D...> normalizer = full<float, D...>(1.f);
  Mean mean;
  TENON_MODULE(MeanRelativeError, normalizer, mean);
  static constexpr char name[] = "mean_relative_error";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(detail::of_pairs(y_true, y_pred,
                              [&](auto const& y, auto const& p) {
                                return where(normalizer == 0.f, 0.f, cast<float>(abs(y - p)) / normalizer);
                              }),
             weights, context);
  }
  template <class M = Mean>
  constexpr auto result() const {
    return static_cast<M const&>(mean).result();
  }
};

/// Pearson's correlation of y and p along an axis.   [.., n, ..], [.., n, ..] -> [..]
template <int Axis = -1>
constexpr auto pearson_correlation(auto const& y_true, auto const& y_pred) {
  return detail::of_pairs(y_true, y_pred, [](auto const& y, auto const& p) {
    auto const a = y - mean<Axis>(y, keepdims), b = p - mean<Axis>(p, keepdims);
    return mean<Axis>(a * b) / sqrt(mean<Axis>(square(a)) * mean<Axis>(square(b)));
  });
}
/// Lin's concordance: 2 cov(y, p) / (var(y) + var(p) + (mean(y) - mean(p))^2 + 1e-7) along an axis; A Concordance Correlation
/// Coefficient to Evaluate Reproducibility (1989).   [.., n, ..], [.., n, ..] -> [..]
template <int Axis = -1>
constexpr auto concordance_correlation(auto const& y_true, auto const& y_pred) {
  return detail::of_pairs(y_true, y_pred, [](auto const& y, auto const& p) {
    auto const y_mean = mean<Axis>(y, keepdims), p_mean = mean<Axis>(p, keepdims);
    auto const a = y - y_mean, b = p - p_mean;
    auto const norm = mean<Axis>(square(a), keepdims) + mean<Axis>(square(b), keepdims) + square(y_mean - p_mean);
    return mean<Axis>(a * b * 2 / (norm + detail::epsilon));
  });
}
/// The weighted mean of `pearson_correlation`.
template <int Axis = -1>
struct PearsonCorrelation {
  Mean mean;
  TENON_MODULE(PearsonCorrelation, mean);
  static constexpr char name[] = "pearson_correlation";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(pearson_correlation<Axis>(y_true, y_pred), weights, context);
  }
  template <class M = Mean>
  constexpr auto result() const {
    return static_cast<M const&>(mean).result();
  }
};
/// The weighted mean of `concordance_correlation`.
template <int Axis = -1>
struct ConcordanceCorrelation {
  Mean mean;
  TENON_MODULE(ConcordanceCorrelation, mean);
  static constexpr char name[] = "concordance_correlation";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(concordance_correlation<Axis>(y_true, y_pred), weights, context);
  }
  template <class M = Mean>
  constexpr auto result() const {
    return static_cast<M const&>(mean).result();
  }
};

/// How the scores of several outputs become one: not at all, by their mean, or by the mean weighted with the outputs' variances.
enum class Aggregation { none, uniform_average, variance_weighted_average };

/// The part of the variance of y that p explains, 1 - sum((y - p)^2) / sum((y - mean)^2), of outputs [batch, Outputs]; adjusted
/// for the number of regressors, where there are more samples than that.
template <std::size_t Outputs = 1, Aggregation A = Aggregation::uniform_average, int Regressors = 0>
struct R2Score {
  Variable<float, Outputs> squared_sum, sum, residual, count;
  Variable<float> num_samples;
  TENON_MODULE(R2Score, squared_sum, sum, residual, count, num_samples);
  static constexpr char name[] = "r2_score";

  template <class Y, class P>
  constexpr void update(Y const& y_true, P const& y_pred, auto const& weights, auto& context) const {
    if constexpr (detail::same_shapes<Y, P>()) {
      auto const y = cast<float>(detail::rows(y_true)), p = cast<float>(detail::rows(y_pred));
      auto const w = detail::weights_of(weights, y);
      auto const counted = where(w == 0.f, 0.f, y);  // what weighs nothing may be anything
      context.assign(sum, sum + tenon::sum<0>(counted * w));
      context.assign(squared_sum, squared_sum + tenon::sum<0>(square(counted) * w));
      context.assign(residual, residual + tenon::sum<0>(detail::weighted(w, square(y - p))));
      context.assign(count, count + tenon::sum<0>(w));
      context.assign(num_samples, num_samples + tenon::sum(cast<float>(any<1>(w != 0.f))));
    }
  }
  constexpr auto result() const {
    auto const total = detail::recorded(squared_sum) - square(sum) / count;
    auto const exact = 1.f - residual / total;
    auto const scores = where(isinf(exact), 0.f, exact);
    if constexpr (A == Aggregation::none)
      return adjusted(scores);
    else if constexpr (A == Aggregation::uniform_average)
      return adjusted(mean(scores));
    else
      return adjusted(tenon::sum(total * scores) / tenon::sum(total));
  }

 private:
  constexpr auto adjusted(auto const& score) const {
    if constexpr (Regressors == 0)
      return score;
    else {
      auto const& samples = detail::at_use(score, num_samples);
      auto const freedom = samples - static_cast<float>(Regressors + 1);
      return where(freedom > 0.f, 1.f - (1.f - score) * (samples - 1.f) / freedom, score);
    }
  }
};

}  // namespace tenon::nn
