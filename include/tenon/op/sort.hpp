// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arg.hpp>
#include <tenon/op/indexing.hpp>
#include <tenon/op/scan.hpp>

#include <tuple>

/// Sorting along an axis, and searching in what is sorted. NaN comes last, whichever way. O(n log n) without memory of
/// its own: heapsort (Williams 1964), for it must also run in constant evaluation and without a heap.
namespace tenon {
namespace op {

namespace detail {

/// Sorts `n` items by `before`, a strict order of items `get(i)`, with `swap(i, j)`.
template <class Before, class Swap>
TENON_INLINE constexpr void heap_sort(std::ptrdiff_t n, Before const& before, Swap const& swap) {
  auto sink = [&](std::ptrdiff_t root, std::ptrdiff_t end) {
    for (std::ptrdiff_t child = 2 * root + 1; child < end; child = 2 * root + 1) {
      if (child + 1 < end && before(child, child + 1)) ++child;
      if (!before(root, child)) return;
      swap(root, child);
      root = child;
    }
  };
  for (std::ptrdiff_t i = n / 2; i-- > 0;) sink(i, n);
  for (std::ptrdiff_t end = n; end-- > 1;) {
    swap(std::ptrdiff_t(0), end);
    sink(0, end);
  }
}

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
        detail::heap_sort(
            n,
            [&](std::ptrdiff_t a, std::ptrdiff_t b) {
              Index const i = to[a * inner], k = to[b * inner];
              T const u = from[i * inner], v = from[k * inner];
              if (detail::ordered(u, v, descending)) return true;
              return !detail::ordered(v, u, descending) && i < k;
            },
            [&](std::ptrdiff_t a, std::ptrdiff_t b) {
              Index const i = to[a * inner];
              to[a * inner] = to[b * inner];
              to[b * inner] = i;
            });
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
        T* const to = y + o * n * inner + j;
        detail::heap_sort(
            n, [&](std::ptrdiff_t a, std::ptrdiff_t b) { return detail::ordered(to[a * inner], to[b * inner], descending); },
            [&](std::ptrdiff_t a, std::ptrdiff_t b) {
              T const t = to[a * inner];
              to[a * inner] = to[b * inner];
              to[b * inner] = t;
            });
      }
  }
  /// The cotangents go back where their elements came from.
  template <class D>
  static constexpr void derive(D& d) {
    Node const n = d.node();
    Value const order = routine<ArgSort>(dtype_of<Index>, n.dims, n.attr, d.in(0));
    Value const zero{&d.builder(), d.builder().constant(n.dtype, n.dims, 0.0)};
    d.add(0, routine<ScatterAlong<detail::Join::add>>(n.dtype, n.dims, axis_and_flag(axis_of(n), false), zero, order, d.g()));
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
template <> struct OpOf<hash_name("searchsorted")> : std::type_identity<op::SearchSorted> {};
// clang-format on

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
  static constexpr Value record(Value x, Value v) {
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
/// The K largest elements of the last axis, largest first, and their indices: a tuple of values and indices.
/// [S..., n] -> [S..., K], [S..., K]
template <std::size_t K, Operand X>
constexpr auto top_k(X&& x) {
  auto const indices = slice(argsort(detail::again<X>(x), reverse), ellipsis, to<static_cast<int>(K)>);
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
