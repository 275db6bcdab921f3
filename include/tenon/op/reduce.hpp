// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/batch_axis.hpp>
#include <tenon/shape/axes.hpp>

namespace tenon {
namespace op {

namespace detail {
constexpr void derive_sum(Derivation& d);
constexpr void derive_mean(Derivation& d);
constexpr void derive_extremum(Derivation& d);
}  // namespace detail

// A reduction folds with an elementwise op, its `combine`; the order is documented in docs/numerics.md.
inline constexpr OpRecord sum{"sum", hash_name("sum"),    OpClass::reduce, 1,           Domain::numeric, Codomain::same,
                              1,     &detail::derive_sum, nullptr,         &record<Add>};
inline constexpr OpRecord mean{"mean", hash_name("mean"),    OpClass::reduce, 1,           Domain::floating, Codomain::same,
                               1,      &detail::derive_mean, nullptr,         &record<Add>};
inline constexpr OpRecord max{
    "max",   hash_name("max"), OpClass::reduce, 1, Domain::numeric, Codomain::same, 1, &detail::derive_extremum,
    nullptr, &record<Maximum>};
inline constexpr OpRecord min{
    "min",   hash_name("min"), OpClass::reduce, 1, Domain::numeric, Codomain::same, 1, &detail::derive_extremum,
    nullptr, &record<Minimum>};
/// The largest element as a shift of exponents: NaN is passed over, for it reaches the result as an exponent; so is the
/// derivative, for the shift cancels.
inline constexpr OpRecord top{"top",   hash_name("top"), OpClass::reduce, 1, Domain::floating, Codomain::same, 1,
                              nullptr, nullptr,          &record<AtLeast>};

}  // namespace op

/// The shape without the axes whose bits are set.
constexpr Dims without_axes(Dims const& dims, std::uint32_t axes) {
  Dims r;
  for (int i = 0; i < dims.rank; ++i)
    if ((axes >> i & 1u) == 0) r.push_back(dims[i]);
  return r;
}
/// The shape with the axes whose bits are set at extent 1.
constexpr Dims with_unit_axes(Dims dims, std::uint32_t axes) {
  for (int i = 0; i < dims.rank; ++i)
    if ((axes >> i & 1u) != 0) dims[i] = 1;
  return dims;
}

namespace detail {

constexpr NodeId fold(Builder& b, OpRecord const& op, NodeId x, std::uint32_t axes) {
  Node n;
  n.op = &op;
  n.in[0] = x;
  n.dtype = b[x].dtype;
  n.dims = without_axes(b[x].dims, axes);
  n.attr = static_cast<std::int32_t>(axes);
  return b.add(n);
}

/// What changes nothing when it is folded by a maximum or minimum.
constexpr Scalar fold_identity(DType d, OpRecord const& op) {
  return visit_dtype(d, [&]<class T>(std::type_identity<T>) {
    return scalar_from(lanes::Lane<T, 1>(&op == &op::min ? highest_of<T>() : lowest_of<T>()));
  });
}

/// The fold of the real rows: of `elements` elements a result, when all of them are.
constexpr NodeId fold_real_rows(Builder& b, OpRecord const& op, NodeId x, std::uint32_t axes, std::int64_t elements,
                                BatchPlace p) {
  DType const d = b[x].dtype;
  if (&op == &op::max || &op == &op::min || &op == &op::top) return fold(b, op, real_rows(b, x, p, fold_identity(d, op)), axes);
  NodeId const sum = fold(b, op::sum, real_rows(b, x, p, Scalar{}), axes);
  if (&op == &op::sum) return sum;
  Value const rows{&b, tenon::cast(b, b.batch.count, d)};
  Value const count = rows * constant_like(rows, static_cast<double>(elements / b.batch.rows));
  return (Value{&b, sum} / count).id;
}

}  // namespace detail

/// Folds the axes whose bits are set; they vanish from the shape.
constexpr NodeId reduce(Builder& b, OpRecord const& op, NodeId x, std::uint32_t axes) {
  Node const source = b[x];
  std::int64_t folded = 1;
  for (int i = 0; i < source.dims.rank; ++i)
    if ((axes >> i & 1u) != 0) folded *= source.dims[i];
  Dims const dims = without_axes(source.dims, axes);
  if (folded == 1) return reshape(b, x, dims);
  if (folded == 0 && &op == &op::sum) return b.constant(source.dtype, dims, 0.0);
  if (source.op == &op::constant && is_floating(source.dtype)) {
    if (&op == &op::sum) return b.constant(source.dtype, dims, source.constant.f * static_cast<double>(folded));
    return b.constant(source.dtype, dims, source.constant);
  }
  if (BatchPlace const p = detail::folded_batch(b, x, axes); p.kind == BatchPlace::here)
    return detail::fold_real_rows(b, op, x, axes, folded, p);
  return detail::fold(b, op, x, axes);
}

namespace detail {
/// A node that has the value of x in row-major order in memory of its own.
constexpr NodeId stored_as_it_is(Builder& b, NodeId x) {
  Node n;
  n.op = &op::reshape;
  n.in[0] = x;
  n.dtype = b[x].dtype;
  n.dims = b[x].dims;
  return b.add(n);
}
}  // namespace detail

/// A reduced value stretched back over the axes it lost.
constexpr NodeId expand_reduced(Builder& b, NodeId reduced, Dims full, std::uint32_t axes) {  // a copy: nodes move
  return broadcast_to(b, reshape(b, reduced, with_unit_axes(full, axes)), full);
}

namespace op::detail {
constexpr void derive_sum(Derivation& d) {
  Builder& b = d.builder();
  d.add(0, {&b, expand_reduced(b, d.g().id, b[d.node().in[0]].dims, static_cast<std::uint32_t>(d.node().attr))});
}
constexpr void derive_mean(Derivation& d) {
  Builder& b = d.builder();
  Dims const full = b[d.node().in[0]].dims;
  double const n = static_cast<double>(full.size() / d.node().dims.size());
  Value const g = d.g() * constant_like(d.g(), 1 / n);
  d.add(0, {&b, expand_reduced(b, g.id, full, static_cast<std::uint32_t>(d.node().attr))});
}
// Ties share the cotangent equally.
constexpr void derive_extremum(Derivation& d) {
  Builder& b = d.builder();
  auto const axes = static_cast<std::uint32_t>(d.node().attr);
  Dims const full = b[d.node().in[0]].dims;
  Value const y{&b, expand_reduced(b, d.node_id(), full, axes)};
  Value const hit{&b, tenon::cast(b, elementwise<Equal>(d.in(0), y).id, d.node().dtype)};
  Value const count{&b, tenon::reduce(b, op::sum, hit.id, axes)};
  // Stored, or it would be divided again for every element.
  NodeId const share = tenon::detail::stored_as_it_is(b, tenon::reshape(b, (d.g() / count).id, with_unit_axes(full, axes)));
  d.add(0, hit * Value{&b, tenon::broadcast_to(b, share, full)});
}
}  // namespace op::detail

/// Asks a reduction to keep the axes it folds, with extent 1.
struct KeepDims {};
inline constexpr KeepDims keepdims{};

/// The front-end form of a reduction. Without axes it folds all. F says what it folds with:
///   static constexpr Domain domain; static constexpr bool of_nothing;      // whether an empty axis has a value
///   static constexpr Value record(Value x, std::uint32_t mask);            // x less the axes whose bits are set
template <class F, bool Keep, int... Axis>
struct Reducing {
  template <class A>
  static constexpr bool ok =
      axes::valid<typename A::shape_type, Axis...> && accepts(F::domain, dtype_of<typename A::value_type>) &&
      (F::of_nothing || axes::extent_product<typename A::shape_type, Axis...> > 0);

  static constexpr Dims dims(Dims const& full) {
    std::uint32_t const mask = axes::mask_of<Axis...>(full.rank);
    return Keep ? with_unit_axes(full, mask) : without_axes(full, mask);
  }

  template <class A>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<dims(dims_of<typename A::shape_type>)>;
    template <int I>
    using operand_type = value_type;
  };

  template <class V>
  static constexpr V record(V x) {
    Builder& b = *x.builder;
    Dims const full = b[x.id].dims;
    V const r = F::record(x, axes::mask_of<Axis...>(full.rank));
    return {&b, reshape(b, r.id, dims(full))};
  }

  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<Reducing, X>) {
      using S = typename detail::arg_of<X>::shape_type;
      using T = typename detail::arg_of<X>::value_type;
      static_assert(diagnose::operation_accepts_dtype<F, T, accepts(F::domain, dtype_of<T>)>,
                    "reduction: not defined for this dtype");
      if constexpr (!axes::exist<S::rank, Axis...>)
        static_assert(diagnose::axis_in_range<axes::Asked<S, Axis...>, axes::Allowed<S>, S>,
                      "reduction: axis out of range (axis, allowed range, shape follow)");
      else if constexpr (!diagnose::axes_differ<S, Axis...>)
        static_assert(diagnose::axes_differ<S, Axis...>, "reduction: an axis is named twice (shape, axes follow)");
      else if constexpr (!F::of_nothing)
        static_assert(
            diagnose::axes_have_elements<S, (axes::extent_product<S, Axis...> > 0), Axis...>,
            "reduction: max, min and mean of no elements have no value, nor has what is made of them (shape, axes follow)");
    }
    return apply<Reducing>(static_cast<X&&>(x));
  }
};

/// Folding with an op of the graph.
template <auto const& Op>
struct FoldWith {
  static constexpr Domain domain = Op.domain;
  static constexpr bool of_nothing = &Op == &op::sum;
  static constexpr Value record(Value x, std::uint32_t mask) { return {x.builder, reduce(*x.builder, Op, x.id, mask)}; }
};
template <auto const& Op, bool Keep, int... Axis>
using Reduce = Reducing<FoldWith<Op>, Keep, Axis...>;

/// Whether a reduction accepts an operand and axes: `Reducible<X, op::sum, 0, 1>`.
template <class X, auto const& Op, int... Axis>
concept Reducible = Applicable<Reduce<Op, false, Axis...>, X>;

/// Sum over the given axes (negative ones count from the end), over all without any.   [S...] -> [S... less axes]
/// `sum<1>(x, keepdims)` keeps them with extent 1. Fails to compile when an axis is out of range or named twice.
template <int... Axis, Operand X>
constexpr auto sum(X&& x) {
  return Reduce<op::sum, false, Axis...>::call(static_cast<X&&>(x));
}
template <int... Axis, Operand X>
constexpr auto sum(X&& x, KeepDims) {
  return Reduce<op::sum, true, Axis...>::call(static_cast<X&&>(x));
}
/// Arithmetic mean, as `sum`; floating dtypes.
template <int... Axis, Operand X>
constexpr auto mean(X&& x) {
  return Reduce<op::mean, false, Axis...>::call(static_cast<X&&>(x));
}
template <int... Axis, Operand X>
constexpr auto mean(X&& x, KeepDims) {
  return Reduce<op::mean, true, Axis...>::call(static_cast<X&&>(x));
}
/// Largest element, as `sum`; NaN if there is one. Ties share the gradient equally.
template <int... Axis, Operand X>
constexpr auto max(X&& x) {
  return Reduce<op::max, false, Axis...>::call(static_cast<X&&>(x));
}
template <int... Axis, Operand X>
constexpr auto max(X&& x, KeepDims) {
  return Reduce<op::max, true, Axis...>::call(static_cast<X&&>(x));
}
/// Smallest element, as `max`.
template <int... Axis, Operand X>
constexpr auto min(X&& x) {
  return Reduce<op::min, false, Axis...>::call(static_cast<X&&>(x));
}
template <int... Axis, Operand X>
constexpr auto min(X&& x, KeepDims) {
  return Reduce<op::min, true, Axis...>::call(static_cast<X&&>(x));
}

}  // namespace tenon
