// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/sparse/select.hpp>
#include <tenon/data/sparse/sparse_matmul.hpp>

/// Elementwise products of sparse tensors, and sums of compressed matrices.
namespace tenon {
namespace sparse::detail {

/// The entries that both have, multiplied.
template <class A, class B>
constexpr auto meeting(A&& a, B&& b) {
  using P = std::remove_cvref_t<A>;
  using Q = std::remove_cvref_t<B>;
  using T = typename P::value_type;
  using S = typename P::shape_type;
  if constexpr (Dynamic<A>) {
    stop_unless_ordered(a, "sparse * sparse"), stop_unless_ordered(b, "sparse * sparse");
    P r;
    op::SparseMeet::for_each(S::rank, a.index_data(), a.nnz(), b.index_data(), b.nnz(), [&](std::size_t i, std::size_t j) {
      T const value = static_cast<T>(a.value_data()[i] * b.value_data()[j]);
      r.indices.append(a.index_data() + i * S::rank, S::rank), r.values.append(&value, 1);
    });
    return r;
  } else {
    constexpr std::size_t c = P::capacity < Q::capacity ? P::capacity : Q::capacity;
    decltype(auto) x = indices_of<A>(a);
    decltype(auto) y = indices_of<B>(b);
    auto places = [&]<std::int32_t Of>(std::integral_constant<std::int32_t, Of>) {
      return call<op::SparseMeet, Index, Shape<c, Of == 0 ? S::rank : 1>, Of>(tenon::detail::again<decltype(x)>(x),
                                                                              tenon::detail::again<decltype(y)>(y));
    };
    return expression<S>(
        places(std::integral_constant<std::int32_t, 0>{}),
        call<op::SparseGather, T, Shape<c>>(values_of<A>(a), places(std::integral_constant<std::int32_t, 1>{})) *
            call<op::SparseGather, T, Shape<c>>(values_of<B>(b), places(std::integral_constant<std::int32_t, 2>{})));
  }
}

/// Of coordinates both, or one of them compressed: f(coordinates, coordinates) in the layout of a compressed one, a before b.
template <class A, class B, class F>
constexpr auto in_one_layout(A&& a, B&& b, F const& f) {
  using P = std::remove_cvref_t<A>;
  constexpr int axis = axis_of<A> != -1 ? axis_of<A> : axis_of<B>;
  if constexpr (axis == -1)
    return f(static_cast<A&&>(a), static_cast<B&&>(b));
  else {
    // As coordinates of slices and what is in them, in order.
    auto turned = [](auto&& x) -> decltype(auto) {
      using X = decltype(x);
      if constexpr (axis_of<X> == axis)
        return expanded(static_cast<X>(x));
      else if constexpr (axis_of<X> == -1 && axis == 0)
        return static_cast<X&&>(x);
      else if constexpr (axis_of<X> == -1)
        return transpose(static_cast<X>(x));
      else
        return transpose(expanded(static_cast<X>(x)));
    };
    return compressed<typename P::shape_type, axis>(f(turned(static_cast<A&&>(a)), turned(static_cast<B&&>(b))));
  }
}
template <class A, class B>
inline constexpr bool pair_fits = same_kind<A, B> && diagnose::both_have_a_capacity_or_none<A, B>;
template <class A, class B>
constexpr void check_pair() {
  check_same_kind<A, B>();
  static_assert(diagnose::both_have_a_capacity_or_none<A, B>, TENON_SPARSE_PAIR_HEAP);
}

}  // namespace sparse::detail

/// The elementwise product of two sparse tensors of one shape: the entries that both have, in the layout of the first that is
/// compressed. Coordinates must be in order, each index once. Gradients go to the values of both.
/// sparse [S...], sparse [S...] -> sparse [S...]
template <sparse::Any A, sparse::Any B>
constexpr auto operator*(A&& a, B&& b) {
  using P = std::remove_cvref_t<A>;
  using Q = std::remove_cvref_t<B>;
  sparse::detail::check_pair<P, Q>();
  if constexpr (sparse::detail::pair_fits<P, Q>)
    return sparse::detail::in_one_layout(static_cast<A&&>(a), static_cast<B&&>(b), [](auto&& x, auto&& y) {
      return sparse::detail::meeting(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y));
    });
  else
    return Invalid{};
}

/// The sum (difference) of sparse matrices one of which is compressed, in the layout of the first that is, with room for the
/// entries of both.   sparse [m, n], sparse [m, n] -> sparse [m, n]
template <sparse::Any A, sparse::Any B>
  requires(sparse::CompressedOperand<A> || sparse::CompressedOperand<B>)
constexpr auto operator+(A&& a, B&& b) {
  using P = std::remove_cvref_t<A>;
  using Q = std::remove_cvref_t<B>;
  sparse::detail::check_pair<P, Q>();
  if constexpr (sparse::detail::pair_fits<P, Q>)
    return sparse::detail::in_one_layout(static_cast<A&&>(a), static_cast<B&&>(b), [](auto&& x, auto&& y) {
      return sparse::detail::sum_of(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y));
    });
  else
    return Invalid{};
}
template <sparse::Any A, sparse::Any B>
  requires(sparse::CompressedOperand<A> || sparse::CompressedOperand<B>)
constexpr auto operator-(A&& a, B&& b) {
  return static_cast<A&&>(a) + -static_cast<B&&>(b);
}

}  // namespace tenon
