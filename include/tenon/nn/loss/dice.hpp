// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/per_sample.hpp>

/// Losses of overlap, for masks of 0 and 1: segmentation.
namespace tenon::nn {

namespace detail {
/// The sum over axes, of all of them without a list.
template <int... Axes, class X>
constexpr auto sum_over(X const& x) {
  return sum<Axes...>(x);
}
/// One value a sample of what was folded over axes: where the batch was among them, the mean of all, for each.
template <std::size_t Batch, int... Axes, class X>
constexpr auto spread_over_samples(X const& x) {
  if constexpr (tenon::detail::is_broken<X>)
    return Invalid{};
  else if constexpr (sizeof...(Axes) == 0 || (... || (Axes == 0)))
    return broadcast_to<Batch>(mean(x));
  else
    return mean_per_sample(x);
}
}  // namespace detail

/// 1 - 2 sum(y p) / (sum(y) + sum(p) + 1e-7) over some axes, or all; Milletari et al., V-Net (2016).
/// [S...], [S...] -> [S... without the axes]
template <int... Axes>
constexpr auto dice(auto const& y_true, auto const& y_pred) {
  return detail::of_pairs(y_true, y_pred, [](auto const& y, auto const& p) {
    auto const both = detail::sum_over<Axes...>(y) + detail::sum_over<Axes...>(p);
    return 1 - detail::sum_over<Axes...>(y * p) * 2 / (both + detail::epsilon);
  });
}
/// 1 - t / (t + alpha f + beta m + 1e-7) over some axes, or all, of hits t = sum(y p), false alarms f = sum((1 - y) p) and misses
/// m = sum(y (1 - p)); Salehi et al., Tversky loss function for image segmentation (2017).
/// [S...], [S...] -> [S... without the axes]
template <int... Axes, class A = float, class B = float>
constexpr auto tversky(auto const& y_true, auto const& y_pred, A const& alpha = A(0.5f), B const& beta = B(0.5f)) {
  return detail::of_pairs(y_true, y_pred, [&](auto const& y, auto const& p) {
    using T = typename std::remove_cvref_t<decltype(p)>::value_type;
    auto const hits = detail::sum_over<Axes...>(y * p);
    auto const alarms = detail::sum_over<Axes...>((1 - y) * p), misses = detail::sum_over<Axes...>(y * (1 - p));
    return 1 - hits / (hits + alarms * detail::hyper<T>(alpha) + misses * detail::hyper<T>(beta) + detail::epsilon);
  });
}

/// `dice`, of the whole batch (the same for all samples) or, with axes other than 0, of each sample.
/// [batch, S...], [batch, S...] -> [batch]
template <int... Axes>
struct Dice {
  TENON_MODULE(Dice);
  static constexpr char name[] = "dice";
  template <class Y>
  constexpr auto call(Y const& y_true, auto const& y_pred) const {
    return detail::spread_over_samples<detail::samples_of<Y>, Axes...>(dice<Axes...>(y_true, y_pred));
  }
};
/// `tversky`, as `Dice`.   [batch, S...], [batch, S...] -> [batch]
template <int... Axes>
struct Tversky {
  Tensor<float> alpha{0.5f}, beta{0.5f};
  TENON_MODULE(Tversky, alpha, beta);
  static constexpr char name[] = "tversky";
  template <class Y>
  constexpr auto call(Y const& y_true, auto const& y_pred) const {
    return detail::spread_over_samples<detail::samples_of<Y>, Axes...>(tversky<Axes...>(y_true, y_pred, alpha, beta));
  }
};

}  // namespace tenon::nn
