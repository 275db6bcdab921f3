// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/contract.hpp>

namespace tenon {

/// The shape rule of matmul, as NumPy's: a vector on the left is a row, on the right a column, and its unit axis
/// vanishes from the result; more than two axes are batches, which broadcast.
struct MatmulRule {
  bool ok = false;
  bool ranks_ok = false, inner_ok = false;
  /// The contracted axes.
  int left_axis = -1, right_axis = -1;
  Dims dims{};
  /// The operands' shapes with vectors made matrices, and the result before unit axes are dropped.
  Dims left{}, right{}, full{};

  static constexpr MatmulRule of(Dims const& a, Dims const& b) {
    MatmulRule r;
    r.ranks_ok = a.rank > 0 && b.rank > 0;
    if (!r.ranks_ok) return r;
    r.left_axis = a.rank - 1;
    r.right_axis = b.rank == 1 ? 0 : b.rank - 2;
    r.inner_ok = a[r.left_axis] == b[r.right_axis];
    r.left = a;
    r.right = b;
    if (a.rank == 1) r.left = Dims{2, {1, a[0]}};
    if (b.rank == 1) r.right = Dims{2, {b[0], 1}};
    Dims la = r.left, lb = r.right;
    la.rank -= 2;
    lb.rank -= 2;
    Broadcast const batch = broadcast(la, lb);
    r.ok = r.inner_ok && batch.ok;
    if (!r.ok) return r;
    r.dims = batch.dims;
    r.full = batch.dims;
    r.full.push_back(r.left[r.left.rank - 2]);
    r.full.push_back(r.right[r.right.rank - 1]);
    if (a.rank > 1) r.dims.push_back(r.left[r.left.rank - 2]);
    if (b.rank > 1) r.dims.push_back(r.right[r.right.rank - 1]);
    return r;
  }
};

/// The front-end form of matmul.
struct Matmul {
  template <class A, class B>
  static constexpr MatmulRule rule = MatmulRule::of(dims_of<typename A::shape_type>, dims_of<typename B::shape_type>);

  template <class A, class B>
  static constexpr bool ok = rule<A, B>.ok && std::is_same_v<typename A::value_type, typename B::value_type> &&
                             !std::is_same_v<typename A::value_type, bool>;

  template <class A, class B>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<rule<A, B>.dims>;
    template <int I>
    using operand_type = value_type;
  };

  static constexpr Value record(Value x, Value y) {
    Builder& b = *x.builder;
    MatmulRule const r = MatmulRule::of(b[x.id].dims, b[y.id].dims);
    return {&b, reshape(b, matmul(b, reshape(b, x.id, r.left), reshape(b, y.id, r.right)), r.dims)};
  }
};

/// Matrix product; vectors and batches as NumPy's `@`. A transposed operand (`transpose(x)`) costs no copy on the left
/// and one on the right.   [..., m, k], [..., k, n] -> [..., m, n];  [k], [k] -> []
/// Fails to compile when the inner extents or the dtypes differ. 2 m n k operations a batch.
template <Operand X, Operand Y>
constexpr auto matmul(X&& x, Y&& y) {
  if constexpr (detail::faulty<Matmul, X, Y>) {
    using A = detail::arg_of<X>;
    using B = detail::arg_of<Y>;
    using L = typename A::shape_type;
    using R = typename B::shape_type;
    using T = typename A::value_type;
    constexpr MatmulRule r = Matmul::rule<A, B>;
    static_assert(diagnose::same_dtype<Matmul, T, typename B::value_type>,
                  "matmul: the dtypes differ; convert one side with tn::cast<T>(x)");
    static_assert(diagnose::operation_accepts_dtype<Matmul, T, !std::is_same_v<T, bool>>, "matmul: not defined for bool");
    static_assert(diagnose::has_axes<L, R, r.ranks_ok>, "matmul: a scalar has no axis to contract; use * instead");
    if constexpr (r.ranks_ok && !r.inner_ok) {
      using Last = diagnose::lhs<r.left_axis, detail::extent_or_1(dims_of<L>, r.left_axis), L>;
      using First = diagnose::rhs<r.right_axis, detail::extent_or_1(dims_of<R>, r.right_axis), R>;
      static_assert(
          diagnose::same_size<Last, First>,
          "matmul: the last axis of lhs must equal the last but one axis of rhs (axis, extent, shape of both sides follow)");
    } else if constexpr (r.ranks_ok)
      static_assert(diagnose::shape_broadcasts_to<L, R, r.ok>, "matmul: the leading (batch) axes do not broadcast");
  }
  return apply<Matmul>(static_cast<X&&>(x), static_cast<Y&&>(y));
}

/// Whether matmul accepts two operands: for generic code and tests.
template <class A, class B>
concept MatmulOperands = Operand<A> && Operand<B> && Applicable<Matmul, A, B>;

}  // namespace tenon
