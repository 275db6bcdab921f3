// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arg.hpp>
#include <tenon/op/indexing.hpp>
#include <tenon/op/scan.hpp>
#include <tenon/op/sorting.hpp>

#include <tuple>

/// Sorting along an axis, and searching in what is sorted. NaN comes last, whichever way. O(n log n), without memory of its own.
namespace tenon {
namespace op {

namespace detail {

template <class T>
TENON_INLINE constexpr bool ordered(T a, T b, bool descending) {
  if (a != a || b != b) return a == a;
  return descending ? a > b : a < b;
}

/// [outer, n, inner, descending].
struct Sorting {
  static constexpr int arity = 1, flops = 1;
  static constexpr bool along_axis = true;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Typed operands[1] = {Typed::data};
  static constexpr Dims form(Node const& n, Dims const* in) {
    Dims r = around(in[0], axis_of(n));
    r.push_back(flag_of(n) ? 1 : 0);
    return r;
  }
};

}  // namespace detail

/// Stable: of equal elements the first comes first.
struct ArgSort : detail::Sorting {
  static constexpr char name[] = "argsort";
  static constexpr Typed result = Typed::index;
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, Index* y) {
    std::ptrdiff_t const n = form[1], inner = form[2];
    bool const descending = form[3] != 0;
    for (std::ptrdiff_t o = 0; o < form[0]; ++o)
      for (std::ptrdiff_t j = 0; j < inner; ++j) {
        T const* const from = x + o * n * inner + j;
        Index* const to = y + o * n * inner + j;
        for (std::ptrdiff_t i = 0; i < n; ++i) to[i * inner] = static_cast<Index>(i);
        sorting::sort(sorting::Walk<Index>{to, inner}, n, sorting::ByKey<T>{from, inner, descending});
      }
  }
};

struct Sort : detail::Sorting {
  static constexpr char name[] = "sort";
  static constexpr Typed result = Typed::data;
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, T* y) {
    std::ptrdiff_t const n = form[1], inner = form[2];
    bool const descending = form[3] != 0;
    for (std::ptrdiff_t i = 0; i < form[0] * n * inner; ++i) y[i] = x[i];
    for (std::ptrdiff_t o = 0; o < form[0]; ++o)
      for (std::ptrdiff_t j = 0; j < inner; ++j) {
        sorting::Walk<T> const walk{y + o * n * inner + j, inner};
        // Numbers are compared as numbers: what is NaN goes behind them first.
        std::ptrdiff_t const numbers = sorting::numbers_first(walk, n);
        if (descending)
          sorting::sort(walk, numbers, [](T a, T b) TENON_INLINE_LAMBDA { return a > b; });
        else
          sorting::sort(walk, numbers, [](T a, T b) TENON_INLINE_LAMBDA { return a < b; });
      }
  }
  /// The cotangents go back where their elements came from.
  template <class D>
  static constexpr void derive(D& d) {
    Node const n = d.node();
    auto const order = routine<ArgSort>(dtype_of<Index>, n.dims, n.attr, d.in(0));
    Value const zero{&d.builder(), d.builder().constant(n.dtype, n.dims, 0.0)};
    d.add(0, routine<ScatterAlong<detail::Join::add>>(n.dtype, n.dims, axis_and_flag(axis_of(n), false), zero, order, d.g()));
  }
};

/// The indices of the K first in descending order, along the last axis. The form is [outer, n, K].
struct TopK {
  static constexpr char name[] = "top_k";
  static constexpr int arity = 1, flops = 1;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Typed operands[1] = {Typed::data}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) {
    Dims const d = around(in[0], in[0].rank - 1);
    return Dims{3, {d[0], d[1], n.dims[n.dims.rank - 1]}};
  }
  // A heap of the K first so far, the last of them on top: most elements are compared with that one only.
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, Index* y) {
    std::ptrdiff_t const n = form[1], k = form[2];
    for (std::ptrdiff_t o = 0; o < form[0]; ++o, x += n, y += k) {
      sorting::Walk<Index> const heap{y, 1};
      sorting::ByKey<T> const before{x, 1, true};
      for (std::ptrdiff_t i = 0; i < k; ++i) y[i] = static_cast<Index>(i);
      for (std::ptrdiff_t i = k / 2; i-- > 0;) sorting::sink(heap, i, k, before);
      for (std::ptrdiff_t i = k; i < n && k > 0; ++i)
        if (before(static_cast<Index>(i), y[0])) {
          y[0] = static_cast<Index>(i);
          sorting::sink(heap, 0, k, before);
        }
      sorting::sort(heap, k, before);
    }
  }
};

/// For each value the place where it would keep [n] sorted: before equal ones, or behind them. [n, count, behind].
struct SearchSorted {
  static constexpr char name[] = "searchsorted";
  static constexpr int arity = 2, flops = 1;
  static constexpr Typed operands[2] = {Typed::data, Typed::data}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) {
    return Dims{3, {in[0][0], static_cast<std::int32_t>(in[1].size()), n.attr}};
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* sorted, T const* values, Index* y) {
    for (std::ptrdiff_t i = 0; i < form[1]; ++i) {
      std::ptrdiff_t low = 0, high = form[0];
      while (low < high) {
        std::ptrdiff_t const middle = (low + high) / 2;
        bool const left =
            form[2] != 0 ? !detail::ordered(values[i], sorted[middle], false) : detail::ordered(sorted[middle], values[i], false);
        (left ? low : high) = left ? middle + 1 : middle;
      }
      y[i] = static_cast<Index>(low);
    }
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("sort")> : std::type_identity<op::Sort> {};
template <> struct OpOf<hash_name("argsort")> : std::type_identity<op::ArgSort> {};
template <> struct OpOf<hash_name("top_k")> : std::type_identity<op::TopK> {};
template <> struct OpOf<hash_name("searchsorted")> : std::type_identity<op::SearchSorted> {};
// clang-format on

namespace diagnose {
template <class S, int Asked, bool Fits>
inline constexpr bool axis_has_as_many_elements = Fits;
}  // namespace diagnose

namespace detail {
template <bool Behind>
struct Searching {
  template <class A, class V>
  static constexpr bool ok = A::shape_type::rank == 1 && std::is_same_v<typename A::value_type, typename V::value_type> &&
                             !std::is_same_v<typename A::value_type, bool>;
  template <class A, class V>
  struct Result {
    using value_type = Index;
    using shape_type = typename V::shape_type;
    template <int I>
    using operand_type = typename A::value_type;
  };
  template <class V>
  static constexpr V record(V x, V v) {
    return routine<op::SearchSorted>(dtype_of<Index>, (*x.builder)[v.id].dims, Behind ? 1 : 0, x, v);
  }
  template <class X, class V>
  static constexpr auto call(X&& x, V&& v) {
    if constexpr (faulty<Searching, X, V>) {
      using A = arg_of<X>;
      static_assert(diagnose::same_dtype<op::SearchSorted, typename A::value_type, typename arg_of<V>::value_type>,
                    "searchsorted: the dtypes differ; convert one side with tn::cast<T>(x)");
      static_assert(diagnose::axis_in_range<diagnose::got<int(A::shape_type::rank)>, diagnose::expected_from_to<1, 1>,
                                            typename A::shape_type>,
                    "searchsorted: what is searched must have one axis (its axes, allowed range, shape follow)");
    }
    return apply<Searching>(static_cast<X&&>(x), static_cast<V&&>(v));
  }
};
/// The front-end form of the indices of `top_k`.
template <std::size_t K>
struct Largest {
  template <class S>
  static constexpr int last_extent = S::rank > 0 ? static_cast<int>(dims_of<S>[S::rank > 0 ? int(S::rank) - 1 : 0]) : 0;
  template <class A>
  static constexpr bool ok = accepts(op::TopK::domain, dtype_of<typename A::value_type>) && A::shape_type::rank > 0 &&
                             int(K) <= last_extent<typename A::shape_type>;
  static constexpr Dims dims(Dims d) {
    d[d.rank - 1] = static_cast<std::int32_t>(K);
    return d;
  }
  template <class A>
  struct Result {
    using value_type = Index;
    using shape_type = shape_from<dims(dims_of<typename A::shape_type>)>;
    template <int I>
    using operand_type = typename A::value_type;
  };
  template <class V>
  static constexpr V record(V x) {
    return routine<op::TopK>(dtype_of<Index>, dims((*x.builder)[x.id].dims), 0, x);
  }
  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (faulty<Largest, X>) {
      using S = typename arg_of<X>::shape_type;
      using T = typename arg_of<X>::value_type;
      static_assert(diagnose::operation_accepts_dtype<op::TopK, T, accepts(op::TopK::domain, dtype_of<T>)>,
                    "top_k: not defined for this dtype");
      static_assert(diagnose::axis_has_as_many_elements<S, int(K), (int(K) <= last_extent<S> && S::rank > 0)>,
                    "top_k: the last axis has not so many elements (shape, asked for follow)");
    }
    return apply<Largest>(static_cast<X&&>(x));
  }
};
}  // namespace detail

/// Sorted along an axis (the last, without one), smallest first, with `reverse` largest first; NaN last.   [S...] -> [S...]
template <int Axis = -1, Operand X>
constexpr auto sort(X&& x) {
  return AlongAxis<op::Sort, Axis>::call(static_cast<X&&>(x));
}
template <int Axis = -1, Operand X>
constexpr auto sort(X&& x, Reverse) {
  return AlongAxis<op::Sort, Axis, true>::call(static_cast<X&&>(x));
}
/// The indices that sort x along an axis, for `take_along_axis`; equal elements keep their order.   [S...] -> [S...]
template <int Axis = -1, Operand X>
constexpr auto argsort(X&& x) {
  return AlongAxis<op::ArgSort, Axis>::call(static_cast<X&&>(x));
}
template <int Axis = -1, Operand X>
constexpr auto argsort(X&& x, Reverse) {
  return AlongAxis<op::ArgSort, Axis, true>::call(static_cast<X&&>(x));
}
/// The K largest elements of the last axis, largest first, and their indices: a tuple of values and indices; of equal ones the
/// first, NaN last. O(n log K).   [S..., n] -> [S..., K], [S..., K]
template <std::size_t K, Operand X>
constexpr auto top_k(X&& x) {
  auto const indices = detail::Largest<K>::call(detail::again<X>(x));
  return std::tuple{take_along_axis<-1>(static_cast<X&&>(x), indices), indices};
}
/// For each value the first place that keeps a sorted vector sorted; with `reverse` the last.   [n], [S...] -> [S...]
template <Operand X, Operand V>
constexpr auto searchsorted(X&& sorted, V&& values) {
  return detail::Searching<false>::call(static_cast<X&&>(sorted), static_cast<V&&>(values));
}
template <Operand X, Operand V>
constexpr auto searchsorted(X&& sorted, V&& values, Reverse) {
  return detail::Searching<true>::call(static_cast<X&&>(sorted), static_cast<V&&>(values));
}

}  // namespace tenon
