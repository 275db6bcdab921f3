// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/comparison.hpp>

namespace tenon {
namespace op {

namespace detail {
constexpr void derive_cast(Derivation& d);
constexpr Scalar cast_scalar(DType from, DType to, Scalar s) {
  return visit_dtype(to, [&]<class U>(std::type_identity<U>) -> Scalar {
    // A scalar's own types hold those of all dtypes.
    U const y = is_floating(from)    ? lanes::detail::convert<U>(s.f)
                : from == DType::u64 ? lanes::detail::convert<U>(static_cast<std::uint64_t>(s.i))
                                     : lanes::detail::convert<U>(s.i);
    if constexpr (std::is_floating_point_v<U>)
      return {static_cast<double>(y), 0};
    else
      return {0, static_cast<std::int64_t>(y)};
  });
}
}  // namespace detail

/// The one elementwise op whose dtype changes: kernels and evaluator convert to the node's dtype.
inline constexpr OpRecord cast{
    "cast", hash_name("cast"), OpClass::elementwise, 1, Domain::any, Codomain::same, 1, &detail::derive_cast, nullptr, nullptr};

}  // namespace op

constexpr NodeId cast(Builder& b, NodeId x, DType to) {
  Node const source = b[x];
  if (source.dtype == to) return x;
  if (source.op == &op::constant) return b.constant(to, source.dims, op::detail::cast_scalar(source.dtype, to, source.constant));
  Node n;
  n.op = &op::cast;
  n.in[0] = x;
  n.dtype = to;
  n.dims = source.dims;
  return b.add(n);
}

namespace op::detail {
constexpr void derive_cast(Derivation& d) {
  DType const from = (d.builder())[d.node().in[0]].dtype;
  if (is_floating(from)) d.add(0, {&d.builder(), tenon::cast(d.builder(), d.g().id, from)});
}
}  // namespace op::detail

/// The front-end form of a cast to T.
template <Element T>
struct Cast {
  template <class A>
  static constexpr bool ok = true;
  template <class A>
  struct Result {
    using value_type = T;
    using shape_type = typename A::shape_type;
    template <int I>
    using operand_type = typename A::value_type;
  };
  static constexpr Value record(Value x) { return {x.builder, cast(*x.builder, x.id, dtype_of<T>)}; }
  template <class X>
  static constexpr auto call(X&& x) {
    return apply<Cast>(static_cast<X&&>(x));
  }
};

/// The same values in another dtype. Floats out of an integer's range saturate, NaN becomes 0, numbers become
/// `x != 0` as bool.   [S...] -> [S...]
template <Element T, Operand X>
constexpr auto cast(X&& x) {
  return Cast<T>::call(static_cast<X&&>(x));
}

}  // namespace tenon
