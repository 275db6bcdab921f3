// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/sparse_categorical_crossentropy.hpp>
#include <tenon/nn/metric/mean.hpp>
#include <tenon/op/sort.hpp>
#include <tenon/op/statistics.hpp>

/// Counts of right and wrong decisions, for labels of 0 and 1: a prediction above a threshold says 1.
namespace tenon::nn {

namespace detail {

/// a / b, and 0 where b is 0.
constexpr auto divide_no_nan(auto const& a, auto const& b) { return where(b == 0.f, 0.f, a / b); }

/// N thresholds at equal distances from 0 to 1; of one, the middle. `beyond` is how far the ends lie outside.
template <std::size_t N>
constexpr Tensor<float, N> even_thresholds(double beyond = 0) {
  Tensor<float, N> t;
  for (std::size_t i = 0; i < N; ++i)
    t.data()[i] = static_cast<float>(N == 1       ? 0.5
                                     : i == 0     ? -beyond
                                     : i == N - 1 ? 1 + beyond
                                                  : static_cast<double>(i) / static_cast<double>(N - 1));
  return t;
}

/// Scores that are among the K largest of their row, of equal ones the first; the others become very small.   [.., n] -> [.., n]
template <std::size_t K, class P>
constexpr auto only_top(P const& p) {
  constexpr Dims dims = dims_of<typename P::shape_type>;
  constexpr std::size_t n = static_cast<std::size_t>(dims[dims.rank - 1]), rows = P::size / n;
  auto const [values, which] = top_k<K>(reshape<rows, n>(p));
  auto const hit = any<1>(reshape<rows, K, 1>(which) == reshape<1, 1, n>(numbers_up_to<n>(p)));
  return where(reshape_to_shape<typename P::shape_type>(hit), p, -1e10f);
}

/// The columns of labels, scores and weights that a metric looks at, each as a row of all elements: [1, n].
template <std::size_t TopK, int ClassId, class Y, class P, class W, class F>
constexpr void flattened(Y const& y_true, P const& y_pred, W const& weights, F const& f) {
  if constexpr (same_shapes<Y, P>()) {
    auto const scores = [&] {
      if constexpr (TopK > 0)
        return only_top<TopK>(cast<float>(y_pred));
      else
        return cast<float>(y_pred);
    }();
    auto const w = weights_of(weights, scores);
    auto use = [&](auto const& x) {
      constexpr std::size_t size = P::size;
      if constexpr (ClassId < 0)
        return reshape<1, size>(x);
      else {
        constexpr Dims dims = dims_of<typename P::shape_type>;
        static_assert(ClassId < dims[dims.rank - 1], "class_id: there are not so many classes along the last axis");
        constexpr std::size_t n = static_cast<std::size_t>(dims[dims.rank - 1]);
        return reshape<1, size / n>(reshape<size / n, n>(x)(all, range<ClassId, ClassId + 1>));
      }
    };
    f(use(y_true) != typename Y::value_type(0), use(scores), use(w));
  }
}
/// Sums of the weights, for each threshold, of where a condition holds.   [1, n], [thresholds, n] -> [thresholds]
template <class C, class W>
constexpr auto count_where(C const& condition, W const& weights) {
  return sum<1>(where(condition, broadcast_to_shape<typename C::shape_type>(weights), 0.f));
}

}  // namespace detail

/// What became of a decision.
enum class Decision { true_positives, false_positives, true_negatives, false_negatives };

/// How many decisions, by weight, are of one kind, for each of N thresholds.
template <Decision C, std::size_t N = 1>
struct ConfusionCount {
  Tensor<float, N> thresholds = full<float, N>(0.5f);
  Variable<float, N> accumulator;
  TENON_MODULE(ConfusionCount, thresholds, accumulator);
  static constexpr char const* name = C == Decision::true_positives    ? "true_positives"
                                      : C == Decision::false_positives ? "false_positives"
                                      : C == Decision::true_negatives  ? "true_negatives"
                                                                       : "false_negatives";

  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    detail::flattened<0, -1>(y_true, y_pred, weights, [&](auto const& label, auto const& score, auto const& w) {
      auto const above = score > reshape<N, 1>(thresholds);
      if constexpr (C == Decision::true_positives)
        add(label && above, w, context);
      else if constexpr (C == Decision::false_positives)
        add(!label && above, w, context);
      else if constexpr (C == Decision::true_negatives)
        add(!label && !above, w, context);
      else
        add(label && !above, w, context);
    });
  }
  /// A number for one threshold, else one for each.   [] or [N]
  constexpr auto result() const {
    if constexpr (N == 1)
      return sum(accumulator);
    else
      return accumulator * 1;
  }

 private:
  constexpr void add(auto const& condition, auto const& weights, auto& context) const {
    context.assign(accumulator, accumulator + detail::count_where(condition, weights));
  }
};
template <std::size_t N = 1>
using TruePositives = ConfusionCount<Decision::true_positives, N>;
template <std::size_t N = 1>
using FalsePositives = ConfusionCount<Decision::false_positives, N>;
template <std::size_t N = 1>
using TrueNegatives = ConfusionCount<Decision::true_negatives, N>;
template <std::size_t N = 1>
using FalseNegatives = ConfusionCount<Decision::false_negatives, N>;

/// The part of positive decisions that are right, by weight, for each of N thresholds. With TopK only the K largest scores of a
/// sample can be positive, with ClassId only that column of the last axis is looked at.
template <std::size_t N = 1, std::size_t TopK = 0, int ClassId = -1>
struct Precision {
  Tensor<float, N> thresholds = full<float, N>(TopK > 0 ? -1e10f : 0.5f);
  Variable<float, N> true_positives, false_positives;
  TENON_MODULE(Precision, thresholds, true_positives, false_positives);
  static constexpr char name[] = "precision";

  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    detail::flattened<TopK, ClassId>(y_true, y_pred, weights, [&](auto const& label, auto const& score, auto const& w) {
      auto const above = score > reshape<N, 1>(thresholds);
      context.assign(true_positives, true_positives + detail::count_where(label && above, w));
      context.assign(false_positives, false_positives + detail::count_where(!label && above, w));
    });
  }
  /// 0 before anything was positive.   [] or [N]
  constexpr auto result() const {
    auto const part = detail::divide_no_nan(true_positives, true_positives + false_positives);
    if constexpr (N == 1)
      return sum(part);
    else
      return part;
  }
};
/// The part of true labels that are found, by weight, for each of N thresholds; TopK and ClassId as in `Precision`.
template <std::size_t N = 1, std::size_t TopK = 0, int ClassId = -1>
struct Recall {
  Tensor<float, N> thresholds = full<float, N>(TopK > 0 ? -1e10f : 0.5f);
  Variable<float, N> true_positives, false_negatives;
  TENON_MODULE(Recall, thresholds, true_positives, false_negatives);
  static constexpr char name[] = "recall";

  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    detail::flattened<TopK, ClassId>(y_true, y_pred, weights, [&](auto const& label, auto const& score, auto const& w) {
      auto const above = score > reshape<N, 1>(thresholds);
      context.assign(true_positives, true_positives + detail::count_where(label && above, w));
      context.assign(false_negatives, false_negatives + detail::count_where(label && !above, w));
    });
  }
  /// 0 before there was a true label.   [] or [N]
  constexpr auto result() const {
    auto const part = detail::divide_no_nan(true_positives, true_positives + false_negatives);
    if constexpr (N == 1)
      return sum(part);
    else
      return part;
  }
};

}  // namespace tenon::nn
