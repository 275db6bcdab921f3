// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/simd.hpp>

/// Folds across the lanes of a value, in an order that does not depend on the width of registers.

namespace tenon::lanes {

namespace detail {
template <class T, int N, class F>
constexpr T fold_halves(Lane<T, N> x, F f) {
  for (int n = N / 2; n > 0; n /= 2)
    for (int i = 0; i < n; ++i) x.v[i] = f(Lane<T, 1>(x.v[i]), Lane<T, 1>(x.v[i + n])).v[0];
  return x.v[0];
}
}  // namespace detail

/// Sum, largest and smallest of the lanes in a fixed order: the upper half is folded onto the lower half until one
/// lane is left. The extremes are NaN if any lane is NaN. N is a power of two.
template <class T, int N>
constexpr T reduce_add(Lane<T, N> x) {
  return detail::fold_halves(x, [](auto a, auto b) { return a + b; });
}
template <class T, int N>
constexpr T reduce_max(Lane<T, N> x) {
  return detail::fold_halves(x, [](auto a, auto b) { return max(a, b); });
}
template <class T, int N>
constexpr T reduce_min(Lane<T, N> x) {
  return detail::fold_halves(x, [](auto a, auto b) { return min(a, b); });
}

}  // namespace tenon::lanes

namespace tenon::simd {
inline namespace TENON_ISA {

#if TENON_HAS_SIMD

namespace detail {

template <bool Upper, class T, int N>
TENON_INLINE Pack<T, N / 2> half_pack(Pack<T, N> a) {
  Pack<T, N / 2> x;
  if constexpr (Pack<T, N>::registers > 1) {
#pragma GCC unroll 8
    for (int i = 0; i < x.registers; ++i) x.r[i] = a.r[i + (Upper ? x.registers : 0)];
  } else
    x.r[0] = half<T, Pack<T, N>::bytes, Upper>(a.r[0]);
  return x;
}
// N lanes from lane First on, of one register.
template <int First, int N, class T, int M>
TENON_INLINE Pack<T, N> part_of(Pack<T, M> a) {
  Pack<T, N> x;
  x.r[0] = shuffled<typename Pack<T, N>::Reg>(a.r[0], a.r[0], counted<First>(lanes_of<T, Pack<T, N>::bytes>));
  return x;
}
// In the smallest register the upper lanes keep values of no meaning.
template <int Lanes, class T, int N, class F>
TENON_INLINE T fold_register(Pack<T, N> a, F f) {
  if constexpr (Lanes == 1)
    return a.r[0][0];
  else {
    using P = Pack<T, N>;
    P b;
    b.r[0] = shuffled<typename P::Reg>(a.r[0], a.r[0], rotated<Lanes / 2>(lanes_of<T, P::bytes>));
    return fold_register<Lanes / 2>(f(a, b), f);
  }
}
template <class T, int N, class F>
TENON_INLINE T fold_halves(Pack<T, N> a, F f) {
  if constexpr (has_pack<T, N / 2>)
    return fold_halves(f(half_pack<false>(a), half_pack<true>(a)), f);
  else
    return fold_register<N>(a, f);
}

// Segments of S lanes, one after the other of a and b in turn: the lower or the upper half of each.
template <int S, int Half, int... I>
constexpr auto halves_in_turn(std::integer_sequence<int, I...>) {
  return std::integer_sequence<int,
                               (I / S * S + (I % S < S / 2 ? I % S : int(sizeof...(I)) + I % S - S / 2) + Half * (S / 2))...>{};
}
/// Joins x[0], x[Step], ..., whose lanes are sums in segments of S lanes.
template <int S, int Step, int Count, class T, int N>
TENON_INLINE Pack<T, N> joined_sums(Pack<T, N> const* x) {
  if constexpr (Count == 1)
    return *x;
  else {
    using P = Pack<T, N>;
    auto const lanes = lanes_of<T, P::bytes>;
    P const a = joined_sums<2 * S, 2 * Step, Count / 2>(x), b = joined_sums<2 * S, 2 * Step, Count / 2>(x + Step);
    P sum, upper;
    sum.r[0] = shuffled<typename P::Reg>(a.r[0], b.r[0], halves_in_turn<2 * S, 0>(lanes));
    upper.r[0] = shuffled<typename P::Reg>(a.r[0], b.r[0], halves_in_turn<2 * S, 1>(lanes));
    return sum + upper;
  }
}

}  // namespace detail

/// Sum, largest and smallest of the lanes in the order of `lanes::reduce_add`, whatever the width of the registers.
template <class T, int N>
TENON_INLINE T reduce_add(Pack<T, N> x) {
  return detail::fold_halves(x, [](auto a, auto b) TENON_INLINE_LAMBDA { return a + b; });
}
template <class T, int N>
TENON_INLINE T reduce_max(Pack<T, N> x) {
  return detail::fold_halves(x, [](auto a, auto b) TENON_INLINE_LAMBDA { return max(a, b); });
}
template <class T, int N>
TENON_INLINE T reduce_min(Pack<T, N> x) {
  return detail::fold_halves(x, [](auto a, auto b) TENON_INLINE_LAMBDA { return min(a, b); });
}

#endif

}  // namespace TENON_ISA
}  // namespace tenon::simd
