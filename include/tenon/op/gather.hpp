// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/along_axis.hpp>
#include <tenon/op/join.hpp>
#include <tenon/shape/fail.hpp>

/// Elements by run-time indices: `take` and `take_along_axis`, and the scatters that are their adjoints. A negative index
/// counts from the end. An index out of range ends the program with a message where TENON_CHECKS is on (a constant
/// evaluation does not compile); with checks off, the nearest element that exists stands for it.
namespace tenon {
namespace op {

namespace detail {

TENON_INLINE constexpr std::ptrdiff_t in_range(std::ptrdiff_t index, std::ptrdiff_t extent) {
  std::ptrdiff_t const i = index < 0 ? index + extent : index;
  if (i >= 0 && i < extent) [[likely]]
    return i;
  if constexpr (TENON_CHECKS != 0) tenon::detail::fail_index(index, extent);
  return i < 0 ? 0 : extent - 1;
}

inline constexpr char const* along_names[] = {"scatter_along_update", "scatter_along_add", "scatter_along_subtract",
                                              "scatter_along_minimum", "scatter_along_maximum"};
inline constexpr char const* nd_names[] = {"scatter_nd_update", "scatter_nd_add", "scatter_nd_subtract", "scatter_nd_minimum",
                                           "scatter_nd_maximum"};
// Of shapes [d0, ..., rest...] and indices [count..., depth]: count, depth, the size of the rest, and the first extents.
constexpr int max_index_depth = 5;
constexpr Dims nd_form(Dims const& x, Dims const& indices) {
  int const depth = indices[indices.rank - 1];
  Dims r{3, {1, depth, 1}};
  for (int i = 0; i + 1 < indices.rank; ++i) r[0] *= indices[i];
  for (int i = depth; i < x.rank; ++i) r[2] *= x[i];
  for (int i = 0; i < depth; ++i) r.push_back(x[i]);
  return r;
}
TENON_INLINE constexpr std::ptrdiff_t nd_offset(Dims const& form, Index const* at) {
  std::ptrdiff_t offset = 0;
  for (int k = 0; k < form[1]; ++k) offset = offset * form[3 + k] + in_range(at[k], form[3 + k]);
  return offset * form[2];
}
/// Where the batch is in the slices that indices name, if it is in x, or in x if it is in the slices: `from` and `to` are the
/// axes in front of the slices' own.
constexpr BatchPlace nd_batch(BatchPlace place, int from, int to) {
  if (place.kind != BatchPlace::here) return place;
  if (place.axis < from) return {BatchPlace::mixed};
  place.axis = static_cast<std::int8_t>(place.axis + to - from);
  return place;
}
/// Looks at every index before anything is written: one out of range leaves what was there.
TENON_INLINE constexpr void check_nd(Dims const& form, Index const* at) {
  if constexpr (TENON_CHECKS != 0)
    for (std::ptrdiff_t i = 0; i < form[0]; ++i, at += form[1]) static_cast<void>(nd_offset(form, at));
}
/// Joins values in at such indices.
template <Join How, class T>
TENON_INLINE constexpr void join_nd(Dims const& form, Index const* at, T const* values, T* y) {
  for (std::ptrdiff_t i = 0; i < form[0]; ++i, at += form[1], values += form[2]) {
    T* const to = y + nd_offset(form, at);
    for (std::ptrdiff_t j = 0; j < form[2]; ++j) to[j] = joined<How>(to[j], values[j]);
  }
}

/// Zeros of a value's own shape, for a routine reads every element.
constexpr Value zeros_like(Value x) {
  Builder& b = *x.builder;
  return {&b, b.constant(b[x.id].dtype, b[x.id].dims, 0.0)};
}

}  // namespace detail

/// x[..., indices, ...]: [outer, n, inner, count].
struct Take {
  static constexpr char name[] = "take";
  static constexpr int arity = 2, flops = 0;
  static constexpr bool takes_bool = true;
  static constexpr Typed operands[2] = {Typed::data, Typed::index}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) {
    Dims r = around(in[0], axis_of(n));
    r.push_back(static_cast<std::int32_t>(in[1].size()));
    return r;
  }
  /// That of the indices stands where the axis was, that of x is moved by theirs.
  static constexpr BatchPlace batch(Node const& n, Dims const* in, BatchPlace const* places) {
    BatchPlace x = places[0], at = places[1];
    int const axis = axis_of(n);
    if (at.kind == BatchPlace::here) at.axis = static_cast<std::int8_t>(at.axis + axis);
    if (at.kind != BatchPlace::none) return x.kind == BatchPlace::none ? at : BatchPlace{BatchPlace::mixed};
    if (x.kind == BatchPlace::here && x.axis == axis) return {BatchPlace::mixed};
    if (x.kind == BatchPlace::here && x.axis > axis) x.axis = static_cast<std::int8_t>(x.axis + in[1].rank - 1);
    return x;
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, Index const* at, T* y) {
    std::ptrdiff_t const n = form[1], inner = form[2];
    for (std::ptrdiff_t o = 0; o < form[0]; ++o)
      for (std::ptrdiff_t c = 0; c < form[3]; ++c, y += inner) {
        T const* const from = x + (o * n + detail::in_range(at[c], n)) * inner;
        for (std::ptrdiff_t j = 0; j < inner; ++j) y[j] = from[j];
      }
  }
  template <class D>
  static constexpr void derive(D& d);
};
/// Its adjoint: the cotangents added up where they were taken from.
struct TakeAdjoint {
  static constexpr char name[] = "take_adjoint";
  static constexpr int arity = 2, flops = 1;
  static constexpr Typed operands[2] = {Typed::data, Typed::index}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) {
    Dims r = around(n.dims, axis_of(n));
    r.push_back(static_cast<std::int32_t>(in[1].size()));
    return r;
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* g, Index const* at, T* y) {
    std::ptrdiff_t const n = form[1], inner = form[2];
    for (std::ptrdiff_t i = 0; i < form[0] * n * inner; ++i) y[i] = T(0);
    for (std::ptrdiff_t o = 0; o < form[0]; ++o)
      for (std::ptrdiff_t c = 0; c < form[3]; ++c, g += inner) {
        T* const to = y + (o * n + detail::in_range(at[c], n)) * inner;
        for (std::ptrdiff_t j = 0; j < inner; ++j) to[j] = static_cast<T>(to[j] + g[j]);
      }
  }
  template <class D>
  static constexpr void derive(D& d) {
    Builder& b = d.builder();
    Node const g = b[d.node().in[0]];
    d.add(0, routine<Take>(g.dtype, g.dims, d.node().attr, d.g(), d.in(1)));
  }
};
template <class D>
constexpr void Take::derive(D& d) {
  Node const x = d.builder()[d.node().in[0]];
  d.add(0, routine<TakeAdjoint>(x.dtype, x.dims, d.node().attr, d.g(), d.in(1)));
}

/// y[.., c, ..] = x[.., indices[.., c, ..], ..]: [outer, n, inner, count].
struct TakeAlong {
  static constexpr char name[] = "take_along_axis";
  static constexpr int arity = 2, flops = 0;
  static constexpr bool along_axis = true;
  static constexpr bool takes_bool = true;
  static constexpr Typed operands[2] = {Typed::data, Typed::index}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) {
    Dims r = around(in[0], axis_of(n));
    r.push_back(in[1][axis_of(n)]);
    return r;
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, Index const* at, T* y) {
    std::ptrdiff_t const n = form[1], inner = form[2], count = form[3];
    for (std::ptrdiff_t o = 0; o < form[0]; ++o)
      for (std::ptrdiff_t c = 0; c < count; ++c)
        for (std::ptrdiff_t j = 0; j < inner; ++j, ++y, ++at) *y = x[(o * n + detail::in_range(*at, n)) * inner + j];
  }
  template <class D>
  static constexpr void derive(D& d);
};
namespace detail {
/// The cotangents of a scatter that keeps the smaller or the larger: they go to what became the result, and what is equal shares
/// them. `take(x, like)` are the elements of x at the indices, `add(x, values)` is x with values added there.
template <class D, class Take, class Add>
constexpr void derive_extremes(D& d, Take const& take, Add const& add) {
  Node const values = d.builder()[d.node().in[2]];
  Value const zero = constant_like(d.g(), 0), one = constant_like(d.g(), 1);
  Value const stayed = elementwise<Equal>(d.in(0), d.out()), came = elementwise<Equal>(d.in(2), take(d.out(), values));
  Value const count = add(elementwise<Where>(stayed, one, zero), elementwise<Where>(came, one, zero)), share = d.g() / count;
  if (d.wants(0)) d.add(0, elementwise<Where>(stayed, share, zero));
  if (d.wants(2)) d.add(2, elementwise<Where>(came, take(share, values), zero));
}
}  // namespace detail
/// x with values joined in along an axis, at indices of their own: [outer, n, inner, count].
template <detail::Join How>
struct ScatterAlong {
  static constexpr char const* name = detail::along_names[static_cast<int>(How)];
  static constexpr int arity = 3, flops = 1;
  static constexpr bool along_axis = true;
  static constexpr Typed operands[3] = {Typed::data, Typed::index, Typed::data}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) {
    Dims r = around(in[0], axis_of(n));
    r.push_back(in[1][axis_of(n)]);
    return r;
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, Index const* at, T const* values, T* y) {
    std::ptrdiff_t const n = form[1], inner = form[2], count = form[3];
    for (std::ptrdiff_t i = 0; i < form[0] * n * inner; ++i) y[i] = x[i];
    for (std::ptrdiff_t o = 0; o < form[0]; ++o)
      for (std::ptrdiff_t c = 0; c < count; ++c)
        for (std::ptrdiff_t j = 0; j < inner; ++j, ++values, ++at) {
          T& to = y[(o * n + detail::in_range(*at, n)) * inner + j];
          to = detail::joined<How>(to, *values);
        }
  }
  template <class D>
  static constexpr void derive(D& d) {
    if constexpr (How == detail::Join::add || How == detail::Join::subtract || How == detail::Join::update) {
      Node const values = d.builder()[d.node().in[2]];
      auto const taken = routine<TakeAlong>(values.dtype, values.dims, d.node().attr, d.g(), d.in(1));
      // What was overwritten has no part in the result.
      if (d.wants(0))
        d.add(0, How != detail::Join::update ? d.g()
                                             : routine<ScatterAlong>(d.node().dtype, d.node().dims, d.node().attr, d.g(), d.in(1),
                                                                     detail::zeros_like(taken)));
      if (d.wants(2)) d.add(2, How == detail::Join::subtract ? -taken : taken);
    } else
      detail::derive_extremes(
          d, [&](Value x, Node const& like) { return routine<TakeAlong>(like.dtype, like.dims, d.node().attr, x, d.in(1)); },
          [&](Value x, Value values) {
            Node const like = d.node();
            return routine<ScatterAlong<detail::Join::add>>(like.dtype, like.dims, like.attr, x, d.in(1), values);
          });
  }
};
template <class D>
constexpr void TakeAlong::derive(D& d) {
  Node const x = d.builder()[d.node().in[0]];
  Value const zero{&d.builder(), d.builder().constant(x.dtype, x.dims, 0.0)};
  d.add(0, routine<ScatterAlong<detail::Join::add>>(x.dtype, x.dims, d.node().attr, zero, d.in(1), d.g()));
}

/// y[i] = x[indices[i]] with indices of `depth` numbers each: [count, depth, inner, d0, d1, ...].
struct GatherNd {
  static constexpr char name[] = "gather_nd";
  static constexpr int arity = 2, flops = 0;
  static constexpr bool takes_bool = true;
  static constexpr Typed operands[2] = {Typed::data, Typed::index}, result = Typed::data;
  static constexpr Dims form(Node const&, Dims const* in) { return detail::nd_form(in[0], in[1]); }
  static constexpr BatchPlace batch(Node const&, Dims const* in, BatchPlace const* places) {
    int const axes = in[1].rank - 1, depth = in[1][axes];
    if (places[1].kind == BatchPlace::none) return detail::nd_batch(places[0], depth, axes);
    bool const by_rows = places[0].kind == BatchPlace::none && places[1].kind == BatchPlace::here && places[1].axis < axes;
    return by_rows ? places[1] : BatchPlace{BatchPlace::mixed};
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, Index const* at, T* y) {
    for (std::ptrdiff_t i = 0; i < form[0]; ++i, at += form[1], y += form[2]) {
      T const* const from = x + detail::nd_offset(form, at);
      for (std::ptrdiff_t j = 0; j < form[2]; ++j) y[j] = from[j];
    }
  }
  template <class D>
  static constexpr void derive(D& d);
};
/// x with values joined in at such indices.
template <detail::Join How>
struct ScatterNd {
  static constexpr char const* name = detail::nd_names[static_cast<int>(How)];
  static constexpr int arity = 3, flops = 1;
  static constexpr Typed operands[3] = {Typed::data, Typed::index, Typed::data}, result = Typed::data;
  static constexpr Dims form(Node const&, Dims const* in) { return detail::nd_form(in[0], in[1]); }
  /// Within the slices, of x or of what is written to it.
  static constexpr BatchPlace batch(Node const&, Dims const* in, BatchPlace const* places) {
    int const axes = in[1].rank - 1, depth = in[1][axes];
    if (places[1].kind != BatchPlace::none) return {BatchPlace::mixed};
    BatchPlace const x = detail::nd_batch(places[0], depth, depth), values = detail::nd_batch(places[2], axes, depth);
    if (x.kind == BatchPlace::none) return values;
    return values.kind == BatchPlace::none || x == values ? x : BatchPlace{BatchPlace::mixed};
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, Index const* at, T const* values, T* y) {
    std::ptrdiff_t size = form[2];
    for (int k = 0; k < form[1]; ++k) size *= form[3 + k];
    detail::check_nd(form, at);
    if (x != y)  // a loop has them in one place
      for (std::ptrdiff_t i = 0; i < size; ++i) y[i] = x[i];
    detail::join_nd<How>(form, at, values, y);
  }
  template <class D>
  static constexpr void derive(D& d) {
    if constexpr (How == detail::Join::add || How == detail::Join::subtract || How == detail::Join::update) {
      Node const values = d.builder()[d.node().in[2]];
      auto const taken = routine<GatherNd>(values.dtype, values.dims, 0, d.g(), d.in(1));
      if (d.wants(0))
        d.add(0, How != detail::Join::update
                     ? d.g()
                     : routine<ScatterNd>(d.node().dtype, d.node().dims, 0, d.g(), d.in(1), detail::zeros_like(taken)));
      if (d.wants(2)) d.add(2, How == detail::Join::subtract ? -taken : taken);
    } else
      detail::derive_extremes(
          d, [&](Value x, Node const& like) { return routine<GatherNd>(like.dtype, like.dims, 0, x, d.in(1)); },
          [&](Value x, Value values) {
            Node const like = d.node();
            return routine<ScatterNd<detail::Join::add>>(like.dtype, like.dims, 0, x, d.in(1), values);
          });
  }
};
template <class D>
constexpr void GatherNd::derive(D& d) {
  Node const x = d.builder()[d.node().in[0]];
  Value const zero{&d.builder(), d.builder().constant(x.dtype, x.dims, 0.0)};
  d.add(0, routine<ScatterNd<detail::Join::add>>(x.dtype, x.dims, 0, zero, d.in(1), d.g()));
}

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("take")> : std::type_identity<op::Take> {};
template <> struct OpOf<hash_name("take_adjoint")> : std::type_identity<op::TakeAdjoint> {};
template <> struct OpOf<hash_name("take_along_axis")> : std::type_identity<op::TakeAlong> {};
template <> struct OpOf<hash_name("gather_nd")> : std::type_identity<op::GatherNd> {};
template <> struct OpOf<hash_name("scatter_along_update")> : std::type_identity<op::ScatterAlong<op::detail::Join::update>> {};
template <> struct OpOf<hash_name("scatter_along_add")> : std::type_identity<op::ScatterAlong<op::detail::Join::add>> {};
template <> struct OpOf<hash_name("scatter_along_subtract")> : std::type_identity<op::ScatterAlong<op::detail::Join::subtract>> {};
template <> struct OpOf<hash_name("scatter_along_minimum")> : std::type_identity<op::ScatterAlong<op::detail::Join::minimum>> {};
template <> struct OpOf<hash_name("scatter_along_maximum")> : std::type_identity<op::ScatterAlong<op::detail::Join::maximum>> {};
template <> struct OpOf<hash_name("scatter_nd_update")> : std::type_identity<op::ScatterNd<op::detail::Join::update>> {};
template <> struct OpOf<hash_name("scatter_nd_add")> : std::type_identity<op::ScatterNd<op::detail::Join::add>> {};
template <> struct OpOf<hash_name("scatter_nd_subtract")> : std::type_identity<op::ScatterNd<op::detail::Join::subtract>> {};
template <> struct OpOf<hash_name("scatter_nd_minimum")> : std::type_identity<op::ScatterNd<op::detail::Join::minimum>> {};
template <> struct OpOf<hash_name("scatter_nd_maximum")> : std::type_identity<op::ScatterNd<op::detail::Join::maximum>> {};
// clang-format on

}  // namespace tenon
