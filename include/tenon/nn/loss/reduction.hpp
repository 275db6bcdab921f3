// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/per_sample.hpp>

namespace tenon::diagnose {
template <class Weights, class Losses, bool Fit>
inline constexpr bool weights_are_of_the_first_axes = Fit;
}  // namespace tenon::diagnose

namespace tenon::nn {

/// How losses become one number: their mean, their sum, not at all, or the mean in which a loss counts with its weight.
enum class Reduction { sum_over_batch_size, sum, none, mean_with_sample_weight };

namespace detail {

/// How weights lie in the first axes of values: a shape that broadcasts to them.
template <class W, class L>
struct AlignedWeights {
  static constexpr Dims values = dims_of<L>;
  static constexpr Dims weights = [] {
    Dims d = dims_of<W>;
    while (d.rank > values.rank && d[d.rank - 1] == 1) --d.rank;
    if (d.rank < int(max_rank)) d[d.rank] = 0;
    return d;
  }();
  static constexpr bool fits = [] {
    if (weights.rank > values.rank) return false;
    for (int i = 0; i < weights.rank; ++i)
      if (weights[i] != 1 && weights[i] != values[i]) return false;
    return true;
  }();
  static constexpr Dims aligned = [] {
    Dims d = values;
    for (int i = 0; i < values.rank; ++i) d[i] = fits && i < weights.rank ? weights[i] : 1;
    return d;
  }();
};

/// Weights in the shape and dtype of values, of which they have the first axes.   [a..], [a.., b..] -> [a.., b..]
template <class W, class L>
constexpr auto weights_of(W const& weights, L const&) {
  using S = typename L::shape_type;
  using A = AlignedWeights<typename W::shape_type, S>;
  static_assert(diagnose::weights_are_of_the_first_axes<typename W::shape_type, S, A::fits>,
                "weights: their shape must be that of the first axes of what they weigh (weights, values follow)");
  if constexpr (A::fits)
    return broadcast_to_shape<S>(reshape_to_shape<shape_from<A::aligned>>(cast<typename L::value_type>(weights)));
  else
    return Invalid{};
}
/// Values times weights; what has weight 0 may be anything, NaN too.
template <class W, class L>
constexpr auto weighted(W const& weights, L const& losses) {
  return where(weights == 0, 0, losses * weights);
}

}  // namespace detail

/// What a loop of training of one's own does with losses: their mean (the default), `reduce_loss<Reduction::sum>(losses)`, or the
/// losses themselves.   [..] -> []
template <Reduction R = Reduction::sum_over_batch_size, class L>
constexpr auto reduce_loss(L const& losses) {
  if constexpr (R == Reduction::sum)
    return sum(losses);
  else if constexpr (R == Reduction::none)
    return losses * 1;
  else
    return mean(losses);
}
/// The same with weights, which are of the first axes of the losses: the mean is sum(w l) over the number of losses, or with
/// `Reduction::mean_with_sample_weight` over the sum of the weights; 0 if that is 0. A loss of weight 0 may be anything, NaN too.
/// [..], [w..] -> []
template <Reduction R = Reduction::sum_over_batch_size, class L, class W>
constexpr auto reduce_loss(L const& losses, W const& sample_weight) {
  if constexpr (std::is_arithmetic_v<W>) {
    if constexpr (R == Reduction::mean_with_sample_weight)
      return mean(losses);
    else
      return reduce_loss<R>(losses * sample_weight);
  } else {
    auto const weights = detail::weights_of(sample_weight, losses);
    auto const products = detail::weighted(weights, losses);
    if constexpr (R != Reduction::mean_with_sample_weight)
      return reduce_loss<R>(products);
    else {
      auto const total = sum(weights);
      return where(total == 0, 0, sum(products) / total);
    }
  }
}

}  // namespace tenon::nn
