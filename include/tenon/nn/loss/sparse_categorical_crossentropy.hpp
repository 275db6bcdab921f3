// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/log_probability.hpp>
#include <tenon/nn/signature.hpp>
#include <tenon/op/power.hpp>
#include <tenon/op/routine.hpp>
#include <tenon/op/scan.hpp>
#include <tenon/tensor/create.hpp>

namespace tenon::diagnose {
template <class Labels, class Predictions, bool Fit>
inline constexpr bool a_class_number_for_each_distribution = Fit;
}  // namespace tenon::diagnose

namespace tenon::nn {

namespace detail {

/// 0 ... N - 1, with the front end of x.   -> [N]
template <std::size_t N, class X>
constexpr auto numbers_up_to(X const& x) {
  if constexpr (tenon::detail::IsTraced<X>::value) {
    Dims const dims{1, {static_cast<std::int32_t>(N)}};
    NodeId const ones = x.builder()->constant(dtype_of<Index>, dims, tenon::detail::to_scalar(Index(1)));
    return cumsum<0>(Traced<Index, Shape<N>>(x.builder(), ones)) - 1;
  } else
    return arange<Index, N>();
}

/// The labels of an output that has classes along an axis (of [batch, S...]), numbers of them; any number, if some stand for no
/// class and are ignored.
template <class Output, int Axis, bool Checked>
struct ClassNumbers {
  static constexpr Dims scores = dims_of<Output>;
  static constexpr int axis = Axis < 0 ? Axis + scores.rank : Axis - 1;
  static constexpr Dims labels = [] {
    Dims d;
    for (int i = 0; i < scores.rank; ++i)
      if (i != axis) d.push_back(scores[i]);
    return d;
  }();
  static constexpr std::size_t classes = Checked && 0 <= axis && axis < scores.rank ? static_cast<std::size_t>(scores[axis]) : 0;
  using type = Labels<std::int32_t, shape_from<labels>, classes>;
};

/// Class numbers and predictions along an axis.
template <class Y, class P, int Axis>
struct ClassAxis {
  static constexpr Dims labels = dims_of<typename Y::shape_type>, scores = dims_of<typename P::shape_type>;
  static constexpr int axis = Axis < 0 ? Axis + scores.rank : Axis;
  static constexpr bool in_range = 0 <= axis && axis < scores.rank;
  static constexpr std::size_t classes = in_range ? static_cast<std::size_t>(scores[axis]) : 1;
  /// Of the labels, with an axis of extent 1 where the classes are.
  static constexpr Dims one_of = [] {
    Dims d = scores;
    if (in_range) d[axis] = 1;
    return d;
  }();
  static constexpr Dims reduced = [] {
    Dims d;
    for (int i = 0; i < scores.rank; ++i)
      if (i != axis) d.push_back(scores[i]);
    return d;
  }();
  static constexpr Dims along = [] {
    Dims d = scores;
    for (int i = 0; i < d.rank; ++i) d[i] = i == axis ? scores[i] : 1;
    return d;
  }();
  static constexpr bool fits = in_range && (labels == one_of || labels == reduced);

  static constexpr bool check() {
    if constexpr (tenon::detail::is_broken<Y> || tenon::detail::is_broken<P>)
      return false;
    else {
      static_assert(
          diagnose::a_class_number_for_each_distribution<typename Y::shape_type, typename P::shape_type, fits>,
          "loss: integer labels must have the shape of the predictions without the axis of the classes, or with extent 1 "
          "there (labels, predictions follow)");
      return fits;
    }
  }
};

/// Of x along the axis, the element with the number in y: sum(x where class == y).   [.., classes, ..] -> [..]
template <class C>
constexpr auto of_class(auto const& y_true, auto const& x) {
  auto const y = reshape_to_shape<shape_from<C::one_of>>(cast<Index>(y_true));
  return sum<C::axis>(where(y == reshape_to_shape<shape_from<C::along>>(numbers_up_to<C::classes>(x)), x, 0));
}
/// x, but NaN where y is no class: a wrong label must not pass for one that is learnt.
template <class C>
constexpr auto where_labels_are_classes(auto const& y_true, auto const& x) {
  auto const y = reshape_to_shape<shape_from<C::reduced>>(cast<Index>(y_true));
  return where(y >= 0 && y < static_cast<Index>(C::classes), x, __builtin_nan(""));
}
/// Which labels count: those that are none of the ignored classes.   [..]
template <class C, std::int32_t... Ignored>
constexpr auto labels_that_count(auto const& y_true) {
  auto const y = reshape_to_shape<shape_from<C::reduced>>(cast<Index>(y_true));
  return (... && (y != static_cast<Index>(Ignored)));
}

}  // namespace detail

/// -log(p of the true class) along an axis; y_true has its number. `sparse_categorical_crossentropy<from_logits>(y, z)` takes
/// p = softmax(z); probabilities are divided by their sum and kept 1e-7 away from 0 and 1. It is 0 where the label is one of the
/// classes to be ignored, `sparse_categorical_crossentropy<from_logits, -1, 255>`, and NaN where it is no class.
/// [..] integer, [.., classes, ..] -> [..]
template <From Scores = from_probabilities, int Axis = -1, std::int32_t... Ignored, class Y, class P>
constexpr auto sparse_categorical_crossentropy(Y const& y_true, P const& y_pred) {
  using C = detail::ClassAxis<Y, P, Axis>;
  if constexpr (C::check()) {
    auto const loss = detail::where_labels_are_classes<C>(
        y_true, -detail::of_class<C>(y_true, detail::log_distribution<Scores, C::axis>(y_pred)));
    if constexpr (sizeof...(Ignored) != 0)
      return where(detail::labels_that_count<C, Ignored...>(y_true), loss, 0);
    else
      return loss;
  } else
    return Invalid{};
}

/// `sparse_categorical_crossentropy` of each sample, the mean over its other axes. With classes to be ignored, it is the mean
/// over the labels of the batch that count.   [batch, S...] integer, [batch, S..., classes] -> [batch]
template <From Scores = from_probabilities, int Axis = -1, std::int32_t... Ignored>
struct SparseCategoricalCrossentropy {
  TENON_MODULE(SparseCategoricalCrossentropy);
  static constexpr char name[] = "sparse_categorical_crossentropy";
  template <class Output>
  using labels = typename detail::ClassNumbers<Output, Axis, sizeof...(Ignored) == 0>::type;

  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    auto const losses = mean_per_sample(values(y_true, y_pred));
    if constexpr (sizeof...(Ignored) == 0)
      return losses;
    else {
      auto const part = mean(cast<float>(counts(y_true, y_pred)));
      return where(part == 0.f, 0.f, cast<float>(losses) / part);
    }
  }
  /// The losses themselves, 0 of those to be ignored.   [..]
  constexpr auto values(auto const& y_true, auto const& y_pred) const {
    return sparse_categorical_crossentropy<Scores, Axis, Ignored...>(y_true, y_pred);
  }
  /// Which labels count: a metric leaves the others out where it has weights.   [..]
  template <class Y, class P>
    requires(sizeof...(Ignored) != 0)
  constexpr auto counts(Y const& y_true, P const&) const {
    return detail::labels_that_count<detail::ClassAxis<Y, P, Axis>, Ignored...>(y_true);
  }
};

/// (1 - p^q) / q of the probability p of the true class: between the crossentropy (q to 0) and the absolute error (q = 1), for
/// labels of which some are wrong; Zhang and Sabuncu, Generalized Cross Entropy Loss (2018). NaN where the label is no class.
/// [..] integer, [.., classes] -> [..]
template <class Y, class P, class Q = float>
constexpr auto categorical_generalized_cross_entropy(Y const& y_true, P const& y_pred, Q const& q = Q(0.5f)) {
  using C = detail::ClassAxis<Y, P, -1>;
  if constexpr (C::check()) {
    auto const power = detail::hyper<typename P::value_type>(q);
    return detail::where_labels_are_classes<C>(y_true, (1 - pow(detail::of_class<C>(y_true, y_pred), power)) / power);
  } else
    return Invalid{};
}

/// `categorical_generalized_cross_entropy` of each sample, the mean over its other axes.   [batch, S...], [batch, S..., n] ->
/// [batch]
struct CategoricalGeneralizedCrossEntropy {
  Tensor<float> q{0.5f};
  TENON_MODULE(CategoricalGeneralizedCrossEntropy, q);
  static constexpr char name[] = "categorical_generalized_cross_entropy";
  template <class Output>
  using labels = ClassIndices<Output>;
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return mean_per_sample(categorical_generalized_cross_entropy(y_true, y_pred, q));
  }
};

}  // namespace tenon::nn
