// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/sparse_categorical_crossentropy.hpp>
#include <tenon/nn/metric/mean.hpp>
#include <tenon/op/arg.hpp>
#include <tenon/op/matrix_parts.hpp>

/// Intersection over union, for segmentation: of a class, true positives / (true positives + false positives + false negatives).
/// The mean over some classes, of those that came at all.
namespace tenon::nn {

/// The classes that a metric looks at; none named are all.
template <std::size_t... Id>
struct ClassIds {
  static constexpr std::size_t count = sizeof...(Id);
  static constexpr bool contains(std::size_t i) { return count == 0 || (... || (i == Id)); }
};

namespace detail {

/// How often, by weight, label i was predicted as j, [i, j]. Numbers that are no class are left out, and so are labels to be
/// ignored.
template <std::size_t Classes, class Targets = ClassIds<>, std::int32_t... Ignored>
struct ConfusionMatrix {
  Variable<float, Classes, Classes> total;
  TENON_MODULE(ConfusionMatrix, total);

  template <class Y, class P>
  constexpr void add(Y const& y_true, P const& y_pred, auto const& weights, auto& context) const {
    if constexpr (same_shapes<Y, P>()) {
      constexpr std::size_t n = P::size;
      auto const y = reshape<n, 1>(cast<Index>(y_true)), p = reshape<n, 1>(cast<Index>(y_pred));
      auto const w = reshape<n, 1>(weights_of(weights, cast<float>(y_pred)));
      auto const counted = [&] {
        if constexpr (sizeof...(Ignored) == 0)
          return w;
        else
          return where((... && (y != static_cast<Index>(Ignored))), w, 0.f);
      }();
      auto const number = reshape<1, Classes>(numbers_up_to<Classes>(y_pred));
      auto const rows = where(y == number, broadcast_to<n, Classes>(counted), 0.f);
      context.assign(total, total + matmul(transpose(rows), cast<float>(p == number)));
    }
  }
  constexpr auto result() const {
    auto const table = recorded(total);
    auto const hits = diagonal(table);
    auto const all_of_class = sum<0>(table) + sum<1>(table) - hits;
    auto const came = all_of_class > 1e-9f;
    auto const parts = where(came, hits / (all_of_class + epsilon), 0.f);
    return over_targets(parts, Targets{}) / (over_targets(cast<float>(came), Targets{}) + epsilon);
  }

 private:
  template <std::size_t... Id>
  static constexpr auto over_targets(auto const& x, ClassIds<Id...>) {
    static_assert((... && (Id < Classes)), "IoU: a target class is not below the number of classes");
    if constexpr (sizeof...(Id) == 0)
      return sum(x);
    else
      return (... + x(at<int(Id)>));
  }
};

/// The class with the largest score, or the number of a class as it is.
template <bool Sparse, int Axis, class X>
constexpr auto class_number(X const& x) {
  if constexpr (Sparse)
    return cast<Index>(x);
  else
    return argmax<Axis>(x);
}

}  // namespace detail

/// The mean intersection over union of some of several classes. Labels and predictions are numbers of classes, of any shape; with
/// `OneHotTrue` or `OneHotPred` they have an axis of the classes, of which the largest counts.
template <std::size_t Classes, class Targets = ClassIds<>, bool OneHotTrue = false, bool OneHotPred = false, int Axis = -1,
          std::int32_t... Ignored>
struct IoU {
  detail::ConfusionMatrix<Classes, Targets, Ignored...> confusion;
  TENON_MODULE(IoU, confusion);
  static constexpr char const* name = Targets::count == 0 ? "mean_io_u" : "io_u";

  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    confusion.add(detail::class_number<!OneHotTrue, Axis>(y_true), detail::class_number<!OneHotPred, Axis>(y_pred), weights,
                  context);
  }
  /// 0 before anything came.
  constexpr auto result() const { return confusion.result(); }
};
/// Of all classes; labels of the ignored ones do not count.
template <std::size_t Classes, std::int32_t... Ignored>
using MeanIoU = IoU<Classes, ClassIds<>, false, false, -1, Ignored...>;
/// Of labels and scores with a class axis.
template <std::size_t Classes, class Targets, int Axis = -1, std::int32_t... Ignored>
using OneHotIoU = IoU<Classes, Targets, true, true, Axis, Ignored...>;
template <std::size_t Classes, int Axis = -1, std::int32_t... Ignored>
using OneHotMeanIoU = IoU<Classes, ClassIds<>, true, true, Axis, Ignored...>;

/// Of the two classes of labels 0 and 1, where a score of at least the threshold is class 1.
template <class Targets = ClassIds<0, 1>>
struct BinaryIoU {
  Tensor<float> threshold{0.5f};
  detail::ConfusionMatrix<2, Targets> confusion;
  TENON_MODULE(BinaryIoU, threshold, confusion);
  static constexpr char name[] = "binary_io_u";

  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    confusion.add(cast<Index>(y_true), cast<Index>(cast<float>(y_pred) >= threshold), weights, context);
  }
  constexpr auto result() const { return confusion.result(); }
};

}  // namespace tenon::nn
