// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/per_sample.hpp>
#include <tenon/op/statistics.hpp>

/// Losses of a margin, for labels -1 and 1. If all labels are 0 or 1 they are taken for -1 and 1.
namespace tenon::nn {

namespace detail {
/// Labels 0 and 1 as -1 and 1; others as they are.
template <class Y>
constexpr auto signed_labels(Y const& y) {
  return where(all_of(y == 0 || y == 1), y * 2 - 1, y);
}
/// max(1 - y p, 0).
constexpr auto below_margin(auto const& y, auto const& p) { return maximum(1 - signed_labels(y) * p, 0); }
}  // namespace detail

/// mean(max(1 - y p, 0)) over the last axis.   [.., n], [.., n] -> [..]
constexpr auto hinge(auto const& y_true, auto const& y_pred) {
  return detail::mean_of_pairs(y_true, y_pred, [](auto const& y, auto const& p) { return detail::below_margin(y, p); });
}
/// mean(max(1 - y p, 0)^2) over the last axis.   [.., n], [.., n] -> [..]
constexpr auto squared_hinge(auto const& y_true, auto const& y_pred) {
  return detail::mean_of_pairs(y_true, y_pred, [](auto const& y, auto const& p) { return square(detail::below_margin(y, p)); });
}
/// max(n - t + 1, 0), where t is the score of the true class and n the largest other one; y is one-hot. Weston and Watkins,
/// Multi-class Support Vector Machines (1998).   [.., n], [.., n] -> [..]
constexpr auto categorical_hinge(auto const& y_true, auto const& y_pred) {
  return detail::of_pairs(y_true, y_pred,
                          [](auto const& y, auto const& p) { return maximum(max<-1>((1 - y) * p) - sum<-1>(y * p) + 1, 0); });
}

/// `hinge` of each sample.   [batch, S...], [batch, S...] -> [batch]
struct Hinge {
  TENON_MODULE(Hinge);
  static constexpr char name[] = "hinge";
  constexpr auto call(auto const& y_true, auto const& y_pred) const { return hinge(detail::rows(y_true), detail::rows(y_pred)); }
};
/// `squared_hinge` of each sample.   [batch, S...], [batch, S...] -> [batch]
struct SquaredHinge {
  TENON_MODULE(SquaredHinge);
  static constexpr char name[] = "squared_hinge";
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return squared_hinge(detail::rows(y_true), detail::rows(y_pred));
  }
};
/// `categorical_hinge` of each sample, the mean over its other axes.   [batch, S..., n], [batch, S..., n] -> [batch]
struct CategoricalHinge {
  TENON_MODULE(CategoricalHinge);
  static constexpr char name[] = "categorical_hinge";
  constexpr auto call(auto const& y_true, auto const& y_pred) const { return mean_per_sample(categorical_hinge(y_true, y_pred)); }
};

}  // namespace tenon::nn
