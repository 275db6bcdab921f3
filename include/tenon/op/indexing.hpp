// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/gather.hpp>
#include <tenon/op/shape_ops.hpp>

/// What users call to read and write elements at run-time indices; op/gather.hpp says what happens out of range.
namespace tenon {

namespace diagnose {
template <class T>
inline constexpr bool indices_are_integers = std::is_integral_v<T> && !std::is_same_v<T, bool>;
template <class X, class Indices, int Axis, bool Fit>
inline constexpr bool shapes_agree_beside_the_axis = Fit;
template <class X, class Indices, bool Fit>
inline constexpr bool last_extent_is_an_index = Fit;
template <class Got, class Wanted>
inline constexpr bool values_have_the_shape = std::is_same_v<Got, Wanted>;
}  // namespace diagnose

namespace detail {

/// Indices of any integer dtype as the routines read them.
constexpr Value as_index(Value indices) { return {indices.builder, cast(*indices.builder, indices.id, dtype_of<Index>)}; }

template <class I>
inline constexpr bool is_index = diagnose::indices_are_integers<typename I::value_type>;

/// Whether a mask has the first axes of what it masks.
constexpr bool masks(Dims const& mask, Dims const& x) {
  bool same = mask.rank <= x.rank;
  for (int i = 0; same && i < mask.rank; ++i) same = mask[i] == x[i];
  return same;
}
/// A mask of the first axes as it broadcasts.
constexpr Dims with_units_behind(Dims d, int rank) {
  while (d.rank < rank) d.push_back(1);
  return d;
}

/// x with an axis replaced by the shape of the indices.
template <int Axis>
struct TakeRule {
  template <class X, class I>
  static constexpr bool valid = axes::exist<X::rank, Axis> && X::rank + I::rank <= max_rank + 1;
  static constexpr Dims dims(Dims const& x, Dims const& at) {
    Dims r;
    int const axis = axes::normalised(Axis, x.rank);
    for (int i = 0; i < axis; ++i) r.push_back(x[i]);
    for (int i = 0; i < at.rank; ++i) r.push_back(at[i]);
    for (int i = axis + 1; i < x.rank; ++i) r.push_back(x[i]);
    return r;
  }
  static constexpr std::int32_t attr(Dims const& x) { return op::axis_and_flag(axes::normalised(Axis, x.rank), false); }
};
/// Indices of the operand's rank, and its extents beside the axis.
template <int Axis>
struct AlongRule {
  template <class X, class I>
  static constexpr bool valid = [] {
    if (!axes::exist<X::rank, Axis> || X::rank != I::rank) return false;
    Dims const x = dims_of<X>, at = dims_of<I>;
    for (int i = 0; i < x.rank; ++i)
      if (i != axes::normalised(Axis, x.rank) && x[i] != at[i]) return false;
    return true;
  }();
  static constexpr Dims dims(Dims const&, Dims const& at) { return at; }
  static constexpr std::int32_t attr(Dims const& x) { return op::axis_and_flag(axes::normalised(Axis, x.rank), false); }
};
/// Indices whose last axis holds a position in the operand's first axes.
struct NdRule {
  template <class X, class I>
  static constexpr bool valid = [] {
    Dims const x = dims_of<X>, at = dims_of<I>;
    return at.rank > 0 && at[at.rank - 1] > 0 && at[at.rank - 1] <= x.rank && at[at.rank - 1] <= op::detail::max_index_depth;
  }();
  static constexpr Dims dims(Dims const& x, Dims const& at) {
    Dims r;
    for (int i = 0; i + 1 < at.rank; ++i) r.push_back(at[i]);
    for (int i = at[at.rank - 1]; i < x.rank; ++i) r.push_back(x[i]);
    return r;
  }
  static constexpr std::int32_t attr(Dims const&) { return 0; }
};

}  // namespace detail

/// The front-end form of reading elements: a routine, and its rule for shapes.
template <class Op, class Rule>
struct Gathering {
  template <class A, class I>
  static constexpr bool ok = detail::is_index<I> && Rule::template valid<typename A::shape_type, typename I::shape_type>;
  template <class A, class I>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<Rule::dims(dims_of<typename A::shape_type>, dims_of<typename I::shape_type>)>;
    template <int K>
    using operand_type = std::conditional_t<K == 0, typename A::value_type, typename I::value_type>;
  };
  template <class V>
  static constexpr V record(V x, V at) {
    Builder& b = *x.builder;
    Node const n = b[x.id];
    return routine<Op>(n.dtype, Rule::dims(n.dims, b[at.id].dims), Rule::attr(n.dims), x, detail::as_index(at));
  }
};

/// The front-end form of writing elements into a copy.
template <class Op, class Rule>
struct Scattering {
  template <class A, class I>
  using values = shape_from<Rule::dims(dims_of<typename A::shape_type>, dims_of<typename I::shape_type>)>;
  template <class A, class I, class V>
  static constexpr bool ok = [] {
    if constexpr (Gathering<Op, Rule>::template ok<A, I> && std::is_same_v<typename A::value_type, typename V::value_type> &&
                  !std::is_same_v<typename A::value_type, bool>)
      return std::is_same_v<typename V::shape_type, values<A, I>>;
    else
      return false;
  }();
  template <class A, class I, class V>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = typename A::shape_type;
    template <int K>
    using operand_type = std::conditional_t<K == 1, typename I::value_type, typename A::value_type>;
  };
  template <class V>
  static constexpr V record(V x, V at, V v) {
    Node const n = (*x.builder)[x.id];
    return routine<Op>(n.dtype, n.dims, Rule::attr(n.dims), x, detail::as_index(at), v);
  }
};

namespace detail {

#define TENON_INDICES "indices: they must be integers"
/// Says what is wrong with the shape of indices; nothing if something else is.
template <class Rule, int Axis, class X, class I>
constexpr void check_indices() {
  using S = typename arg_of<X>::shape_type;
  using R = typename arg_of<I>::shape_type;
  if constexpr (std::is_same_v<Rule, NdRule>)
    static_assert(diagnose::last_extent_is_an_index<S, R, Rule::template valid<S, R>>,
                  "indices: their last axis must hold one index for each of the first axes, 5 at most (shape, shape of the "
                  "indices follow)");
  else if constexpr (!axes::exist<S::rank, Axis>)
    static_assert(diagnose::axis_in_range<axes::Asked<S, Axis>, axes::Allowed<S>, S>,
                  "indices: axis out of range (axis, allowed range, shape follow)");
  else
    static_assert(
        diagnose::shapes_agree_beside_the_axis<S, R, Axis, Rule::template valid<S, R>>,
        "indices: along an axis they need the operand's rank and its other extents (shape, shape of the indices, axis follow)");
}

template <class Op, class Rule, int Axis, class X, class I>
constexpr auto gathered(X&& x, I&& indices) {
  using F = Gathering<Op, Rule>;
  if constexpr (faulty<F, X, I>) {
    static_assert(diagnose::indices_are_integers<typename arg_of<I>::value_type>, TENON_INDICES);
    check_indices<Rule, Axis, X, I>();
  }
  return apply<F>(static_cast<X&&>(x), static_cast<I&&>(indices));
}
/// Says what is wrong with the operands of a scatter; nothing if nothing is.
template <class Op, class Rule, int Axis, class X, class I, class V>
constexpr void check_scatter() {
  using F = Scattering<Op, Rule>;
  if constexpr (faulty<F, X, I, V>) {
    static_assert(diagnose::indices_are_integers<typename arg_of<I>::value_type>, TENON_INDICES);
    check_indices<Rule, Axis, X, I>();
    if constexpr (Gathering<Op, Rule>::template ok<arg_of<X>, arg_of<I>>) {
      static_assert(diagnose::same_dtype<Op, typename arg_of<X>::value_type, typename arg_of<V>::value_type>,
                    "scatter: the dtypes differ; convert one side with tn::cast<T>(x)");
      using Places = typename F::template values<arg_of<X>, arg_of<I>>;
      static_assert(diagnose::values_have_the_shape<shape_of_t<V>, Places>,
                    "scatter: the values have another shape than the places (shape of the values, of the places follow)");
    }
  }
}
template <class Op, class Rule, int Axis, class X, class I, class V>
constexpr auto scattered(X&& x, I&& indices, V&& values) {
  using F = Scattering<Op, Rule>;
  check_scatter<Op, Rule, Axis, X, I, V>();
  return apply<F>(static_cast<X&&>(x), static_cast<I&&>(indices), static_cast<V&&>(values));
}

}  // namespace detail

/// Slices of x at indices along an axis (the first, without one): NumPy's `take` with an axis, TensorFlow's `gather`.
/// [A..., n, B...], [I...] -> [A..., I..., B...]
template <int Axis = 0, Operand X, Operand I>
constexpr auto take(X&& x, I&& indices) {
  return detail::gathered<op::Take, detail::TakeRule<Axis>, Axis>(static_cast<X&&>(x), static_cast<I&&>(indices));
}
/// One element of x for each index along an axis; the other extents are equal. What `argsort` gives sorts with it.
/// [A..., n, B...], [A..., k, B...] -> [A..., k, B...]
template <int Axis, Operand X, Operand I>
constexpr auto take_along_axis(X&& x, I&& indices) {
  return detail::gathered<op::TakeAlong, detail::AlongRule<Axis>, Axis>(static_cast<X&&>(x), static_cast<I&&>(indices));
}
/// The slice of x at every position: indices of k numbers each.   [D1, ..., Dk, R...], [I..., k] -> [I..., R...]
template <Operand X, Operand I>
constexpr auto gather_nd(X&& x, I&& indices) {
  return detail::gathered<op::GatherNd, detail::NdRule, 0>(static_cast<X&&>(x), static_cast<I&&>(indices));
}

/// A copy of x with values written at every position, in the order of the indices.
/// [D1, ..., Dk, R...], [I..., k], [I..., R...] -> [D1, ..., Dk, R...]
/// The gradient of `_update` takes positions for different, that of `_min` and `_max` is zero.
template <Operand X, Operand I, Operand V>
constexpr auto scatter_nd_update(X&& x, I&& indices, V&& values) {
  return detail::scattered<op::ScatterNd<op::detail::Join::update>, detail::NdRule, 0>(
      static_cast<X&&>(x), static_cast<I&&>(indices), static_cast<V&&>(values));
}
template <Operand X, Operand I, Operand V>
constexpr auto scatter_nd_add(X&& x, I&& indices, V&& values) {
  return detail::scattered<op::ScatterNd<op::detail::Join::add>, detail::NdRule, 0>(
      static_cast<X&&>(x), static_cast<I&&>(indices), static_cast<V&&>(values));
}
template <Operand X, Operand I, Operand V>
constexpr auto scatter_nd_sub(X&& x, I&& indices, V&& values) {
  return detail::scattered<op::ScatterNd<op::detail::Join::subtract>, detail::NdRule, 0>(
      static_cast<X&&>(x), static_cast<I&&>(indices), static_cast<V&&>(values));
}
template <Operand X, Operand I, Operand V>
constexpr auto scatter_nd_min(X&& x, I&& indices, V&& values) {
  return detail::scattered<op::ScatterNd<op::detail::Join::minimum>, detail::NdRule, 0>(
      static_cast<X&&>(x), static_cast<I&&>(indices), static_cast<V&&>(values));
}
template <Operand X, Operand I, Operand V>
constexpr auto scatter_nd_max(X&& x, I&& indices, V&& values) {
  return detail::scattered<op::ScatterNd<op::detail::Join::maximum>, detail::NdRule, 0>(
      static_cast<X&&>(x), static_cast<I&&>(indices), static_cast<V&&>(values));
}
/// A copy of x with values written along an axis, one at each index: the inverse of `take_along_axis`. Gradients as above.
/// [A..., n, B...], [A..., k, B...], [A..., k, B...] -> [A..., n, B...]
template <int Axis, Operand X, Operand I, Operand V>
constexpr auto scatter_along_axis_update(X&& x, I&& indices, V&& values) {
  return detail::scattered<op::ScatterAlong<op::detail::Join::update>, detail::AlongRule<Axis>, Axis>(
      static_cast<X&&>(x), static_cast<I&&>(indices), static_cast<V&&>(values));
}
template <int Axis, Operand X, Operand I, Operand V>
constexpr auto scatter_along_axis_add(X&& x, I&& indices, V&& values) {
  return detail::scattered<op::ScatterAlong<op::detail::Join::add>, detail::AlongRule<Axis>, Axis>(
      static_cast<X&&>(x), static_cast<I&&>(indices), static_cast<V&&>(values));
}
template <int Axis, Operand X, Operand I, Operand V>
constexpr auto scatter_along_axis_sub(X&& x, I&& indices, V&& values) {
  return detail::scattered<op::ScatterAlong<op::detail::Join::subtract>, detail::AlongRule<Axis>, Axis>(
      static_cast<X&&>(x), static_cast<I&&>(indices), static_cast<V&&>(values));
}
template <int Axis, Operand X, Operand I, Operand V>
constexpr auto scatter_along_axis_min(X&& x, I&& indices, V&& values) {
  return detail::scattered<op::ScatterAlong<op::detail::Join::minimum>, detail::AlongRule<Axis>, Axis>(
      static_cast<X&&>(x), static_cast<I&&>(indices), static_cast<V&&>(values));
}
template <int Axis, Operand X, Operand I, Operand V>
constexpr auto scatter_along_axis_max(X&& x, I&& indices, V&& values) {
  return detail::scattered<op::ScatterAlong<op::detail::Join::maximum>, detail::AlongRule<Axis>, Axis>(
      static_cast<X&&>(x), static_cast<I&&>(indices), static_cast<V&&>(values));
}

}  // namespace tenon
