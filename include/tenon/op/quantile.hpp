// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/rounding.hpp>
#include <tenon/op/statistics.hpp>

/// What stands at a fraction of the way from the least to the largest element.
namespace tenon {

/// Between two elements: on the line from one to the other, or one of them, or their mean. `nearest` of two equally near
/// ones takes that of even place.
enum class QuantileMethod { linear, lower, higher, nearest, midpoint };

namespace op {

/// The elements in order, as a reduction that is not finished: what the assertions of reductions speak of.
struct Quantile {
  static constexpr Domain domain = Domain::floating;
  static constexpr bool of_nothing = false;
  template <class V>
  static constexpr V record(V x, std::uint32_t mask) {
    V const all = tenon::detail::folded_last(x, mask);
    return tenon::detail::along_axis<Sort>(all, (*all.builder)[all.id].dims.rank - 1, false);
  }
};

}  // namespace op

namespace diagnose {
template <class Q, bool Fits>
inline constexpr bool fraction_is_floating = Fits;
}  // namespace diagnose

namespace detail {

/// The front-end form: [S...], [Q...] -> [Q..., S... less axes].
template <QuantileMethod Method, bool Keep, int... Axis>
struct Quantiles {
  using Folding = Reducing<op::Quantile, Keep, Axis...>;
  template <class Q>
  static constexpr bool fraction_fits =
      Q::weak ? !std::is_same_v<typename Q::value_type, bool> : std::is_floating_point_v<typename Q::value_type>;
  template <class A, class Q>
  static constexpr bool ok = Folding::template ok<A> && fraction_fits<Q>;

  static constexpr Dims dims(Dims const& full, Dims fractions) {
    Dims const kept = Folding::dims(full);
    for (int i = 0; i < kept.rank; ++i) fractions.push_back(kept[i]);
    return fractions;
  }
  template <class A, class Q>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<dims(dims_of<typename A::shape_type>, dims_of<typename Q::shape_type>)>;
    template <int I>
    using operand_type = std::conditional_t<I == 0, value_type, std::conditional_t<Q::weak, double, typename Q::value_type>>;
  };

  // Places are calculated in double: a float would not tell the elements of a long axis apart.
  template <class V>
  static constexpr V record(V x, V q) {
    Builder& b = *x.builder;
    Dims const full = b[x.id].dims, fractions = b[q.id].dims;
    DType const d = b[x.id].dtype;
    V const sorted = op::Quantile::record(x, axes::mask_of<Axis...>(full.rank));
    Dims const s = b[sorted.id].dims;
    int const axis = s.rank - 1, n = s[axis];
    V const place = V{&b, tenon::cast(b, q.id, DType::f64)} * static_cast<double>(n - 1);
    Dims taken = s;
    taken.rank = axis;
    for (int i = 0; i < fractions.rank; ++i) taken.push_back(fractions[i]);
    auto element = [&](V at) { return routine<op::Take>(d, taken, op::axis_and_flag(axis, false), sorted, as_index(at)); };
    V const low = elementwise<op::Floor>(place), high = elementwise<op::Ceil>(place);
    V r{};
    if constexpr (Method == QuantileMethod::nearest)
      r = element(elementwise<op::Round>(place));
    else if constexpr (Method == QuantileMethod::lower)
      r = element(low);
    else if constexpr (Method == QuantileMethod::higher)
      r = element(high);
    else {
      V const a = element(low), c = element(high);
      V const way = Method == QuantileMethod::midpoint ? constant_like(a, 0.5) : V{&b, tenon::cast(b, (place - low).id, d)};
      r = elementwise<op::Where>(elementwise<op::Equal>(a, c), a, a + (c - a) * way);  // of two infinities as well
    }
    // NaN comes last in order; with one there is no quantile.
    Dims units = s;
    for (int i = 0; i < fractions.rank; ++i) units[axis + i] = 1;
    units.rank = axis + fractions.rank;
    V const last{&b, reshape(b, slice_axis(b, sorted.id, axis, n - 1, 1), units)};
    r = elementwise<op::Where>(elementwise<op::Equal>(last, last), r, last);
    Dims order;
    for (int i = 0; i < fractions.rank; ++i) order.push_back(axis + i);
    for (int i = 0; i < axis; ++i) order.push_back(i);
    return {&b, reshape(b, permute(b, r.id, order), dims(full, fractions))};
  }

  template <class X, class Q>
  static constexpr auto call(X&& x, Q&& q) {
    if constexpr (faulty<Folding, X>)
      return Folding::call(static_cast<X&&>(x));  // says so
    else {
      static_assert(diagnose::fraction_is_floating<value_type_of<Q>, fraction_fits<arg_of<Q>>>,
                    "quantile: the fraction must be a floating number, or a tensor of them (its dtype follows)");
      return apply<Quantiles>(static_cast<X&&>(x), static_cast<Q&&>(q));
    }
  }

 private:
  template <class Q>
  using value_type_of = typename arg_of<Q>::value_type;
};

}  // namespace detail

/// Whether there are quantiles of x over the axes, at fractions q.
template <class X, class Q, int... Axis>
concept QuantileOperands = Applicable<detail::Quantiles<QuantileMethod::linear, false, Axis...>, X, Q>;

/// The element at fraction q, from 0 to 1, of the way from the least to the largest, over the given axes or all; between two
/// elements as the method says. A tensor of fractions gives an axis, or several, in front. NaN if there is one. A q out of
/// range is an index out of range. Sorts: O(n log n).   [S...], [Q...] -> [Q..., S... less axes]
template <int... Axis, Operand X, class Q>
  requires Operands<X, Q>
constexpr auto quantile(X&& x, Q&& q) {
  return detail::Quantiles<QuantileMethod::linear, false, Axis...>::call(static_cast<X&&>(x), static_cast<Q&&>(q));
}
template <int... Axis, Operand X, class Q>
  requires Operands<X, Q>
constexpr auto quantile(X&& x, Q&& q, KeepDims) {
  return detail::Quantiles<QuantileMethod::linear, true, Axis...>::call(static_cast<X&&>(x), static_cast<Q&&>(q));
}
template <QuantileMethod Method, int... Axis, Operand X, class Q>
  requires Operands<X, Q>
constexpr auto quantile(X&& x, Q&& q) {
  return detail::Quantiles<Method, false, Axis...>::call(static_cast<X&&>(x), static_cast<Q&&>(q));
}
template <QuantileMethod Method, int... Axis, Operand X, class Q>
  requires Operands<X, Q>
constexpr auto quantile(X&& x, Q&& q, KeepDims) {
  return detail::Quantiles<Method, true, Axis...>::call(static_cast<X&&>(x), static_cast<Q&&>(q));
}
/// The same of hundredths: `percentile(x, 50)` is the median.
template <int... Axis, Operand X, class Q>
  requires Operands<X, Q>
constexpr auto percentile(X&& x, Q&& q) {
  return quantile<Axis...>(static_cast<X&&>(x), static_cast<Q&&>(q) / 100.0);
}
template <int... Axis, Operand X, class Q>
  requires Operands<X, Q>
constexpr auto percentile(X&& x, Q&& q, KeepDims) {
  return quantile<Axis...>(static_cast<X&&>(x), static_cast<Q&&>(q) / 100.0, keepdims);
}

}  // namespace tenon
