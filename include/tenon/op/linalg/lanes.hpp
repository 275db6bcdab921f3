// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/lane.hpp>
#include <tenon/op/linalg/matrix.hpp>

/// Algorithms on lanes, each of which is a matrix of its own: no jumps, but a choice in every lane instead. A lone matrix
/// of few rows goes through them too, as `Lane<T, 1>`.
namespace tenon::linalg {

/// Up to this extent the matrices of a batch are worked on together, a lane each: all are in the nearest cache then.
inline constexpr int lane_extent = 16;
/// Up to this one it is the quickest way for a lone matrix as well: without loops, in registers.
inline constexpr int unrolled_extent = 4;

/// 0 as the index of a loop over rows or columns; where there are few, as a constant, which unrolls the loop. A loop inside
/// one that is not unrolled is not.
template <int Extent, class Outer = std::integral_constant<int, 0>>
constexpr auto start(Outer = {}) {
  if constexpr (Extent <= unrolled_extent && !std::is_integral_v<Outer>)
    return std::integral_constant<int, 0>{};
  else
    return 0;
}
constexpr int next(int i) { return i + 1; }
template <int I>
constexpr auto next(std::integral_constant<int, I>) {
  return std::integral_constant<int, I + 1>{};
}
template <int N>
inline constexpr std::integral_constant<int, N> extent{};

/// f(first), ..., f(last - 1), with constants if `first` is one.
template <class First, class Last, class F>
TENON_INLINE constexpr void between(First first, Last last, F const& f) {
  if constexpr (std::is_integral_v<First>)
    for (int i = first; i < last; ++i) f(i);
  else if constexpr (First::value < Last::value)
    repeat<Last::value - First::value>([&](auto i) TENON_INLINE_LAMBDA { f(std::integral_constant<int, First::value + i()>{}); });
}

/// P A = L U as `factorise` does it, of M rows and N columns; K right sides beside A become those of U. The row that row
/// i is exchanged with is put in pivot[i]; what stays below the diagonal is L only if it is kept. `zeroth` is what the loops
/// begin with.
template <int M, int N, int K, bool KeepL, class First, class L>
TENON_INLINE constexpr void eliminate(First zeroth, L* a, L* b, L* pivot) {
  using T = typename L::value_type;
  constexpr int steps = M < N ? M : N;
  between(zeroth, extent<steps>, [&](auto k) TENON_INLINE_LAMBDA {
    auto rows_below = [&](auto const& f) TENON_INLINE_LAMBDA { between(next(k), extent<M>, f); };
    L* const top = a + k * N;
    L best = abs(top[k]), chosen(static_cast<T>(int(k)));
    rows_below([&](auto i) TENON_INLINE_LAMBDA {
      L const size = abs(a[i * N + k]);
      auto const larger = size > best;
      best = select(larger, size, best);
      chosen = select(larger, L(static_cast<T>(int(i))), chosen);
    });
    pivot[k] = chosen;
    auto is_chosen = [&](int i) TENON_INLINE_LAMBDA { return chosen == L(static_cast<T>(i)); };

    // The chosen row comes to the top; what was there is put in its place on the way through the rows.
    L was[N + K];
    auto lift = [&](L* column, int stride, L& before) TENON_INLINE_LAMBDA {
      L value = before = column[k * stride];
      rows_below([&](auto i) TENON_INLINE_LAMBDA { value = select(is_chosen(i), column[i * stride], value); });
      column[k * stride] = value;
    };
    if constexpr (KeepL) between(zeroth, k, [&](auto j) TENON_INLINE_LAMBDA { lift(a + j, N, was[j]); });
    between(k, extent<N>, [&](auto j) TENON_INLINE_LAMBDA { lift(a + j, N, was[j]); });
    between(start<K>(zeroth), extent<K>, [&](auto j) TENON_INLINE_LAMBDA { lift(b + j, K, was[N + j]); });

    auto const none = top[k] == L(T(0));
    L const divisor = select(none, L(T(1)), top[k]);
    rows_below([&](auto i) TENON_INLINE_LAMBDA {
      L *const row = a + i * N, *const right = b + i * K;
      auto const here = is_chosen(i);
      if constexpr (KeepL) between(zeroth, k, [&](auto j) TENON_INLINE_LAMBDA { row[j] = select(here, was[j], row[j]); });
      L const c = select(here, was[k], row[k]) / divisor;
      row[k] = c;
      between(next(k), extent<N>, [&](auto j) TENON_INLINE_LAMBDA { row[j] = select(here, was[j], row[j]) - c * top[j]; });
      between(start<K>(zeroth), extent<K>,
              [&](auto j) TENON_INLINE_LAMBDA { right[j] = select(here, was[N + j], right[j]) - c * b[k * K + j]; });
    });
  });
}

/// X of U X = B, in place, of N rows of K; NaN where the diagonal of U has a zero.
template <int N, int K, class First, class L>
TENON_INLINE constexpr void substitute_back(First zeroth, L const* u, L* x) {
  using T = typename L::value_type;
  between(start<K>(zeroth), extent<K>, [&](auto column) TENON_INLINE_LAMBDA {
    between(zeroth, extent<N>, [&](auto from_last) TENON_INLINE_LAMBDA {
      int const i = N - 1 - from_last;
      L v = x[i * K + column];
      between(zeroth, from_last, [&](auto after) TENON_INLINE_LAMBDA {
        int const j = i + 1 + after;
        v = v - u[i * N + j] * x[j * K + column];
      });
      x[i * K + column] = v / u[i * N + i];
    });
  });
  auto singular = u[0] == L(T(0));
  between(next(zeroth), extent<N>, [&](auto i) TENON_INLINE_LAMBDA { singular = singular | (u[i * N + i] == L(T(0))); });
  between(zeroth, extent<N>, [&](auto i) TENON_INLINE_LAMBDA {
    between(start<K>(zeroth), extent<K>,
            [&](auto j) TENON_INLINE_LAMBDA { x[i * K + j] = select(singular, L(nan<T>), x[i * K + j]); });
  });
}

/// X of A X = B, where B was.
template <int N, int K, class First, class L>
TENON_INLINE constexpr void solve_lanes(First zeroth, L* a, L* b) {
  L pivot[N];
  eliminate<N, N, K, false>(zeroth, a, b, pivot);
  substitute_back<N, K>(zeroth, a, b);
}

}  // namespace tenon::linalg
