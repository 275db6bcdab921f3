// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/linalg/matrix.hpp>
#include <tenon/op/shape_ops.hpp>

/// Products of vectors, matrices and tensors, made of views, multiplications, sums and matmul.
namespace tenon {

namespace diagnose {
template <class L, class R, bool Both>
inline constexpr bool vectors_of_three = Both;
}  // namespace diagnose

namespace linalg {

/// What a product of two operands gives, and where they do not fit.
struct ProductRule {
  bool ok = false, ranks_ok = false, inner_ok = true;
  int left_axis = -1, right_axis = -1;  ///< a pair of contracted axes that differ
  Dims dims{};
};

constexpr Dims joined(Dims a, Dims const& b) {
  for (int i = 0; i < b.rank; ++i) a.push_back(b[i]);
  return a;
}
/// The base of a front-end form of a product of two operands: `rule(Dims, Dims)` and `record(Value, Value)`.
template <class Derived>
struct Product {
  template <class A, class B>
  static constexpr ProductRule rule = Derived::rule_of(dims_of<typename A::shape_type>, dims_of<typename B::shape_type>);
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
  template <class X, class Y>
  static constexpr auto call(X&& x, Y&& y) {
    if constexpr (tenon::detail::faulty<Derived, X, Y>) {
      using A = tenon::detail::arg_of<X>;
      using B = tenon::detail::arg_of<Y>;
      using L = typename A::shape_type;
      using R = typename B::shape_type;
      using T = typename A::value_type;
      constexpr ProductRule r = rule<A, B>;
      static_assert(diagnose::same_dtype<Derived, T, typename B::value_type>,
                    "product: the dtypes differ; convert one side with tn::cast<T>(x)");
      static_assert(diagnose::operation_accepts_dtype<Derived, T, !std::is_same_v<T, bool>>, "product: not defined for bool");
      if constexpr (!r.ranks_ok)
        static_assert(diagnose::has_axes<L, R, r.ranks_ok>,
                      "product: axes that are not there or come twice, or more than 8 in the result (both shapes follow)");
      else if constexpr (!r.inner_ok) {
        using Left = diagnose::lhs<r.left_axis, tenon::detail::extent_or_1(dims_of<L>, r.left_axis), L>;
        using Right = diagnose::rhs<r.right_axis, tenon::detail::extent_or_1(dims_of<R>, r.right_axis), R>;
        static_assert(diagnose::same_size<Left, Right>,
                      "product: the contracted axes differ (axis, extent, shape of both sides follow)");
      } else
        static_assert(diagnose::shape_broadcasts_to<L, R, r.ok>, "product: the leading (batch) axes do not broadcast");
    }
    return apply<Derived>(static_cast<X&&>(x), static_cast<Y&&>(y));
  }
};

/// Rule of a product whose leading axes broadcast; `last` checks the others and completes the result's shape.
template <class Last>
constexpr ProductRule batched(Dims const& a, Dims const& b, int trailing, Last last) {
  ProductRule r;
  r.ranks_ok = a.rank >= trailing && b.rank >= trailing;
  if (!r.ranks_ok) return r;
  Broadcast const both = broadcast(leading(a, trailing), leading(b, trailing));
  r.dims = both.dims;
  r.ok = both.ok;
  last(r);
  r.ok = r.ok && r.inner_ok;
  return r;
}

struct Dot : Product<Dot> {
  static constexpr ProductRule rule_of(Dims const& a, Dims const& b) {
    return batched(a, b, 1, [&](ProductRule& r) {
      r.left_axis = a.rank - 1, r.right_axis = b.rank - 1;
      r.inner_ok = a[r.left_axis] == b[r.right_axis];
    });
  }
  template <class V>
  static constexpr V record(V x, V y) {
    Dims const to = rule_of(dims(x), dims(y)).dims;
    if (to.rank == 0) {  // a contraction: no product is stored
      std::int32_t const n = dims(x)[dims(x).rank - 1];
      return reshaped(product(reshaped(x, Dims{2, {1, n}}), reshaped(y, Dims{2, {n, 1}})), to);
    }
    V const p = x * y;
    return {p.builder, reduce(*p.builder, op::sum, p.id, 1u << to.rank)};
  }
};
struct Outer : Product<Outer> {
  static constexpr ProductRule rule_of(Dims const& a, Dims const& b) {
    ProductRule r = batched(a, b, 1, [&](ProductRule& p) {
      p.ranks_ok = p.dims.rank + 2 <= max_rank;
      p.ok = p.ok && p.ranks_ok;
      if (p.ok) p.dims = matrices(p.dims, a[a.rank - 1], b[b.rank - 1]);
    });
    return r;
  }
  template <class V>
  static constexpr V record(V x, V y) {
    Dims const a = dims(x), b = dims(y);
    return reshaped(x, matrices(leading(a, 1), a[a.rank - 1], 1)) * reshaped(y, matrices(leading(b, 1), 1, b[b.rank - 1]));
  }
};
struct Kron : Product<Kron> {
  static constexpr ProductRule rule_of(Dims const& a, Dims const& b) {
    return batched(a, b, 2, [&](ProductRule& r) {
      r.ranks_ok = r.dims.rank + 4 <= max_rank;  // on the way
      r.ok = r.ok && r.ranks_ok;
      if (r.ok) r.dims = matrices(r.dims, rows_of(a) * rows_of(b), columns_of(a) * columns_of(b));
    });
  }
  template <class V>
  static constexpr V record(V x, V y) {
    Dims const a = dims(x), b = dims(y), to = rule_of(a, b).dims;
    V const left = reshaped(x, matrices(matrices(leading(a), rows_of(a), 1), columns_of(a), 1));
    V const right = reshaped(y, matrices(matrices(leading(b), 1, rows_of(b)), 1, columns_of(b)));
    return reshaped(left * right, to);
  }
};

/// x1 y2 - x2 y1 and so on round: of both, the elements one and two places on.
struct Cross : Product<Cross> {
  template <class S>
  static constexpr bool three = S::rank > 0 && dims_of<S>[int(S::rank) - 1] == 3;

  static constexpr ProductRule rule_of(Dims const& a, Dims const& b) {
    return batched(a, b, 1, [&](ProductRule& r) {
      r.inner_ok = a[a.rank - 1] == 3 && b[b.rank - 1] == 3;
      r.dims.push_back(3);
    });
  }
  template <class X, class Y>
  static constexpr auto call(X&& x, Y&& y) {
    using L = typename tenon::detail::arg_of<X>::shape_type;
    using R = typename tenon::detail::arg_of<Y>::shape_type;
    if constexpr (tenon::detail::faulty<Cross, X, Y> && !(three<L> && three<R>)) {
      static_assert(diagnose::vectors_of_three < L, R, three<L> && three < R >>,
                    "cross: the last axis of both sides must have 3 elements (both shapes follow)");
      return apply<Cross>(static_cast<X&&>(x), static_cast<Y&&>(y));
    } else
      return Product<Cross>::call(static_cast<X&&>(x), static_cast<Y&&>(y));
  }
  template <class V>
  static constexpr V record(V x, V y) {
    auto rolled = [](V v, std::int32_t by) -> V {
      int const axis = dims(v).rank - 1;
      auto part = [&](std::int32_t first, std::int32_t count) {
        ViewMap map = ViewMap::identity(axis + 1);
        map.axis[axis].offset = first;
        Dims to = dims(v);
        to[axis] = count;
        return make_view(*v.builder, v.id, map, to);
      };
      return {v.builder, concat(*v.builder, part(by, 3 - by), part(0, by), axis)};
    };
    return rolled(x, 1) * rolled(y, 2) - rolled(x, 2) * rolled(y, 1);
  }
};

struct Trace : OfMatrix<Trace> {
  static constexpr Domain domain = Domain::numeric;
  static constexpr Dims dims(Dims const& d) { return leading(d); }
  // In memory the diagonal is every (n + 1)-th element.
  template <class V>
  static constexpr V record(V a) {
    Builder& b = *a.builder;
    Dims const full = linalg::dims(a);
    std::int32_t const n = rows_of(full);
    Dims flat = leading(full), to = leading(full);
    int const axis = flat.rank;
    flat.push_back(n * n);
    to.push_back(n);
    ViewMap map = ViewMap::identity(axis + 1);
    map.axis[axis].step = n + 1;
    NodeId const diagonal = make_view(b, reshape(b, a.id, flat), map, to);
    return {&b, reduce(b, op::sum, diagonal, 1u << axis)};
  }
};

}  // namespace linalg

/// Sum of the diagonal of square matrices.   [..., n, n] -> [...]
/// Fails to compile when the last two extents differ.
template <Operand A>
constexpr auto trace(A&& a) {
  return linalg::Trace::call(static_cast<A&&>(a));
}
/// Scalar product of vectors; the leading axes broadcast.   [..., n], [..., n] -> [...]
/// Fails to compile when the last extents or the dtypes differ. 2 n operations a batch.
template <Operand X, Operand Y>
constexpr auto dot(X&& x, Y&& y) {
  return linalg::Dot::call(static_cast<X&&>(x), static_cast<Y&&>(y));
}
/// All products of an element of x and one of y; the leading axes broadcast.   [..., m], [..., n] -> [..., m, n]
template <Operand X, Operand Y>
constexpr auto outer(X&& x, Y&& y) {
  return linalg::Outer::call(static_cast<X&&>(x), static_cast<Y&&>(y));
}
/// Kronecker product: every element of a times all of b; the leading axes broadcast, up to 4 of them.
///   [..., m, n], [..., p, q] -> [..., m p, n q]
template <Operand A, Operand B>
constexpr auto kron(A&& a, B&& b) {
  return linalg::Kron::call(static_cast<A&&>(a), static_cast<B&&>(b));
}
/// Scalar product of all elements of two tensors, in order, whatever their shapes.   [S...], [R...] -> []
template <Operand X, Operand Y>
constexpr auto vdot(X&& x, Y&& y) {
  return dot(flatten(static_cast<X&&>(x)), flatten(static_cast<Y&&>(y)));
}
/// Vector product of three elements along the last axis; the leading axes broadcast.   [..., 3], [..., 3] -> [..., 3]
template <Operand X, Operand Y>
constexpr auto cross(X&& x, Y&& y) {
  return linalg::Cross::call(static_cast<X&&>(x), static_cast<Y&&>(y));
}
}  // namespace tenon
