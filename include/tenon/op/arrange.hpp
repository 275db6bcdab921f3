// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/concat.hpp>
#include <tenon/op/shape_ops.hpp>

#include <tuple>

/// Moving, joining, repeating and padding: layout operations made of views and concatenations.
namespace tenon {

namespace detail {

/// Elements start, start + step, ... of an axis.
constexpr NodeId slice_axis(Builder& b, NodeId x, int axis, int start, int count, int step = 1) {
  Dims dims = b[x].dims;
  ViewMap map = ViewMap::identity(dims.rank);
  map.axis[axis] = {axis, step, start};
  dims[axis] = count;
  return make_view(b, x, map, dims);
}

constexpr int modulo(int a, int n) { return n == 0 ? 0 : (a % n + n) % n; }

/// The base of layout operations on listed axes: it words what can be wrong with them.
template <class Derived, int... Axis>
struct AxisLayout : LayoutOp<Derived> {
  template <class S>
  static constexpr bool valid = axes::valid<S, Axis...>;
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (faulty<Derived, X>) {
      using S = typename arg_of<X>::shape_type;
      if constexpr (!axes::exist<S::rank, Axis...>)
        static_assert(diagnose::axis_in_range<axes::Asked<S, Axis...>, axes::Allowed<S>, S>,
                      "layout: axis out of range (axis, allowed range, shape follow)");
      else
        static_assert(diagnose::axes_differ<S, Axis...>, "layout: an axis is named twice (shape, axes follow)");
    }
    return apply<Derived>(static_cast<X&&>(x));
  }
};

}  // namespace detail

/// How `pad` fills: with a number, with the nearest element, or with the elements in reverse, the outermost left out.
enum class PadMode { constant, edge, reflect };

namespace diagnose {
template <class S, int Axis, int Before, int After, bool Fit>
inline constexpr bool padding_fits = Fit;
template <class S, std::size_t Got>
inline constexpr bool one_pair_an_axis = Got == 2 * S::rank;
template <class S, std::size_t Got>
inline constexpr bool one_number_an_axis = Got == S::rank;
template <class S, int Axis, std::size_t Parts, bool Fit>
inline constexpr bool parts_divide_the_extent = Fit;
}  // namespace diagnose

namespace layout {

template <int... Axis>
struct Flip : detail::AxisLayout<Flip<Axis...>, Axis...> {
  static constexpr Dims dims(Dims const& d) { return d; }
  template <class V>
  static constexpr V record(V x) {
    Builder& b = *x.builder;
    Dims const d = b[x.id].dims;
    std::uint32_t const mask = axes::mask_of<Axis...>(d.rank);
    for (int i = 0; i < d.rank; ++i)
      if ((mask >> i & 1u) != 0) x.id = detail::slice_axis(b, x.id, i, d[i] - 1, d[i], -1);
    return x;
  }
};

template <int Shift, int Axis>
struct Roll : detail::AxisLayout<Roll<Shift, Axis>, Axis> {
  static constexpr Dims dims(Dims const& d) { return d; }
  template <class V>
  static constexpr V record(V x) {
    Builder& b = *x.builder;
    Dims const d = b[x.id].dims;
    int const axis = axes::normalised(Axis, d.rank), n = d[axis], shift = detail::modulo(Shift, n);
    if (shift == 0) return x;
    return {&b, concat(b, detail::slice_axis(b, x.id, axis, n - shift, shift), detail::slice_axis(b, x.id, axis, 0, n - shift),
                       axis)};
  }
};

/// The base of what moves two axes, which may be one: `Derived::order` says where each axis of the result was.
template <class Derived, int A, int B>
struct Reorder : detail::AxisLayout<Derived, A, B> {
  template <class S>
  static constexpr bool valid = axes::exist<S::rank, A, B>;
  static constexpr Dims dims(Dims const& d) {
    Dims r, o = Derived::order(d.rank);
    for (int i = 0; i < d.rank; ++i) r.push_back(d[o[i]]);
    return r;
  }
  static constexpr Value record(Value x) {
    return {x.builder, permute(*x.builder, x.id, Derived::order((*x.builder)[x.id].dims.rank))};
  }
};

template <int From, int To>
struct MoveAxis : Reorder<MoveAxis<From, To>, From, To> {
  static constexpr Dims order(int rank) {
    Dims r;
    int const from = axes::normalised(From, rank), to = axes::normalised(To, rank);
    for (int i = 0; i < rank; ++i)
      if (i != from) r.push_back(i);
    r.push_back(0);
    for (int i = rank - 1; i > to; --i) r[i] = r[i - 1];
    r[to] = from;
    return r;
  }
};

template <int A, int B>
struct SwapAxes : Reorder<SwapAxes<A, B>, A, B> {
  static constexpr Dims order(int rank) {
    Dims r;
    for (int i = 0; i < rank; ++i) r.push_back(i);
    int const a = axes::normalised(A, rank), b = axes::normalised(B, rank);
    r[a] = b;
    r[b] = a;
    return r;
  }
};

/// The whole tensor Reps times along each of its last axes.
template <std::size_t... Reps>
struct Tile : detail::LayoutOp<Tile<Reps...>> {
  template <class S>
  static constexpr bool valid = (S::rank > sizeof...(Reps) ? S::rank : sizeof...(Reps)) <= max_rank;
  static constexpr Dims dims(Dims d) {
    constexpr int n = static_cast<int>(sizeof...(Reps));
    constexpr std::int32_t reps[] = {static_cast<std::int32_t>(Reps)..., 1};
    while (d.rank < n) {
      for (int i = d.rank; i > 0; --i) d[i] = d[i - 1];
      d[0] = 1;
      ++d.rank;
    }
    for (int i = 0; i < n; ++i) d[d.rank - n + i] *= reps[i];
    return d;
  }
  template <class V>
  static constexpr V record(V x) {
    Builder& b = *x.builder;
    Dims const result = dims(b[x.id].dims);
    // One axis after the other: [a, reps x n, b] is [a, reps, n, b] with a stretched axis.
    Dims d = b[x.id].dims;
    while (d.rank < result.rank) {
      for (int i = d.rank; i > 0; --i) d[i] = d[i - 1];
      d[0] = 1;
      ++d.rank;
    }
    x.id = reshape(b, x.id, d);
    for (int i = 0; i < d.rank; ++i) {
      if (d[i] == result[i]) continue;
      Dims const a = around(d, i);
      Dims const split{4, {a[0], 1, a[1], a[2]}};
      Dims stretched = split;
      stretched[1] = d[i] == 0 ? 1 : result[i] / d[i];
      d[i] = result[i];
      x.id = reshape(b, broadcast_to(b, reshape(b, x.id, split), stretched), d);
    }
    return x;
  }
};

/// Each element N times along an axis.
template <std::size_t N, int Axis>
struct Repeat : detail::AxisLayout<Repeat<N, Axis>, Axis> {
  static constexpr Dims dims(Dims d) {
    d[axes::normalised(Axis, d.rank)] *= static_cast<std::int32_t>(N);
    return d;
  }
  template <class V>
  static constexpr V record(V x) {
    Builder& b = *x.builder;
    Dims const d = b[x.id].dims, a = around(d, axes::normalised(Axis, d.rank));
    Dims const split{4, {a[0], a[1], 1, a[2]}}, stretched{4, {a[0], a[1], static_cast<std::int32_t>(N), a[2]}};
    return {&b, reshape(b, broadcast_to(b, reshape(b, x.id, split), stretched), dims(d))};
  }
};

/// Before and after each axis.
template <PadMode Mode, int... Amount>
struct Pad {
  static constexpr int amounts[sizeof...(Amount) + 2] = {Amount..., 0, 0};
  static constexpr bool fits(int extent, int amount) {
    return amount >= 0 && (Mode == PadMode::constant || amount == 0 || (Mode == PadMode::edge ? extent > 0 : amount < extent));
  }
  /// The first axis whose padding does not fit; -1 if all do.
  static constexpr int misfit(Dims const& d) {
    for (int i = 0; i < d.rank; ++i)
      if (!fits(d[i], amounts[2 * i]) || !fits(d[i], amounts[2 * i + 1])) return i;
    return -1;
  }
  template <class A, class... Fill>
  static constexpr bool ok = [] {
    if constexpr (sizeof...(Amount) != 2 * A::shape_type::rank)
      return false;
    else
      return misfit(dims_of<typename A::shape_type>) < 0;
  }();
  static constexpr Dims dims(Dims d) {
    for (int i = 0; i < d.rank; ++i) d[i] += amounts[2 * i] + amounts[2 * i + 1];
    return d;
  }
  template <class A, class... Fill>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<dims(dims_of<typename A::shape_type>)>;
    template <int I>
    using operand_type = value_type;
  };
  static constexpr NodeId border(Builder& b, NodeId x, int axis, int amount, bool before, Value fill) {
    Dims d = b[x].dims;
    int const n = d[axis];
    d[axis] = amount;
    if constexpr (Mode == PadMode::constant)
      return broadcast_to(b, fill.id, d);
    else if constexpr (Mode == PadMode::edge)
      return broadcast_to(b, detail::slice_axis(b, x, axis, before ? 0 : n - 1, 1), d);
    else
      return detail::slice_axis(b, x, axis, before ? amount : n - 2, amount, -1);
  }
  static constexpr Value record(Value x, Value fill = {}) {
    Builder& b = *x.builder;
    for (int i = 0; i < b[x.id].dims.rank; ++i) {
      int const before = amounts[2 * i], after = amounts[2 * i + 1];
      NodeId const source = x.id;
      if (before > 0) x.id = concat(b, border(b, source, i, before, true, fill), x.id, i);
      if (after > 0) x.id = concat(b, x.id, border(b, source, i, after, false, fill), i);
    }
    return x;
  }
  template <class X, class... Fill>
  static constexpr auto call(X&& x, Fill&&... fill) {
    if constexpr (detail::faulty<Pad, X, Fill...>) {
      using S = typename detail::arg_of<X>::shape_type;
      static_assert(diagnose::one_pair_an_axis<S, sizeof...(Amount)>,
                    "pad: name two amounts for each axis, before and after it (shape, amounts follow)");
      if constexpr (sizeof...(Amount) == 2 * S::rank) {
        constexpr int at = misfit(dims_of<S>);
        static_assert(diagnose::padding_fits<S, at, amounts[at < 0 ? 0 : 2 * at], amounts[at < 0 ? 0 : 2 * at + 1], (at < 0)>,
                      "pad: negative, or more than the axis has to reflect (shape, axis, before, after follow)");
      }
    }
    return apply<Pad>(static_cast<X&&>(x), static_cast<Fill&&>(fill)...);
  }
};

}  // namespace layout

/// The elements of the listed axes in reverse; of all axes without a list.   [S...] -> [S...]
template <int... Axis, Operand X>
constexpr auto flip(X&& x) {
  return layout::Flip<Axis...>::call(static_cast<X&&>(x));
}
/// Elements shifted along an axis (the last, without one); what leaves at the end comes back at the beginning.
/// [S...] -> [S...]
template <int Shift, int Axis = -1, Operand X>
constexpr auto roll(X&& x) {
  return layout::Roll<Shift, Axis>::call(static_cast<X&&>(x));
}
/// Axis From in place To, the others in their order.
template <int From, int To, Operand X>
constexpr auto moveaxis(X&& x) {
  return layout::MoveAxis<From, To>::call(static_cast<X&&>(x));
}
/// Two axes exchanged.
template <int A, int B, Operand X>
constexpr auto swapaxes(X&& x) {
  return layout::SwapAxes<A, B>::call(static_cast<X&&>(x));
}
/// The whole tensor Reps times along each of its last axes, as NumPy's.
template <std::size_t... Reps, Operand X>
constexpr auto tile(X&& x) {
  return layout::Tile<Reps...>::call(static_cast<X&&>(x));
}
/// Each element N times along an axis (the last, without one).   [..., n, ...] -> [..., N n, ...]
template <std::size_t N, int Axis = -1, Operand X>
constexpr auto repeat(X&& x) {
  return layout::Repeat<N, Axis>::call(static_cast<X&&>(x));
}
/// Zeros, or `fill`, around a tensor: `pad<1, 1, 0, 2>(x)` puts one row before and after, and two columns behind.
template <int... Amount, Operand X>
constexpr auto pad(X&& x) {
  return layout::Pad<PadMode::constant, Amount...>::call(static_cast<X&&>(x), typename std::remove_cvref_t<X>::value_type(0));
}
/// The same with the nearest elements (`PadMode::edge`), or those in reverse (`PadMode::reflect`).
template <PadMode Mode, int... Amount, Operand X>
  requires(Mode != PadMode::constant)
constexpr auto pad(X&& x) {
  return layout::Pad<Mode, Amount...>::call(static_cast<X&&>(x));
}
/// Tensors of one shape along a new axis.   n times [S...] -> [.., n, ..]
template <int Axis = 0, class X, class... Rest>
  requires(Operand<X> && (Operand<Rest> && ...))
constexpr auto stack(X&& x, Rest&&... rest) {
  return concat<Axis>(expand<Axis>(static_cast<X&&>(x)), expand<Axis>(static_cast<Rest&&>(rest))...);
}

namespace layout {
/// Part number Part of Parts equal ones.
template <int Axis, std::size_t Parts, std::size_t Part>
struct Split : detail::AxisLayout<Split<Axis, Parts, Part>, Axis> {
  template <class S>
  static constexpr bool divides = [] {
    if constexpr (axes::exist<S::rank, Axis>)
      return dims_of<S>[axes::normalised(Axis, S::rank)] % static_cast<int>(Parts) == 0;
    else
      return false;
  }();
  template <class S>
  static constexpr bool valid = divides<S>;
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<Split, X>) {
      using S = typename detail::arg_of<X>::shape_type;
      if constexpr (!axes::exist<S::rank, Axis>)
        static_assert(diagnose::axis_in_range<axes::Asked<S, Axis>, axes::Allowed<S>, S>,
                      "split: axis out of range (axis, allowed range, shape follow)");
      else
        static_assert(diagnose::parts_divide_the_extent<S, Axis, Parts, divides<S>>,
                      "split: the parts do not divide the axis (shape, axis, parts follow)");
    }
    return apply<Split>(static_cast<X&&>(x));
  }
  static constexpr Dims dims(Dims d) {
    d[axes::normalised(Axis, d.rank)] /= static_cast<int>(Parts);
    return d;
  }
  template <class V>
  static constexpr V record(V x) {
    Builder& b = *x.builder;
    Dims const d = b[x.id].dims;
    int const axis = axes::normalised(Axis, d.rank), n = d[axis] / static_cast<int>(Parts);
    return {&b, detail::slice_axis(b, x.id, axis, n * static_cast<int>(Part), n)};
  }
};
}  // namespace layout

namespace detail {
template <int Axis, std::size_t Parts, class X, std::size_t... I>
constexpr auto split_parts(X&& x, std::index_sequence<I...>) {
  // What is wrong is said once, of the first part.
  if constexpr (Applicable<layout::Split<Axis, Parts, 0>, X>)
    return std::tuple{layout::Split<Axis, Parts, I>::call(again<X>(x))...};
  else
    return layout::Split<Axis, Parts, 0>::call(static_cast<X&&>(x));
}
template <int Axis, class X, std::size_t... I>
constexpr auto unstacked(X&& x, std::index_sequence<I...>) {
  return std::tuple{squeeze<Axis>(layout::Split<Axis, sizeof...(I), I>::call(again<X>(x)))...};
}
}  // namespace detail

/// Parts equal parts of an axis (the first, without one), as a tuple.   [.., Parts n, ..] -> Parts times [.., n, ..]
template <std::size_t Parts, int Axis = 0, Operand X>
constexpr auto split(X&& x) {
  return detail::split_parts<Axis, Parts>(detail::again<X>(x), std::make_index_sequence<Parts>{});
}
/// The slices along an axis (the first, without one), as a tuple: the inverse of `stack`.   [.., n, ..] -> n times [..]
template <int Axis = 0, Operand X>
constexpr auto unstack(X&& x) {
  constexpr Dims d = dims_of<detail::shape_of_t<X>>;
  static_assert(axes::exist<detail::shape_of_t<X>::rank, Axis>, "unstack: axis out of range");
  return detail::unstacked<Axis>(detail::again<X>(x),
                                 std::make_index_sequence<static_cast<std::size_t>(d[axes::normalised(Axis, d.rank)])>{});
}

}  // namespace tenon
