// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/sparse_categorical_crossentropy.hpp>
#include <tenon/nn/metric/mean.hpp>
#include <tenon/op/arg.hpp>
#include <tenon/op/statistics.hpp>

/// How often predictions are right: plain functions that give 1 or 0 each, and their weighted means.
namespace tenon::nn {

/// Whether predictions are the labels.   [S...], [S...] -> [S...]
constexpr auto accuracy(auto const& y_true, auto const& y_pred) {
  return detail::of_pairs(y_true, y_pred, [](auto const& y, auto const& p) { return cast<float>(y == p); });
}
/// Whether predictions above the threshold are those of label 1.   [S...], [S...] -> [S...]
template <class T = float>
constexpr auto binary_accuracy(auto const& y_true, auto const& y_pred, T const& threshold = T(0.5f)) {
  return detail::of_pairs(y_true, y_pred, [&](auto const& y, auto const& p) {
    using V = typename std::remove_cvref_t<decltype(p)>::value_type;
    return cast<float>(cast<V>(p > detail::hyper<V>(threshold)) == y);
  });
}
/// Whether the largest prediction is where the largest label is; labels are one-hot.   [.., n], [.., n] -> [..]
constexpr auto categorical_accuracy(auto const& y_true, auto const& y_pred) {
  return detail::of_pairs(y_true, y_pred,
                          [](auto const& y, auto const& p) { return cast<float>(argmax<-1>(y) == argmax<-1>(p)); });
}
/// Whether the largest prediction is that of the class with the number in y_true.   [..] integer, [.., n] -> [..]
template <class Y, class P>
constexpr auto sparse_categorical_accuracy(Y const& y_true, P const& y_pred) {
  using C = detail::ClassAxis<Y, P, -1>;
  if constexpr (C::check())
    return cast<float>(reshape_to_shape<shape_from<C::reduced>>(cast<Index>(y_true)) == argmax<-1>(y_pred));
  else
    return Invalid{};
}
/// Whether fewer than K predictions are larger than that of the true class; y_true has its number.   [..] integer, [.., n] ->
/// [..]
template <std::size_t K = 5, class Y, class P>
constexpr auto sparse_top_k_categorical_accuracy(Y const& y_true, P const& y_pred) {
  using C = detail::ClassAxis<Y, P, -1>;
  if constexpr (C::check()) {
    auto const score = reshape_to_shape<shape_from<C::one_of>>(detail::of_class<C>(y_true, y_pred));
    auto const larger = sum<-1>(cast<Index>(y_pred > score));
    auto const y = reshape_to_shape<shape_from<C::reduced>>(cast<Index>(y_true));
    return cast<float>(larger < static_cast<Index>(K) && (y >= 0 && y < static_cast<Index>(C::classes)));
  } else
    return Invalid{};
}
/// The same for labels that are one-hot.   [.., n], [.., n] -> [..]
template <std::size_t K = 5>
constexpr auto top_k_categorical_accuracy(auto const& y_true, auto const& y_pred) {
  return detail::of_pairs(y_true, y_pred,
                          [](auto const& y, auto const& p) { return sparse_top_k_categorical_accuracy<K>(argmax<-1>(y), p); });
}

/// The weighted mean of `accuracy`.
struct Accuracy {
  Mean mean;
  TENON_MODULE(Accuracy, mean);
  static constexpr char name[] = "accuracy";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(accuracy(y_true, y_pred), weights, context);
  }
  template <class M = Mean>
  constexpr auto result() const {
    return static_cast<M const&>(mean).result();
  }
};
/// The weighted mean of `binary_accuracy`.
struct BinaryAccuracy {
  Tensor<float> threshold{0.5f};
  Mean mean;
  TENON_MODULE(BinaryAccuracy, threshold, mean);
  static constexpr char name[] = "binary_accuracy";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(binary_accuracy(y_true, y_pred, threshold), weights, context);
  }
  template <class M = Mean>
  constexpr auto result() const {
    return static_cast<M const&>(mean).result();
  }
};
/// The weighted mean of `categorical_accuracy`.
struct CategoricalAccuracy {
  Mean mean;
  TENON_MODULE(CategoricalAccuracy, mean);
  static constexpr char name[] = "categorical_accuracy";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(categorical_accuracy(y_true, y_pred), weights, context);
  }
  template <class M = Mean>
  constexpr auto result() const {
    return static_cast<M const&>(mean).result();
  }
};
/// The weighted mean of `sparse_categorical_accuracy`.
struct SparseCategoricalAccuracy {
  Mean mean;
  TENON_MODULE(SparseCategoricalAccuracy, mean);
  static constexpr char name[] = "sparse_categorical_accuracy";
  template <class Output>
  using labels = ClassIndices<Output>;
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(sparse_categorical_accuracy(y_true, y_pred), weights, context);
  }
  template <class M = Mean>
  constexpr auto result() const {
    return static_cast<M const&>(mean).result();
  }
};
/// The weighted mean of `top_k_categorical_accuracy`.
template <std::size_t K = 5>
struct TopKCategoricalAccuracy {
  Mean mean;
  TENON_MODULE(TopKCategoricalAccuracy, mean);
  static constexpr char name[] = "top_k_categorical_accuracy";
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(top_k_categorical_accuracy<K>(y_true, y_pred), weights, context);
  }
  template <class M = Mean>
  constexpr auto result() const {
    return static_cast<M const&>(mean).result();
  }
};
/// The weighted mean of `sparse_top_k_categorical_accuracy`; or, `FromSortedIds`, of whether the class is one of the first K
/// numbers of classes that a prediction lists.
template <std::size_t K = 5, bool FromSortedIds = false>
struct SparseTopKCategoricalAccuracy {
  Mean mean;
  TENON_MODULE(SparseTopKCategoricalAccuracy, mean);
  static constexpr char name[] = "sparse_top_k_categorical_accuracy";
  template <class Output>
  using labels = ClassIndices<Output>;
  template <class Y, class P>
  constexpr void update(Y const& y_true, P const& y_pred, auto const& weights, auto& context) const {
    using C = detail::ClassAxis<Y, P, -1>;
    if constexpr (!FromSortedIds)
      mean.add(sparse_top_k_categorical_accuracy<K>(y_true, y_pred), weights, context);
    else if constexpr (C::check()) {
      auto const y = reshape_to_shape<shape_from<C::one_of>>(cast<Index>(y_true));
      mean.add(cast<float>(any<-1>(y == cast<Index>(y_pred)(ellipsis, range<0, int(K)>))), weights, context);
    }
  }
  template <class M = Mean>
  constexpr auto result() const {
    return static_cast<M const&>(mean).result();
  }
};

}  // namespace tenon::nn
