// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/indexing.hpp>

/// Rows by the number of the group that they belong to, and numbers as rows.
namespace tenon {
namespace op {

/// The extreme of each group's rows; of no rows, the least (greatest) value there is. [rows, groups, inner].
template <bool Largest>
struct SegmentExtreme {
  static constexpr auto& name = Largest ? "segment_max" : "segment_min";
  static constexpr int arity = 2, flops = 1;
  static constexpr Typed operands[2] = {Typed::data, Typed::index}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) { return Dims{3, {in[0][0], n.dims[0], around(in[0], 0)[2]}}; }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, Index const* group, T* y) {
    std::ptrdiff_t const inner = form[2];
    for (std::ptrdiff_t i = 0; i < form[1] * inner; ++i) y[i] = Largest ? lowest_of<T>() : highest_of<T>();
    for (std::ptrdiff_t r = 0; r < form[0]; ++r, x += inner) {
      T* const to = y + detail::in_range(group[r], form[1]) * inner;
      for (std::ptrdiff_t j = 0; j < inner; ++j)
        to[j] = detail::joined<Largest ? detail::Join::maximum : detail::Join::minimum>(to[j], x[j]);
    }
  }
  /// Rows that reach the extreme share its cotangent.
  template <class D>
  static constexpr void derive(D& d) {
    Node const x = d.builder()[d.node().in[0]], n = d.node();
    auto rows_of = [&](Value groups) { return routine<Take>(x.dtype, x.dims, 0, groups, d.in(1)); };
    Value const hit{&d.builder(), tenon::cast(d.builder(), elementwise<Equal>(d.in(0), rows_of(d.out())).id, x.dtype)};
    auto const hits = routine<TakeAdjoint>(n.dtype, n.dims, 0, hit, d.in(1));
    d.add(0, hit * rows_of(d.g()) / rows_of(hits));
  }
};

/// How often each number comes: [count, numbers].
struct Bincount {
  static constexpr char name[] = "bincount";
  static constexpr int arity = 1, flops = 1;
  static constexpr Typed operands[1] = {Typed::index}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const* in) {
    return Dims{2, {static_cast<std::int32_t>(in[0].size()), n.dims[0]}};
  }
  TENON_INLINE static constexpr void run(Dims const& form, Index const* x, Index* y) {
    for (std::ptrdiff_t i = 0; i < form[1]; ++i) y[i] = 0;
    for (std::ptrdiff_t i = 0; i < form[0]; ++i) ++y[detail::in_range(x[i], form[1])];
  }
};

/// 1 at each number's place, 0 elsewhere: [count, numbers].
struct OneHot {
  static constexpr char name[] = "one_hot";
  static constexpr int arity = 1, flops = 0;
  static constexpr Typed operands[1] = {Typed::index}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) {
    return Dims{2, {static_cast<std::int32_t>(in[0].size()), n.dims[n.dims.rank - 1]}};
  }
  static constexpr BatchPlace batch(Node const&, Dims const*, BatchPlace const* places) { return places[0]; }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, Index const* x, T* y) {
    for (std::ptrdiff_t i = 0; i < form[0]; ++i)
      for (std::ptrdiff_t k = 0; k < form[1]; ++k) *y++ = static_cast<T>(x[i] == k ? 1 : 0);
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("segment_max")> : std::type_identity<op::SegmentExtreme<true>> {};
template <> struct OpOf<hash_name("segment_min")> : std::type_identity<op::SegmentExtreme<false>> {};
template <> struct OpOf<hash_name("bincount")> : std::type_identity<op::Bincount> {};
template <> struct OpOf<hash_name("one_hot")> : std::type_identity<op::OneHot> {};
// clang-format on

namespace diagnose {
template <class Rows, class Groups, bool Fit>
inline constexpr bool one_group_a_row = Fit;
}  // namespace diagnose

namespace detail {

/// The front-end form of folding rows by groups.
template <class Op, std::size_t N>
struct Segments {
  template <class X, class I>
  static constexpr bool rows_fit = X::rank > 0 && I::rank == 1 && [] {
    if constexpr (X::rank > 0 && I::rank == 1)
      return dims_of<X>[0] == dims_of<I>[0];
    else
      return false;
  }();
  template <class A, class I>
  static constexpr bool ok =
      is_index<I> && rows_fit<typename A::shape_type, typename I::shape_type> && !std::is_same_v<typename A::value_type, bool>;
  static constexpr Dims dims(Dims d) {
    d[0] = static_cast<std::int32_t>(N);
    return d;
  }
  template <class A, class I>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<dims(dims_of<typename A::shape_type>)>;
    template <int K>
    using operand_type = std::conditional_t<K == 0, typename A::value_type, typename I::value_type>;
  };
  template <class V>
  static constexpr V record(V x, V groups) {
    Node const n = (*x.builder)[x.id];
    return routine<Op>(n.dtype, dims(n.dims), 0, x, as_index(groups));
  }
  template <class X, class I>
  static constexpr auto call(X&& x, I&& groups) {
    if constexpr (faulty<Segments, X, I>) {
      using S = typename arg_of<X>::shape_type;
      using G = typename arg_of<I>::shape_type;
      static_assert(diagnose::indices_are_integers<typename arg_of<I>::value_type>, "segment: the groups must be integers");
      static_assert(diagnose::one_group_a_row<S, G, rows_fit<S, G>>,
                    "segment: one group for each row: a vector as long as the first axis (shapes follow)");
    }
    return apply<Segments>(static_cast<X&&>(x), static_cast<I&&>(groups));
  }
};

/// The front-end form of what makes a tensor of numbers.
template <class Op, class T, std::size_t N, bool Keeps>
struct Numbers {
  template <class I>
  static constexpr bool ok = is_index<I> && I::shape_type::rank + (Keeps ? 1 : 0) <= max_rank;
  static constexpr Dims dims(Dims d) {
    if (!Keeps) d.rank = 0;
    d.push_back(static_cast<std::int32_t>(N));
    return d;
  }
  template <class I>
  struct Result {
    using value_type = T;
    using shape_type = shape_from<dims(dims_of<typename I::shape_type>)>;
    template <int K>
    using operand_type = typename I::value_type;
  };
  template <class V>
  static constexpr V record(V x) {
    return routine<Op>(dtype_of<T>, dims((*x.builder)[x.id].dims), 0, as_index(x));
  }
  template <class I>
  static constexpr auto call(I&& x) {
    if constexpr (faulty<Numbers, I>)
      static_assert(diagnose::indices_are_integers<typename arg_of<I>::value_type>,
                    "one_hot, bincount: the numbers must be integers");
    return apply<Numbers>(static_cast<I&&>(x));
  }
};

}  // namespace detail

/// Sums of the rows of each of N groups; 0 where a group has none.   [rows, S...], [rows] -> [N, S...]
template <std::size_t N, Operand X, Operand I>
constexpr auto segment_sum(X&& x, I&& groups) {
  return detail::Segments<op::TakeAdjoint, N>::call(static_cast<X&&>(x), static_cast<I&&>(groups));
}
/// Largest elements of the rows of each group; of none, minus infinity or the least integer.   [rows, S...], [rows] -> [N, S...]
template <std::size_t N, Operand X, Operand I>
constexpr auto segment_max(X&& x, I&& groups) {
  return detail::Segments<op::SegmentExtreme<true>, N>::call(static_cast<X&&>(x), static_cast<I&&>(groups));
}
/// Smallest elements, as `segment_max`.
template <std::size_t N, Operand X, Operand I>
constexpr auto segment_min(X&& x, I&& groups) {
  return detail::Segments<op::SegmentExtreme<false>, N>::call(static_cast<X&&>(x), static_cast<I&&>(groups));
}
/// How often each of the numbers 0, ..., N - 1 comes.   [S...] -> [N]
template <std::size_t N, Operand I>
constexpr auto bincount(I&& numbers) {
  return detail::Numbers<op::Bincount, Index, N, false>::call(static_cast<I&&>(numbers));
}
/// Means of the rows of each group; NaN where a group has none.   [rows, S...], [rows] -> [N, S...]
template <std::size_t N, Operand X, Operand I>
constexpr auto segment_mean(X&& x, I&& groups) {
  using T = detail::value_of_t<X>;
  constexpr Dims units = [] {
    Dims d = dims_of<detail::shape_of_t<X>>;
    for (int i = 0; i < d.rank; ++i) d[i] = i == 0 ? static_cast<std::int32_t>(N) : 1;
    return d;
  }();
  return segment_sum<N>(detail::again<X>(x), detail::again<I>(groups)) /
         reshape_to_shape<shape_from<units>>(cast<T>(bincount<N>(detail::again<I>(groups))));
}
/// A vector of N numbers for each index: 1 at its place, 0 elsewhere; all 0 for an index out of range.   [S...] -> [S..., N]
template <std::size_t N, Element T = float, Operand I>
constexpr auto one_hot(I&& indices) {
  return detail::Numbers<op::OneHot, T, N, true>::call(static_cast<I&&>(indices));
}

}  // namespace tenon
