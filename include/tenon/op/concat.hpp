// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/layout_adjoint.hpp>

/// Tensors joined along an axis.
namespace tenon {

namespace layout {

template <int Axis>
struct Concat {
  template <class A, class... Rest>
  static constexpr bool shapes_ok = [] {
    constexpr Dims first = dims_of<typename A::shape_type>;
    if (Axis < -first.rank || Axis >= first.rank) return false;
    [[maybe_unused]] auto fits = [first](Dims d) {
      if (d.rank != first.rank) return false;
      d[axes::normalised(Axis, d.rank)] = first[axes::normalised(Axis, d.rank)];
      return d == first;
    };
    return (fits(dims_of<typename Rest::shape_type>) && ...);
  }();
  template <class A, class... Rest>
  static constexpr bool ok = shapes_ok<A, Rest...> && (std::is_same_v<typename A::value_type, typename Rest::value_type> && ...);
  template <class X, class... Y>
  static constexpr auto call(X&& x, Y&&... y) {
    if constexpr (detail::faulty<Concat, X, Y...>) {
      using A = detail::arg_of<X>;
      using S = typename A::shape_type;
      using T = typename A::value_type;
      using B = detail::nth<misfit<A, detail::arg_of<Y>...>, A, detail::arg_of<Y>...>;
      static_assert(diagnose::same_dtype<Concat, T, typename B::value_type>,
                    "concat: the dtypes differ; convert with tn::cast<T>(x)");
      if constexpr (!axes::exist<S::rank, Axis>)
        static_assert(diagnose::axis_in_range<axes::Asked<S, Axis>, axes::Allowed<S>, S>,
                      "concat: axis out of range (axis, allowed range, shape follow)");
      else if constexpr (std::is_same_v<T, typename B::value_type>)
        static_assert(diagnose::shapes_differ_in_one_axis<Axis, S, typename B::shape_type, shapes_ok<A, B>>,
                      "concat: the shapes differ beside the concatenated axis (axis, both shapes follow)");
    }
    return apply<Concat>(static_cast<X&&>(x), static_cast<Y&&>(y)...);
  }
  /// The first operand that does not fit the first one; 0 if all do.
  template <class A, class... Rest>
  static constexpr int misfit = [] {
    int i = 0, at = 0;
    ((++i, at = at == 0 && !ok<A, Rest> ? i : at), ...);
    return at;
  }();
  template <class A, class... Rest>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<[] {
      Dims d = dims_of<typename A::shape_type>;
      [[maybe_unused]] int const axis = axes::normalised(Axis, d.rank);
      ((d[axis] += dims_of<typename Rest::shape_type>[axis]), ...);
      return d;
    }()>;
    template <int I>
    using operand_type = value_type;
  };
  template <class... V>
  static constexpr Value record(Value x, V... rest) {
    [[maybe_unused]] int const axis = axes::normalised(Axis, (*x.builder)[x.id].dims.rank);
    ((x.id = concat(*x.builder, x.id, rest.id, axis)), ...);
    return x;
  }
};

}  // namespace layout

/// Tensors one after the other along an axis; the other extents are equal.
template <int Axis, class X, class... Rest>
  requires(Operand<X> && (Operand<Rest> && ...))
constexpr auto concat(X&& x, Rest&&... rest) {
  return layout::Concat<Axis>::call(static_cast<X&&>(x), static_cast<Rest&&>(rest)...);
}
template <int Axis, class... X>
concept ConcatOperands = (Operand<X> && ...) && Applicable<layout::Concat<Axis>, X...>;

}  // namespace tenon
