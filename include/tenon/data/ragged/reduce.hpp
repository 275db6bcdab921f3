// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/like.hpp>
#include <tenon/op/join.hpp>

#include <limits>

/// Folds of each row's values: the innermost ragged axis goes away. Of one ragged axis the result is dense: `data::Rows`, or of a
/// ragged tensor with capacities a tensor with an element for each row that there may be, where those beyond the count have no
/// values.
namespace tenon {

namespace diagnose {
template <class Op, class T, bool Fits>
inline constexpr bool reduction_accepts_dtype = Fits;
}  // namespace diagnose

#define TENON_RAGGED_FOLD                                                                                                        \
  "ragged::sum, max, min take numbers, mean floating ones, any and all bool; convert by ragged::map_flat_values and tn::cast "   \
  "(reduction, dtype follow)"

namespace detail::ragged_fold {

struct Sum {
  template <class T>
  static constexpr bool accepts = !std::is_same_v<T, bool>;
  template <class T>
  static constexpr T none = T(0);
  template <class T>
  static constexpr T step(T a, T b) {
    return static_cast<T>(a + b);
  }
  template <class T>
  static constexpr T finish(T a, std::size_t) {
    return a;
  }
};
struct Mean : Sum {
  template <class T>
  static constexpr bool accepts = std::is_floating_point_v<T>;
  template <class T>
  static constexpr T finish(T sum, std::size_t count) {
    if (count == 0) return std::numeric_limits<T>::quiet_NaN();
    return sum / static_cast<T>(count);
  }
};
template <bool Largest>
struct Extreme : Sum {
  template <class T>
  static constexpr T none = Largest ? std::numeric_limits<T>::lowest() : std::numeric_limits<T>::max();
  template <class T>
  static constexpr T step(T a, T b) {
    return op::detail::joined<Largest ? op::detail::Join::maximum : op::detail::Join::minimum>(a, b);
  }
};
template <bool All>
struct Logical : Sum {
  template <class T>
  static constexpr bool accepts = std::is_same_v<T, bool>;
  template <class T>
  static constexpr T none = All;
  template <class T>
  static constexpr T step(T a, T b) {
    return All ? a && b : a || b;
  }
};

/// Calls sink(values) with the folds of the rows of the innermost ragged axis of a view, one after the other.
template <class Fold, class View, class Sink>
constexpr void fold_rows(View const& view, Sink const& sink) {
  using T = typename View::value_type;
  constexpr std::size_t inner = View::inner_shape::size;
  auto const splits = view.splits(View::ragged_rank - 1);
  T const* from = view.flat_values().data();
  for (std::size_t row = 0; row + 1 < splits.size(); ++row) {
    auto const count = static_cast<std::size_t>(splits[row + 1] - splits[row]);
    T folded[inner == 0 ? 1 : inner]{};
    for (std::size_t j = 0; j < inner; ++j) {
      folded[j] = count > 0 ? from[j] : Fold::template none<T>;
      for (std::size_t i = 1; i < count; ++i) folded[j] = Fold::step(folded[j], from[i * inner + j]);
      folded[j] = Fold::finish(folded[j], count);
    }
    sink(static_cast<T const*>(folded));
    from += count * inner;
  }
}

template <class Fold, class X>
constexpr auto fold(X const& x) {
  using T = typename X::value_type;
  using S = typename X::inner_shape;
  auto const view = x.view();
  if constexpr (X::ragged_rank == 1) {
    auto result = dense_rows<DenseLike<X, T, S>>(view.rows());
    T* to = result.data();
    fold_rows<Fold>(view, [&to](T const* values) {
      for (std::size_t j = 0; j < S::size; ++j) *to++ = values[j];
    });
    if constexpr (is_fixed_ragged<X>)
      while (to != result.data() + result.size) *to++ = Fold::finish(Fold::template none<T>, 0);
    return result;
  } else
    return RaggedLike<X, T, X::ragged_rank - 1>::build([&](auto& b) {
             b.append_partition(view);
             fold_rows<Fold>(view, [&b](T const* values) { b.append(values, 1); });
           })
        .or_stop("ragged: a fold of rows");
}

template <class Fold, class X>
constexpr auto checked_fold(X const& x) {
  using T = typename X::value_type;
  static_assert(diagnose::reduction_accepts_dtype<Fold, T, Fold::template accepts<T>>, TENON_RAGGED_FOLD);
  if constexpr (Fold::template accepts<T>)
    return fold<Fold>(x);
  else
    return Invalid{};
}

}  // namespace detail::ragged_fold

namespace ragged {

/// Sums of the values of each row; 0 of none.   [rows, (n), D...] -> [rows, D...]
template <Ragged X>
constexpr auto sum(X const& x) {
  return detail::ragged_fold::checked_fold<detail::ragged_fold::Sum>(x);
}
/// Means; NaN of none.
template <Ragged X>
constexpr auto mean(X const& x) {
  return detail::ragged_fold::checked_fold<detail::ragged_fold::Mean>(x);
}
/// Largest values; of none the lowest finite number of the dtype, as in TensorFlow. A NaN is the largest.
template <Ragged X>
constexpr auto max(X const& x) {
  return detail::ragged_fold::checked_fold<detail::ragged_fold::Extreme<true>>(x);
}
/// Smallest values; of none the largest finite number.
template <Ragged X>
constexpr auto min(X const& x) {
  return detail::ragged_fold::checked_fold<detail::ragged_fold::Extreme<false>>(x);
}
/// Whether a value of the row is true; false of none.
template <Ragged X>
constexpr auto any(X const& x) {
  return detail::ragged_fold::checked_fold<detail::ragged_fold::Logical<false>>(x);
}
/// Whether all of them are; true of none.
template <Ragged X>
constexpr auto all(X const& x) {
  return detail::ragged_fold::checked_fold<detail::ragged_fold::Logical<true>>(x);
}

}  // namespace ragged
}  // namespace tenon
