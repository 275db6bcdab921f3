// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/interleave.hpp>

/// x0 x3 - x1 x2 of items of four: determinants of two rows. As lanes of their own they would take eight shuffles and one for the
/// results; two halves of items side by side and against each other take six, and the results stand in order.
namespace tenon::kernel {
inline namespace TENON_ISA {

#if TENON_HAS_SIMD

namespace detail {

/// Registers of 64 bytes are shuffled at will, narrower ones within blocks of 16.
template <class T, int N>
inline constexpr bool shuffled_at_will = N * int(sizeof(T)) == 64;
template <class T, int N>
inline constexpr bool has_crossed_products = [] {
  if constexpr (simd::has_pack<T, N>)
    return simd::Pack<T, N>::registers == 1 && (shuffled_at_will<T, N> || (sizeof(T) == 4 && N >= 4));
  else
    return false;
}();

/// Of two registers of items their first two elements, or from the last one on the others.
template <class T, int N, bool Back>
constexpr int half_of_item(int lane) {
  int const element = Back ? 3 - lane % 2 : lane % 2;
  return shuffled_at_will<T, N> ? lane / 2 * 4 + element : lane / 4 * 4 + element + lane % 4 / 2 * N;
}
/// Of two registers of products every other.
template <class T, int N, bool Odd>
constexpr int product_of_item(int lane) {
  int const odd = Odd ? 1 : 0;
  return shuffled_at_will<T, N> ? 2 * lane + odd : lane / 4 * 4 + lane % 2 * 2 + odd + lane % 4 / 2 * N;
}

template <class T, int N, int... I>
TENON_INLINE simd::Pack<T, N> products_crossed(T const* x, std::integer_sequence<int, I...>) {
  using P = simd::Pack<T, N>;
  using Reg = typename P::Reg;
  auto const products = [](T const* items) TENON_INLINE_LAMBDA {
    Reg const a = P::load(items).r[0], b = P::load(items + N).r[0];
    P front, back;
    front.r[0] = simd::detail::shuffled<Reg>(a, b, std::integer_sequence<int, half_of_item<T, N, false>(I)...>{});
    back.r[0] = simd::detail::shuffled<Reg>(a, b, std::integer_sequence<int, half_of_item<T, N, true>(I)...>{});
    return front * back;
  };
  P const first = products(x), second = products(x + 2 * N);
  P diagonal, other;
  diagonal.r[0] =
      simd::detail::shuffled<Reg>(first.r[0], second.r[0], std::integer_sequence<int, product_of_item<T, N, false>(I)...>{});
  other.r[0] =
      simd::detail::shuffled<Reg>(first.r[0], second.r[0], std::integer_sequence<int, product_of_item<T, N, true>(I)...>{});
  return diagonal - other;
}

}  // namespace detail

/// N items' differences, from x to y.
template <class T, int N>
  requires detail::has_crossed_products<T, N>
TENON_INLINE void crossed_products(T const* x, T* y) {
  simd::Pack<T, N> const result = detail::products_crossed<T, N>(x, std::make_integer_sequence<int, N>{});
  if constexpr (detail::shuffled_at_will<T, N>)
    result.store(y);
  else
    store_items<1>(&result, y);
}

#endif

}  // namespace TENON_ISA
}  // namespace tenon::kernel
