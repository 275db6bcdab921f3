// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arrange.hpp>
#include <tenon/op/division.hpp>
#include <tenon/op/indexing.hpp>
#include <tenon/op/scan.hpp>
#include <tenon/op/statistics.hpp>

/// What a condition selects. How much that is, is known at run time only, and shapes are types: so results have room for all of
/// it, what was selected comes first, and a count says how much it is.
namespace tenon {
namespace op {

/// The places of true elements in row-major order, one index for each axis: [size, rank] of a mask; -1 behind the last.
/// The form is the mask's shape.
struct Nonzero {
  static constexpr char name[] = "nonzero";
  static constexpr int arity = 1, flops = 1;
  static constexpr bool takes_bool = true;
  static constexpr Typed operands[1] = {Typed::mask}, result = Typed::index;
  static constexpr Dims form(Node const&, Dims const* in) { return in[0]; }
  TENON_INLINE static constexpr void run(Dims const& form, bool const* x, Index* y) {
    auto const size = static_cast<std::ptrdiff_t>(form.size());
    Index* const end = y + size * form.rank;
    for (std::ptrdiff_t i = 0; i < size; ++i) {
      if (!x[i]) continue;
      std::ptrdiff_t rest = i;
      for (int a = form.rank - 1; a >= 0; --a) {
        y[a] = static_cast<Index>(rest % form[a]);
        rest /= form[a];
      }
      y += form.rank;
    }
    while (y != end) *y++ = -1;
  }
};

}  // namespace op

template <> struct OpOf<hash_name("nonzero")> : std::type_identity<op::Nonzero> {};

namespace diagnose {
template <class S>
inline constexpr bool condition_has_axes = S::rank > 0;
template <class C, class S, int Axis, bool Fits>
inline constexpr bool one_condition_for_each_index = Fits;
template <class Mask, class S, bool Fits>
inline constexpr bool mask_has_the_first_axes = Fits;
}  // namespace diagnose

namespace detail {

/// [size, rank], -1 behind the last place.
template <class V>
constexpr V places_of(V condition) {
  Builder& b = *condition.builder;
  Dims const d = b[condition.id].dims;
  V const mask{&b, tenon::cast(b, condition.id, DType::boolean)};
  return routine<op::Nonzero>(dtype_of<Index>, Dims{2, {static_cast<std::int32_t>(d.size()), d.rank}}, 0, mask);
}

/// The front-end form of `argwhere`.
struct Places {
  template <class A>
  static constexpr bool ok = A::shape_type::rank > 0;
  template <class A>
  struct Result {
    using value_type = Index;
    using shape_type = Shape<A::shape_type::size, A::shape_type::rank>;
    template <int I>
    using operand_type = typename A::value_type;
  };
  template <class V>
  static constexpr V record(V x) {
    V const places = places_of(x);
    return elementwise<op::Maximum>(places, constant_like(places, 0));
  }
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (faulty<Places, X>)
      static_assert(diagnose::condition_has_axes<typename arg_of<X>::shape_type>,
                    "nonzero, argwhere: the operand has no axes (its shape follows)");
    return apply<Places>(static_cast<X&&>(x));
  }
};

/// The front-end form of `compress`: a condition for each index of the axis.
template <int Axis>
struct Compressing {
  template <class C, class S>
  static constexpr bool shapes_fit = [] {
    if constexpr (axes::exist<S::rank, Axis> && C::rank == 1)
      return dims_of<C>[0] == dims_of<S>[axes::normalised(Axis, int(S::rank))];
    else
      return false;
  }();
  template <class C, class A, class V>
  static constexpr bool ok =
      std::is_same_v<typename C::value_type, bool> && shapes_fit<typename C::shape_type, typename A::shape_type> &&
      accepts(Domain::numeric, dtype_of<typename A::value_type>) &&
      diagnose::scalar_fits_dtype<Compressing, typename A::value_type, typename V::value_type>;
  template <class C, class A, class V>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = typename A::shape_type;
    template <int I>
    using operand_type = std::conditional_t<I == 0, bool, value_type>;
  };
  template <class V>
  static constexpr V record(V condition, V x, V fill) {
    Builder& b = *x.builder;
    Node const n = b[x.id];
    int const axis = axes::normalised(Axis, n.dims.rank);
    Dims const rows{1, {n.dims[axis]}};
    Dims units = with_unit_axes(n.dims, ~0u);
    units[axis] = rows[0];
    V const places{&b, reshape(b, places_of(condition).id, rows)};
    V const zero = constant_like(places, 0);
    V const taken = routine<op::Take>(n.dtype, n.dims, op::axis_and_flag(axis, false), x, elementwise<op::Maximum>(places, zero));
    V const selected{&b, reshape(b, elementwise<op::GreaterEqual>(places, zero).id, units)};
    return elementwise<op::Where>(selected, taken, fill);
  }
  template <class C, class X, class V>
  static constexpr auto call(C&& condition, X&& x, V fill) {
    if constexpr (faulty<Compressing, C, X, V>) {
      using S = typename arg_of<X>::shape_type;
      using T = typename arg_of<X>::value_type;
      static_assert(diagnose::same_dtype<Compressing, bool, typename arg_of<C>::value_type>,
                    "compress: the condition must be a tensor of bool");
      static_assert(diagnose::operation_accepts_dtype<Compressing, T, accepts(Domain::numeric, dtype_of<T>)>,
                    "compress: not defined for this dtype");
      if constexpr (!axes::exist<S::rank, Axis>)
        static_assert(diagnose::axis_in_range<axes::Asked<S, Axis>, axes::Allowed<S>, S>,
                      "compress: axis out of range (axis, allowed range, shape follow)");
      else {
        using Conditions = typename arg_of<C>::shape_type;
        static_assert(diagnose::one_condition_for_each_index<Conditions, S, Axis, shapes_fit<Conditions, S>>,
                      "compress: one condition for each index of the axis (shape of the conditions, shape, axis follow)");
      }
    }
    return apply<Compressing>(static_cast<C&&>(condition), static_cast<X&&>(x), fill);
  }
};

/// The axes of the mask joined.
constexpr Dims masked_rows(Dims const& mask, Dims const& x) {
  Dims d{1, {static_cast<std::int32_t>(mask.size())}};
  for (int i = mask.rank; i < x.rank; ++i) d.push_back(x[i]);
  return d;
}

template <class S, std::size_t... I, class P, class C>
constexpr auto coordinates(std::index_sequence<I...>, P&& places, C&& count) {
  return std::tuple{slice(again<P>(places), all, at<int(I)>)..., static_cast<C&&>(count)};
}

}  // namespace detail

/// Whether a condition selects slices of x along an axis, and whether a mask has the first axes of x.
template <class X, class C, int Axis = 0>
concept CompressibleBy = Operand<X> && Applicable<detail::Compressing<Axis>, C, X, detail::value_of_t<X>>;
template <class X, class M>
concept MaskableBy = Operand<X> && Operand<M> && std::is_same_v<detail::value_of_t<M>, bool> &&
                     detail::masks(dims_of<detail::shape_of_t<M>>, dims_of<detail::shape_of_t<X>>);

/// The places of the elements that are not zero, in row-major order, and how many there are: a tuple. Behind the last the
/// places are 0.   [S...] -> [size, rank], []
template <Operand X>
constexpr auto argwhere(X&& x) {
  return std::tuple{detail::Places::call(detail::again<X>(x)), count_nonzero(detail::again<X>(x))};
}
/// The same with a vector of indices for each axis, and the count last: `auto [rows, columns, count] = nonzero(m)`.
/// [S...] -> [size] for each axis, []
template <Operand X>
constexpr auto nonzero(X&& x) {
  using S = detail::shape_of_t<X>;
  return detail::coordinates<S>(std::make_index_sequence<S::rank>{}, detail::Places::call(detail::again<X>(x)),
                                count_nonzero(detail::again<X>(x)));
}
/// Without values to choose from, `where` is `nonzero`.
template <Operand X>
constexpr auto where(X&& x) {
  return nonzero(static_cast<X&&>(x));
}

/// The slices of x along an axis (the first, without one) whose condition holds, moved to the front in their order, `fill` behind
/// them, and how many there are: a tuple.   bool [n], [A..., n, B...] -> [A..., n, B...], []
template <int Axis = 0, Operand C, Operand X>
constexpr auto compress(C&& condition, X&& x, detail::value_of_t<X> fill = 0) {
  return std::tuple{detail::Compressing<Axis>::call(detail::again<C>(condition), static_cast<X&&>(x), fill),
                    count_nonzero(detail::again<C>(condition))};
}
/// The elements of x, or slices of it, where a mask of its first axes holds, as `compress` gives them.
/// [M..., R...], bool [M...] -> [size of M, R...], []
template <Operand X, Operand M>
constexpr auto boolean_mask(X&& x, M&& mask, detail::value_of_t<X> fill = 0) {
  using S = detail::shape_of_t<X>;
  using Mask = detail::shape_of_t<M>;
  constexpr bool fits = detail::masks(dims_of<Mask>, dims_of<S>);
  static_assert(
      diagnose::mask_has_the_first_axes<Mask, S,
                                        (fits || detail::OfFrontEnd<X, front::Broken> || detail::OfFrontEnd<M, front::Broken>)>,
      "boolean_mask: the mask must have the first axes of what it masks (shape of the mask, shape follow)");
  if constexpr (fits) {
    using Rows = shape_from<detail::masked_rows(dims_of<Mask>, dims_of<S>)>;
    return compress(flatten(static_cast<M&&>(mask)), reshape_to_shape<Rows>(static_cast<X&&>(x)), fill);
  } else
    return std::tuple{Invalid{}, Invalid{}};
}

namespace diagnose {
template <class Values, class Mask, class S, bool Fits>
inline constexpr bool values_are_rows_of_what_is_masked = Fits;
}  // namespace diagnose

namespace detail {
/// Whether `values` are slices of a tensor by the axes behind those of a mask.
constexpr bool fills(Dims const& values, Dims const& mask, Dims const& d) {
  if (!masks(mask, d) || values.rank != d.rank - mask.rank + 1 || values[0] == 0) return false;
  for (int i = 1; i < values.rank; ++i)
    if (values[i] != d[mask.rank + i - 1]) return false;
  return true;
}
}  // namespace detail

/// x with the elements, or slices, where a mask of its first axes holds replaced by the values in their order, from the first one
/// again where there are too few: NumPy's `place`, and what `x[mask] = values` is there.
/// [M..., R...], bool [M...], [n, R...] -> [M..., R...]
template <Operand X, Operand M, Operand V>
constexpr auto place(X&& x, M&& mask, V&& values) {
  constexpr Dims d = dims_of<detail::shape_of_t<X>>, m = dims_of<detail::shape_of_t<M>>, v = dims_of<detail::shape_of_t<V>>;
  constexpr bool fits = detail::fills(v, m, d);
  static_assert(
      diagnose::values_are_rows_of_what_is_masked<detail::shape_of_t<V>, detail::shape_of_t<M>, detail::shape_of_t<X>,
                                                  (fits || detail::OfFrontEnd<X, front::Broken> ||
                                                   detail::OfFrontEnd<M, front::Broken> || detail::OfFrontEnd<V, front::Broken>)>,
      "place: the mask must have the first axes of what it masks, the values one axis and those that follow (shapes of the "
      "values, the mask, and what it masks follow)");
  if constexpr (fits) {
    constexpr Dims units = detail::with_units_behind(m, d.rank);
    auto const nth = cumsum<0>(cast<Index>(flatten(detail::again<M>(mask)))) - 1;
    return where(reshape_to_shape<shape_from<units>>(detail::again<M>(mask)),
                 reshape_to_shape<detail::shape_of_t<X>>(take<0>(static_cast<V&&>(values), remainder(nth, v[0]))),
                 static_cast<X&&>(x));
  } else
    return Invalid{};
}

}  // namespace tenon
