// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/layout_adjoint.hpp>
#include <tenon/shape/slice.hpp>

/// What users call to change shapes. All but a true `reshape` of a view are free: they only change how the elements are
/// found.
namespace tenon {

namespace detail {
/// The base of an operation on one operand that keeps the dtype. Those that can fail have a `call` of their own.
template <class Derived>
struct LayoutOp {
  template <class A>
  static constexpr bool ok = Derived::template valid<typename A::shape_type>;
  template <class X>
  static constexpr auto call(X&& x) {
    return apply<Derived>(static_cast<X&&>(x));
  }
  template <class A>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<Derived::dims(dims_of<typename A::shape_type>)>;
    template <int I>
    using operand_type = value_type;
  };
};
}  // namespace detail

/// The extent of a reshape that follows from the others: `reshape<inferred, 3>(x)`, or -1, as in NumPy.
inline constexpr std::int64_t inferred = -1;

namespace diagnose {
template <class S, bool Fits, std::int64_t... Asked>
inline constexpr bool one_extent_follows = Fits;
}  // namespace diagnose

namespace layout {

/// What a reshape is asked for, worked out against the number of elements.
struct Extents {
  Dims dims{};
  bool ok = true;  ///< none is negative but for one -1, which the others leave an extent
};
template <std::int64_t... To>
constexpr Extents extents_of(std::int64_t elements) {
  constexpr int count = static_cast<int>(sizeof...(To));
  std::int64_t const asked[] = {To..., 0};
  Extents r;
  std::int64_t known = 1;
  int unknown = -1;
  for (int i = 0; i < count && i < max_rank; ++i) {
    std::int64_t const n = asked[i];
    r.ok = r.ok && n >= inferred && !(n == inferred && unknown >= 0);
    if (n == inferred)
      unknown = r.dims.rank;
    else
      known *= n;
    r.dims.push_back(static_cast<std::int32_t>(n));
  }
  r.ok = r.ok && count <= max_rank;
  if (unknown >= 0 && r.ok) {
    r.ok = known != 0 && elements % known == 0;
    if (r.ok) r.dims[unknown] = static_cast<std::int32_t>(elements / known);
  }
  return r;
}

template <std::size_t... To>
struct Reshape : detail::LayoutOp<Reshape<To...>> {
  template <class S>
  static constexpr bool valid = S::size == Shape<To...>::size;
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<Reshape, X>) {
      using S = typename detail::arg_of<X>::shape_type;
      static_assert(diagnose::same_number_of_elements<S, Shape<To...>>,
                    "reshape: the number of elements changes (from, to follow)");
    }
    return apply<Reshape>(static_cast<X&&>(x));
  }
  static constexpr Dims dims(Dims const&) { return dims_of<Shape<To...>>; }
  static constexpr Value record(Value x) { return {x.builder, reshape(*x.builder, x.id, dims_of<Shape<To...>>)}; }
};

struct Flatten : detail::LayoutOp<Flatten> {
  template <class S>
  static constexpr bool valid = true;
  static constexpr Dims dims(Dims const& d) { return Dims{1, {static_cast<std::int32_t>(d.size())}}; }
  static constexpr Value record(Value x) { return {x.builder, reshape(*x.builder, x.id, dims((*x.builder)[x.id].dims))}; }
};

template <int... Order>
struct Permute : detail::LayoutOp<Permute<Order...>> {
  template <class S>
  static constexpr bool valid = sizeof...(Order) == S::rank && axes::valid<S, Order...>;
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<Permute, X>) {
      using S = typename detail::arg_of<X>::shape_type;
      if constexpr (!axes::exist<S::rank, Order...>)
        static_assert(diagnose::axis_in_range<axes::Asked<S, Order...>, axes::Allowed<S>, S>,
                      "permute: axis out of range (axis, allowed range, shape follow)");
      else
        static_assert(diagnose::every_axis_once<S, Order...>, "permute: name every axis once (shape, axes follow)");
    }
    return apply<Permute>(static_cast<X&&>(x));
  }
  static constexpr Dims order(int rank) { return Dims{rank, {axes::normalised(Order, rank)...}}; }
  static constexpr Dims dims(Dims const& d) {
    Dims r, o = order(d.rank);
    for (int i = 0; i < d.rank; ++i) r.push_back(d[o[i]]);
    return r;
  }
  static constexpr Value record(Value x) { return {x.builder, permute(*x.builder, x.id, order((*x.builder)[x.id].dims.rank))}; }
};

struct Transpose : detail::LayoutOp<Transpose> {
  template <class S>
  static constexpr bool valid = true;
  static constexpr Dims dims(Dims const& d) {
    Dims r;
    for (int i = d.rank - 1; i >= 0; --i) r.push_back(d[i]);
    return r;
  }
  template <class V>
  static constexpr V record(V x) {
    int const rank = (*x.builder)[x.id].dims.rank;
    Dims order;
    for (int i = rank - 1; i >= 0; --i) order.push_back(i);
    return {x.builder, permute(*x.builder, x.id, order)};
  }
};

template <int Axis>
struct Expand : detail::LayoutOp<Expand<Axis>> {
  template <class S>
  static constexpr bool valid = Axis >= -int(S::rank) - 1 && Axis <= int(S::rank);
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<Expand, X>) {
      using S = typename detail::arg_of<X>::shape_type;
      using Range = diagnose::expected_from_to<-int(S::rank) - 1, int(S::rank)>;
      static_assert(diagnose::axis_in_range<diagnose::got<Axis>, Range, S>,
                    "expand: axis out of range (axis, allowed range, shape follow)");
    }
    return apply<Expand>(static_cast<X&&>(x));
  }
  static constexpr Dims dims(Dims const& d) {
    Dims r;
    int const at = Axis < 0 ? Axis + d.rank + 1 : Axis;
    for (int i = 0; i <= d.rank; ++i) {
      if (i == at) r.push_back(1);
      if (i < d.rank) r.push_back(d[i]);
    }
    return r;
  }
  static constexpr Value record(Value x) { return {x.builder, reshape(*x.builder, x.id, dims((*x.builder)[x.id].dims))}; }
};

template <int... Axis>
struct Squeeze : detail::LayoutOp<Squeeze<Axis...>> {
  template <class S>
  static constexpr bool unit = [] {
    Dims const d = dims_of<S>;
    for (int i = 0; i < d.rank; ++i)
      if (sizeof...(Axis) != 0 && (axes::mask_of<Axis...>(d.rank) >> i & 1u) != 0 && d[i] != 1) return false;
    return true;
  }();
  template <class S>
  static constexpr bool valid = axes::valid<S, Axis...> && unit<S>;
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<Squeeze, X>) {
      using S = typename detail::arg_of<X>::shape_type;
      if constexpr (!axes::exist<S::rank, Axis...>)
        static_assert(diagnose::axis_in_range<axes::Asked<S, Axis...>, axes::Allowed<S>, S>,
                      "squeeze: axis out of range (axis, allowed range, shape follow)");
      else if constexpr (!diagnose::axes_differ<S, Axis...>)
        static_assert(diagnose::axes_differ<S, Axis...>, "squeeze: an axis is named twice (shape, axes follow)");
      else
        static_assert(diagnose::axes_have_extent_1<S, unit<S>, Axis...>,
                      "squeeze: an axis to drop is not of extent 1 (shape, axes follow)");
    }
    return apply<Squeeze>(static_cast<X&&>(x));
  }
  static constexpr Dims dims(Dims const& d) {
    Dims r;
    for (int i = 0; i < d.rank; ++i)
      if (d[i] != 1 || (axes::mask_of<Axis...>(d.rank) >> i & 1u) == 0) r.push_back(d[i]);
    return r;
  }
  static constexpr Value record(Value x) { return {x.builder, reshape(*x.builder, x.id, dims((*x.builder)[x.id].dims))}; }
};

template <std::size_t... To>
struct BroadcastTo : detail::LayoutOp<BroadcastTo<To...>> {
  template <class S>
  static constexpr bool valid = [] {
    Broadcast const b = broadcast(dims_of<S>, dims_of<Shape<To...>>);
    return b.ok && b.dims == dims_of<Shape<To...>>;
  }();
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<BroadcastTo, X>) {
      using S = typename detail::arg_of<X>::shape_type;
      static_assert(diagnose::shape_broadcasts_to<S, Shape<To...>, valid<S>>,
                    "broadcast_to: the shape does not stretch to the one asked for");
    }
    return apply<BroadcastTo>(static_cast<X&&>(x));
  }
  static constexpr Dims dims(Dims const&) { return dims_of<Shape<To...>>; }
  static constexpr Value record(Value x) { return {x.builder, broadcast_to(*x.builder, x.id, dims_of<Shape<To...>>)}; }
};

template <SliceItem... Item>
struct Slice : detail::LayoutOp<Slice<Item...>> {
  static constexpr ResolvedSlice of(Dims const& d) {
    constexpr SliceItem items[] = {Item..., SliceItem{}};
    return resolve(d, items, static_cast<int>(sizeof...(Item)));
  }
  template <class S>
  static constexpr bool valid = of(dims_of<S>).error == ResolvedSlice::none;
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<Slice, X>) {
      using S = typename detail::arg_of<X>::shape_type;
      constexpr ResolvedSlice r = of(dims_of<S>);
      constexpr int n = r.axis < 0 ? 0 : dims_of<S>[r.axis < 0 ? 0 : r.axis];
      using Asked = diagnose::got<r.value>;
      static_assert(r.error != ResolvedSlice::two_ellipses, "slice: more than one ellipsis");
      static_assert(diagnose::slice_step_is_not_0 < r.error != ResolvedSlice::zero_step >, "slice: step 0");
      if constexpr (r.error == ResolvedSlice::too_many)
        static_assert(diagnose::axis_in_range<Asked, diagnose::expected_from_to<0, int(S::rank)>, S>,
                      "slice: more indices than axes (indices, allowed range, shape follow)");
      if constexpr (r.error == ResolvedSlice::rank_too_large)
        static_assert(diagnose::axis_in_range<Asked, diagnose::expected_from_to<0, max_rank>, S>,
                      "slice: more new axes than a tensor can have (axes, allowed range, shape follow)");
      if constexpr (r.error == ResolvedSlice::index_out_of_range)
        static_assert(diagnose::index_in_range<Asked, diagnose::expected_from_to<-n, r.most>, S>,
                      "slice: index out of range (index, allowed range, shape follow)");
      if constexpr (r.error == ResolvedSlice::begin_out_of_range || r.error == ResolvedSlice::end_out_of_range)
        static_assert(diagnose::index_in_range<Asked, diagnose::expected_from_to<-n, r.most>, S>,
                      "slice: bound out of range (bound, allowed range, shape follow)");
    }
    return apply<Slice>(static_cast<X&&>(x));
  }
  static constexpr Dims dims(Dims const& d) { return of(d).dims; }
  static constexpr ViewMap map(Dims const& d) {
    ResolvedSlice const r = of(d);
    ViewMap m;
    m.rank = d.rank;
    for (int i = 0; i < d.rank; ++i) m.axis[i] = {r.target[i], r.target[i] < 0 ? 0 : r.step[i], r.offset[i]};
    return m;
  }
  static constexpr Value record(Value x) {
    Builder& b = *x.builder;
    Dims const d = b[x.id].dims;
    return {&b, make_view(b, x.id, map(d), dims(d))};
  }
};

}  // namespace layout

/// All elements in one axis.   [S...] -> [size]
template <Operand X>
constexpr auto flatten(X&& x) {
  return layout::Flatten::call(static_cast<X&&>(x));
}
/// All axes in reverse order, as NumPy's.   [a, ..., z] -> [z, ..., a]
template <Operand X>
constexpr auto transpose(X&& x) {
  return layout::Transpose::call(static_cast<X&&>(x));
}
/// Axis i of the result is axis Order[i] of x.
template <int... Order, Operand X>
constexpr auto permute(X&& x) {
  return layout::Permute<Order...>::call(static_cast<X&&>(x));
}
/// A new axis of extent 1 at place Axis of the result.
template <int Axis, Operand X>
constexpr auto expand(X&& x) {
  return layout::Expand<Axis>::call(static_cast<X&&>(x));
}
/// Drops the given axes, which must have extent 1; without a list all that have it.
template <int... Axis, Operand X>
constexpr auto squeeze(X&& x) {
  return layout::Squeeze<Axis...>::call(static_cast<X&&>(x));
}
/// Stretches axes of extent 1 and adds leading axes, as NumPy's.   [S...] -> [To...]
template <std::size_t... To, Operand X>
constexpr auto broadcast_to(X&& x) {
  return layout::BroadcastTo<To...>::call(static_cast<X&&>(x));
}
namespace detail {
template <class S>
struct BroadcastToShape;
template <std::size_t... To>
struct BroadcastToShape<Shape<To...>> : std::type_identity<layout::BroadcastTo<To...>> {};
}  // namespace detail
/// The same, to a shape given as a type.
template <class S, Operand X>
constexpr auto broadcast_to_shape(X&& x) {
  return detail::BroadcastToShape<S>::type::call(static_cast<X&&>(x));
}
namespace detail {
template <class S>
struct ReshapeToShape;
template <std::size_t... To>
struct ReshapeToShape<Shape<To...>> : std::type_identity<layout::Reshape<To...>> {};
}  // namespace detail
/// `reshape` to a shape given as a type.
template <class S, Operand X>
constexpr auto reshape_to_shape(X&& x) {
  return detail::ReshapeToShape<S>::type::call(static_cast<X&&>(x));
}
/// The same elements in row-major order in another shape; one extent may be -1 (`inferred`): it follows from the others.
/// [S...] -> [To...].   Fails to compile when the number of elements changes.
template <std::int64_t... To, Operand X>
constexpr auto reshape(X&& x) {
  using S = detail::shape_of_t<X>;
  constexpr layout::Extents asked = layout::extents_of<To...>(static_cast<std::int64_t>(S::size));
  static_assert(
      diagnose::one_extent_follows<S, (asked.ok || detail::OfFrontEnd<X, front::Broken>), To...>,
      "reshape: one extent at most may be -1, and the others must divide the number of elements (shape, extents follow)");
  if constexpr (asked.ok)
    return detail::ReshapeToShape<shape_from<asked.dims>>::type::call(static_cast<X&&>(x));
  else
    return Invalid{};
}
/// A view by compile-time indices; what `x(i...)` calls.
template <Operand X, SliceIndex... I>
constexpr auto slice(X&& x, I const&...) {
  return layout::Slice<detail::slice_item<I>()...>::call(static_cast<X&&>(x));
}

// What each of them accepts.
template <class X, std::size_t... To>
concept ReshapableTo = Applicable<layout::Reshape<To...>, X>;
template <class X, std::size_t... To>
concept BroadcastableTo = Applicable<layout::BroadcastTo<To...>, X>;
template <class X, int... Order>
concept PermutableBy = Applicable<layout::Permute<Order...>, X>;
template <class X, int Axis>
concept ExpandableAt = Applicable<layout::Expand<Axis>, X>;
template <class X, int... Axis>
concept SqueezableAt = Applicable<layout::Squeeze<Axis...>, X>;
/// The indices are types: `SliceableBy<X, decltype(all), decltype(from<1>)>`.
template <class X, class... I>
concept SliceableBy = (SliceIndex<I> && ...) && Applicable<layout::Slice<detail::slice_item<I>()...>, X>;

}  // namespace tenon
