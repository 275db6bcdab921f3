// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/linalg/products.hpp>

/// Products of several matrices in the cheapest order.
namespace tenon {

namespace diagnose {
template <int I>
struct factor;
template <class Factor, class... S>
inline constexpr bool factor_fits = false;
}  // namespace diagnose

namespace linalg {

/// The order of a chain of products that takes the fewest multiply-adds: between[i][j] is where matrices i to j are parted.
struct Chain {
  static constexpr int most = 16;
  std::int64_t cost[most][most] = {};
  int between[most][most] = {};

  /// `extent` has one number more than there are matrices: rows of the first, then the columns of each.
  static constexpr Chain of(std::int32_t const* extent, int count) {
    Chain c;
    for (int length = 1; length < count; ++length)
      for (int i = 0, j = length; j < count; ++i, ++j)
        for (int k = i; k < j; ++k) {
          std::int64_t const here = c.cost[i][k] + c.cost[k + 1][j] + std::int64_t(extent[i]) * extent[k + 1] * extent[j + 1];
          if (k == i || here < c.cost[i][j]) c.cost[i][j] = here, c.between[i][j] = k;
        }
    return c;
  }
  constexpr Value product(Value const* x, int i, int j) const {
    if (i == j) return x[i];
    int const k = between[i][j];
    return linalg::product(product(x, i, k), product(x, k + 1, j));
  }
};

/// A chain of matrices, of which the first may be a row and the last a column of one axis.
struct MultiDot {
  /// The matrices' extents in `extent`; the number of the first pair that does not fit, or -1.
  static constexpr int fit(Dims const* d, int count, std::int32_t* extent) {
    for (int i = 0; i < count; ++i) {
      bool const vector = d[i].rank == 1, first = i == 0, last = i == count - 1;
      if (d[i].rank != 2 && !(vector && (first || last))) return i;
      std::int32_t const m = vector && first ? 1 : d[i][0], n = vector && !first ? 1 : d[i][d[i].rank - 1];
      if (first)
        extent[0] = m;
      else if (extent[i] != m)
        return i;
      extent[i + 1] = n;
    }
    return -1;
  }
  template <class A, class... Rest>
  static constexpr int unfit = [] {
    Dims const d[] = {dims_of<typename A::shape_type>, dims_of<typename Rest::shape_type>...};
    std::int32_t extent[sizeof...(Rest) + 2] = {};
    return fit(d, static_cast<int>(sizeof...(Rest)) + 1, extent);
  }();
  template <class A, class... Rest>
  static constexpr bool dtypes_ok =
      (std::is_same_v<typename A::value_type, typename Rest::value_type> && ...) && !std::is_same_v<typename A::value_type, bool>;
  template <class... A>
  static constexpr bool ok = unfit<A...> < 0 && dtypes_ok<A...>;

  static constexpr Dims dims(Dims const& first, Dims const& last) {
    Dims r;
    if (first.rank == 2) r.push_back(first[0]);
    if (last.rank == 2) r.push_back(last[1]);
    return r;
  }
  template <class A, class... Rest>
  struct Result {
    using value_type = typename A::value_type;
    using Last = typename tenon::detail::nth<sizeof...(Rest) - 1, Rest...>::shape_type;
    using shape_type = shape_from<dims(dims_of<typename A::shape_type>, dims_of<Last>)>;
    template <int I>
    using operand_type = value_type;
  };
  template <class... V>
  static constexpr Value record(V... v) {
    constexpr int count = sizeof...(V);
    Value x[] = {v...};
    Dims d[] = {linalg::dims(v)...};
    std::int32_t extent[count + 1] = {};
    (void)fit(d, count, extent);
    for (int i = 0; i < count; ++i) x[i] = reshaped(x[i], Dims{2, {extent[i], extent[i + 1]}});
    return reshaped(Chain::of(extent, count).product(x, 0, count - 1), dims(d[0], d[count - 1]));
  }
  template <class... X>
  static constexpr auto call(X&&... x) {
    if constexpr (tenon::detail::faulty<MultiDot, X...>) {
      static_assert(
          diagnose::operation_accepts_dtype<MultiDot, typename tenon::detail::nth<0, tenon::detail::arg_of<X>...>::value_type,
                                            dtypes_ok<tenon::detail::arg_of<X>...>>,
          "multi_dot: the operands must have one dtype, and a numeric one");
      constexpr int bad = unfit<tenon::detail::arg_of<X>...>;
      if constexpr (bad >= 0)
        static_assert(diagnose::factor_fits<diagnose::factor<bad>, typename tenon::detail::arg_of<X>::shape_type...>,
                      "multi_dot: a factor is no matrix of as many rows as the one before it has columns (its number from 0, all "
                      "shapes follow)");
    }
    return apply<MultiDot>(static_cast<X&&>(x)...);
  }
};

}  // namespace linalg

/// Product of a chain of 2 to 16 matrices in the order that takes the fewest multiply-adds; the first may be a row and the
/// last a column of one axis.   [m, k], [k, l], ..., [p, n] -> [m, n]
template <Operand X, Operand Y, Operand... Rest>
  requires(sizeof...(Rest) <= 14)
constexpr auto multi_dot(X&& x, Y&& y, Rest&&... rest) {
  return linalg::MultiDot::call(static_cast<X&&>(x), static_cast<Y&&>(y), static_cast<Rest&&>(rest)...);
}

}  // namespace tenon
