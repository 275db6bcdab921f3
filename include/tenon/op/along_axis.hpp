// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/routine.hpp>

/// Routines along one axis of an operand: scans, sorts and their like.
namespace tenon {
namespace op {

// What such a node's `attr` holds: the axis, and one flag.
constexpr int axis_of(Node const& n) { return n.attr >> 1; }
constexpr bool flag_of(Node const& n) { return (n.attr & 1) != 0; }
constexpr std::int32_t axis_and_flag(int axis, bool flag) { return axis * 2 + (flag ? 1 : 0); }

}  // namespace op

namespace detail {

/// Records a routine whose result has the shape of its first operand.
template <class Op, class V>
constexpr V along_axis(V x, int axis, bool flag) {
  Node const n = (*x.builder)[x.id];
  return routine<Op>(n.dtype, n.dims, op::axis_and_flag(axis, flag), x);
}
template <class Op, class V>
constexpr V along_axis(V x, V y, int axis, bool flag) {
  Node const n = (*x.builder)[x.id];
  return routine<Op>(n.dtype, n.dims, op::axis_and_flag(axis, flag), x, y);
}

}  // namespace detail

/// The front-end form of a routine along an axis. The result has the operand's shape, or that without the axis
/// (`Op::folds`); its dtype is the operand's or that of indices.
template <class Op, int Axis, bool Flag = false>
struct AlongAxis {
  static constexpr bool folds = requires { Op::folds; };

  template <class A>
  static constexpr bool ok = axes::valid<typename A::shape_type, Axis> && accepts(Op::domain, dtype_of<typename A::value_type>) &&
                             (!folds || axes::extent_product<typename A::shape_type, Axis> > 0);

  static constexpr Dims dims(Dims const& d) { return folds ? without_axes(d, 1u << axes::normalised(Axis, d.rank)) : d; }

  template <class A>
  struct Result {
    using value_type = detail::typed_as<Op::result, typename A::value_type>;
    using shape_type = shape_from<dims(dims_of<typename A::shape_type>)>;
    template <int I>
    using operand_type = typename A::value_type;
  };

  template <class V>
  static constexpr V record(V x) {
    Node const n = (*x.builder)[x.id];
    int const axis = axes::normalised(Axis, n.dims.rank);
    return routine<Op>(Op::result == Typed::index ? dtype_of<Index> : n.dtype, dims(n.dims), op::axis_and_flag(axis, Flag), x);
  }

  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<AlongAxis, X>) {
      using S = typename detail::arg_of<X>::shape_type;
      using T = typename detail::arg_of<X>::value_type;
      static_assert(diagnose::operation_accepts_dtype<Op, T, accepts(Op::domain, dtype_of<T>)>,
                    "operation along an axis: not defined for this dtype");
      if constexpr (!axes::exist<S::rank, Axis>)
        static_assert(diagnose::axis_in_range<axes::Asked<S, Axis>, axes::Allowed<S>, S>,
                      "operation along an axis: axis out of range (axis, allowed range, shape follow)");
      else if constexpr (folds)
        static_assert(diagnose::axes_have_elements<S, (axes::extent_product<S, Axis> > 0), Axis>,
                      "argmax, argmin: of no elements there is none (shape, axis follow)");
    }
    return apply<AlongAxis>(static_cast<X&&>(x));
  }
};

}  // namespace tenon
