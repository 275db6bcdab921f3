// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/segment.hpp>
#include <tenon/op/selection.hpp>
#include <tenon/op/sort.hpp>

/// Which values there are.
namespace tenon {
namespace detail {

/// What a call asks for: the values, how many they are, which of them each element is, how often each comes.
enum class Distinct { values, count, inverse, counts };

template <Distinct What>
struct Unique {
  template <class A>
  static constexpr bool ok = accepts(Domain::numeric, dtype_of<typename A::value_type>);
  static constexpr Dims dims(Dims const& d) {
    return What == Distinct::count ? Dims{} : What == Distinct::inverse ? d : Dims{1, {static_cast<std::int32_t>(d.size())}};
  }
  template <class A>
  struct Result {
    using value_type = std::conditional_t<What == Distinct::values, typename A::value_type, Index>;
    using shape_type = shape_from<dims(dims_of<typename A::shape_type>)>;
    template <int I>
    using operand_type = typename A::value_type;
  };

  template <class V>
  static constexpr V record(V x) {
    Builder& b = *x.builder;
    Dims const d = b[x.id].dims;
    DType const dtype = b[x.id].dtype;
    int const n = static_cast<int>(d.size());
    Dims const vector{1, {n}};
    if (n == 0)
      return What == Distinct::values ? V{&b, reshape(b, x.id, vector)} : V{&b, b.constant(dtype_of<Index>, dims(d), 0.0)};
    V const sorted = along_axis<op::Sort>(V{&b, reshape(b, x.id, vector)}, 0, false);
    // New is what differs from the one before it; NaN, which comes last, differs from itself and counts once.
    V first{&b, b.constant(DType::boolean, Dims{1, {1}}, Scalar{0, 1})};
    if (n > 1) {
      V const before{&b, slice_axis(b, sorted.id, 0, 0, n - 1)}, here{&b, slice_axis(b, sorted.id, 0, 1, n - 1)};
      V const differs =
          elementwise<op::LogicalAnd>(elementwise<op::NotEqual>(before, here), elementwise<op::Equal>(before, before));
      first = {&b, concat(b, first.id, differs.id, 0)};
    }
    if constexpr (What == Distinct::count)
      return {&b, reduce(b, op::sum, tenon::cast(b, first.id, dtype_of<Index>), 1u)};
    else {
      // The largest value again behind the last: the result stays sorted.
      V const places{&b, reshape(b, places_of(first).id, vector)};
      V const at =
          elementwise<op::Where>(elementwise<op::Less>(places, constant_like(places, 0)), constant_like(places, n - 1), places);
      V const values = routine<op::Take>(dtype, vector, op::axis_and_flag(0, false), sorted, at);
      if constexpr (What == Distinct::values)
        return values;
      else {
        V const inverse = routine<op::SearchSorted>(dtype_of<Index>, d, 0, values, x);
        return What == Distinct::inverse ? inverse : routine<op::Bincount>(dtype_of<Index>, vector, 0, inverse);
      }
    }
  }

  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (faulty<Unique, X>)
      static_assert(diagnose::operation_accepts_dtype<Unique, typename arg_of<X>::value_type, false>,
                    "unique: not defined for this dtype");
    return apply<Unique>(static_cast<X&&>(x));
  }
};

}  // namespace detail

/// The different values among all elements, smallest first, and how many there are: a tuple. Behind the last the largest one is
/// repeated. NaN comes last and counts once.   [S...] -> [size], []
template <Operand X>
constexpr auto unique(X&& x) {
  using detail::Distinct;
  return std::tuple{detail::Unique<Distinct::values>::call(detail::again<X>(x)),
                    detail::Unique<Distinct::count>::call(detail::again<X>(x))};
}
/// The same with the index of each element among the values in between: `take(values, inverse)` is x again.
/// [S...] -> [size], [S...], []
template <Operand X>
constexpr auto unique_inverse(X&& x) {
  using detail::Distinct;
  return std::tuple{detail::Unique<Distinct::values>::call(detail::again<X>(x)),
                    detail::Unique<Distinct::inverse>::call(detail::again<X>(x)),
                    detail::Unique<Distinct::count>::call(detail::again<X>(x))};
}
/// The same with how often each value comes, 0 behind the last.   [S...] -> [size], [size], []
template <Operand X>
constexpr auto unique_counts(X&& x) {
  using detail::Distinct;
  return std::tuple{detail::Unique<Distinct::values>::call(detail::again<X>(x)),
                    detail::Unique<Distinct::counts>::call(detail::again<X>(x)),
                    detail::Unique<Distinct::count>::call(detail::again<X>(x))};
}

}  // namespace tenon
