// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/matmul.hpp>
#include <tenon/op/routine.hpp>

#include <tuple>

namespace tenon::diagnose {

/// Whether a shape ends in the two axes of a matrix.
template <class Operation, class S, bool Both>
inline constexpr bool has_matrix_axes = Both;
/// Whether the last two axes, as `lhs` and `rhs`, make a square matrix.
template <class Operation, class L, class R>
inline constexpr bool is_square = L::extent == R::extent;

}  // namespace tenon::diagnose

/// What the operations on matrices share: the last two axes are the matrix, those before them are batches.
namespace tenon::linalg {

/// The axes before the last `trailing`.
constexpr Dims leading(Dims const& d, int trailing = 2) {
  Dims r;
  for (int i = 0; i + trailing < d.rank; ++i) r.push_back(d[i]);
  return r;
}
/// The axes of a batch, then m and n.
constexpr Dims matrices(Dims batch, std::int32_t m, std::int32_t n) {
  batch.push_back(m);
  batch.push_back(n);
  return batch;
}
constexpr std::int32_t rows_of(Dims const& d) { return d[d.rank - 2]; }
constexpr std::int32_t columns_of(Dims const& d) { return d[d.rank - 1]; }
constexpr std::int32_t batches_of(Dims const& d) { return static_cast<std::int32_t>(leading(d).size()); }
// A copy: what is recorded for another argument of the same call may move the nodes, and g++ reads a reference late.
constexpr Dims dims(Value v) { return (*v.builder)[v.id].dims; }

// The structural ops on values instead of node ids.
constexpr Value transposed(Value x) { return {x.builder, transpose_last(*x.builder, x.id)}; }
constexpr Value product(Value x, Value y) { return {x.builder, tenon::matmul(*x.builder, x.id, y.id)}; }
constexpr Value reshaped(Value x, Dims to) { return {x.builder, tenon::reshape(*x.builder, x.id, to)}; }
constexpr Value stretched(Value x, Dims to) { return {x.builder, tenon::broadcast_to(*x.builder, x.id, to)}; }
/// `count` rows or columns from `first` on, a view.
template <class V>
constexpr V rows(V x, std::int32_t first, std::int32_t count) {
  ViewMap map = ViewMap::identity(dims(x).rank);
  map.axis[dims(x).rank - 2].offset = first;
  return {x.builder, make_view(*x.builder, x.id, map, matrices(leading(dims(x)), count, columns_of(dims(x))))};
}
template <class V>
constexpr V columns(V x, std::int32_t first, std::int32_t count) {
  ViewMap map = ViewMap::identity(dims(x).rank);
  map.axis[dims(x).rank - 1].offset = first;
  return {x.builder, make_view(*x.builder, x.id, map, matrices(leading(dims(x)), rows_of(dims(x)), count))};
}
/// A number a batch as 1x1 matrices, which broadcast.
constexpr Value as_matrices(Value x) { return reshaped(x, matrices(dims(x), 1, 1)); }

/// Two operands' leading axes made one. An operand whose own are the last of them may keep its shape: a routine finds
/// its matrix by the remainder of the batch's number, and one matrix for many right-hand sides is factorised once.
template <class V>
constexpr V shared(V x, Dims batch) {
  Dims const own = leading(dims(x));
  int first = 0;
  while (first < own.rank && own[first] == 1) ++first;
  Dims suffix;
  for (int i = first; i < own.rank; ++i) suffix.push_back(own[i]);
  bool whole = suffix.rank <= batch.rank;
  for (int i = 0; whole && i < suffix.rank; ++i) whole = suffix[i] == batch[batch.rank - suffix.rank + i];
  std::int32_t const m = rows_of(dims(x)), n = columns_of(dims(x));
  return whole ? reshaped(x, matrices(suffix, m, n)) : stretched(x, matrices(batch, m, n));
}
/// The cotangent of an operand that was shared: summed over the leading axes that it lacks.
template <class V>
constexpr V gathered(V g, Dims to) {
  int const extra = dims(g).rank - to.rank;
  return {g.builder, reduce(*g.builder, op::sum, g.id, (1u << extra) - 1u)};
}

/// y += c x, of n elements: the inner loop of what works on one matrix; the compiler makes it SIMD.
template <class T>
TENON_INLINE constexpr void axpy(std::ptrdiff_t n, T c, T const* __restrict x, T* __restrict y) {
  for (std::ptrdiff_t i = 0; i < n; ++i) y[i] += c * x[i];
}
/// f(0), ..., f(N - 1) with constant arguments.
template <int N, class F>
TENON_INLINE constexpr void repeat(F const& f) {
  [&]<int... I>(std::integer_sequence<int, I...>)
      TENON_INLINE_LAMBDA { (f(std::integral_constant<int, I>{}), ...); }(std::make_integer_sequence<int, N>{});
}
template <class T>
TENON_INLINE constexpr void fill(std::ptrdiff_t n, T value, T* y) {
  for (std::ptrdiff_t i = 0; i < n; ++i) y[i] = value;
}
template <class T>
TENON_INLINE constexpr void copy(std::ptrdiff_t n, T const* __restrict x, T* __restrict y) {
  for (std::ptrdiff_t i = 0; i < n; ++i) y[i] = x[i];
}
template <class T>
TENON_INLINE constexpr void swap(std::ptrdiff_t n, T* __restrict x, T* __restrict y) {
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    T const t = x[i];
    x[i] = y[i];
    y[i] = t;
  }
}
template <class T>
TENON_INLINE constexpr T magnitude(T x) {
  if constexpr (sizeof(T) == 4)
    return __builtin_fabsf(x);
  else
    return __builtin_fabs(x);
}
template <class T>
inline constexpr T nan = static_cast<T>(__builtin_nan(""));

/// A routine on one matrix a batch: [batch, m, n, attr].
struct OnMatrices {
  static constexpr int arity = 1, flops = 2, trailing_axes = 2;
  static constexpr bool floating_only = true;
  static constexpr Typed operands[] = {Typed::data, Typed::data, Typed::data}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) {
    return Dims{4, {batches_of(in[0]), rows_of(in[0]), columns_of(in[0]), n.attr}};
  }
};

/// The form of a routine on a right-hand side: [batch, n, k, attr, matrices].
constexpr Dims solve_form(Node const& n, Dims const& a, Dims const& b) {
  return Dims{5, {batches_of(b), rows_of(b), columns_of(b), n.attr, batches_of(a)}};
}
/// Records a routine whose result has the dtype of its first operand.
template <class Op, class... V>
constexpr Value routine_of(Dims to, std::int32_t attr, Value first, V... rest) {
  return routine<Op>((*first.builder)[first.id].dtype, to, attr, first, rest...);
}

/// The last two axes of a shape, as the sides of a message.
template <class S>
constexpr auto rows_side() {
  if constexpr (S::rank >= 2)
    return diagnose::lhs<int(S::rank) - 2, std::size_t(dims_of<S>[int(S::rank) - 2]), S>{};
  else
    return diagnose::lhs<0, 1, S>{};
}
template <class S>
constexpr auto columns_side() {
  if constexpr (S::rank >= 2)
    return diagnose::rhs<int(S::rank) - 1, std::size_t(dims_of<S>[int(S::rank) - 1]), S>{};
  else
    return diagnose::rhs<0, 1, S>{};
}
template <class S>
inline constexpr bool is_matrix = S::rank >= 2;
template <class S>
inline constexpr bool is_square_matrix = is_matrix<S> && decltype(rows_side<S>())::extent == decltype(columns_side<S>())::extent;

/// The base of a front-end form on one matrix: `square` says whether it must be, `dims` what it gives.
template <class Derived>
struct OfMatrix {
  static constexpr bool square = true;
  static constexpr Domain domain = Domain::floating;

  template <class A>
  static constexpr bool ok = accepts(Derived::domain, dtype_of<typename A::value_type>) &&
                             (Derived::square ? is_square_matrix<typename A::shape_type> : is_matrix<typename A::shape_type>);

  template <class A>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<Derived::dims(dims_of<typename A::shape_type>)>;
    template <int I>
    using operand_type = value_type;
  };

  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (tenon::detail::faulty<Derived, X>) {
      using S = typename tenon::detail::arg_of<X>::shape_type;
      using T = typename tenon::detail::arg_of<X>::value_type;
      static_assert(diagnose::operation_accepts_dtype<Derived, T, accepts(Derived::domain, dtype_of<T>)>,
                    "linear algebra: not defined for this dtype; convert with tn::cast<T>(x)");
      if constexpr (!is_matrix<S>)
        static_assert(diagnose::has_matrix_axes<Derived, S, is_matrix<S>>,
                      "linear algebra: a matrix has two axes (operation, shape follow)");
      else if constexpr (Derived::square)
        static_assert(diagnose::is_square<Derived, decltype(rows_side<S>()), decltype(columns_side<S>())>,
                      "linear algebra: the matrix must be square (operation; axis, extent, shape of the last two axes follow)");
    }
    return apply<Derived>(static_cast<X&&>(x));
  }
};

/// The results of several forms on one operand, as a tuple.
template <class First, class... Rest, class A>
constexpr auto results(A&& a) {
  if constexpr (tenon::detail::faulty<First, A>) {  // said once
    auto const invalid = First::call(a);
    return std::tuple{invalid, (void(sizeof(Rest*)), invalid)...};
  } else
    return std::tuple{First::call(tenon::detail::again<A>(a)), Rest::call(tenon::detail::again<A>(a))...};
}

}  // namespace tenon::linalg
