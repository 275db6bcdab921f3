// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math.hpp>

/// What the families of elementary functions share: unevaluated sums of two values, which carry twice the digits
/// (Dekker, A floating-point technique for extending the available precision, 1971), and signs.
namespace tenon::lanes::math::detail {

/// high + low, with low at most a few units in the last place of high.
template <class L>
struct Pair {
  L high, low;
};

// a + b without error, for |a| >= |b| or a = 0.
template <class L>
TENON_INLINE constexpr Pair<L> fast_sum(L a, L b) {
  L const s = a + b;
  return {s, b - (s - a)};
}
// a + b without error.
template <class L>
TENON_INLINE constexpr Pair<L> sum(L a, L b) {
  L const s = a + b, t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}
// a b without error, where nothing overflows or is subnormal.
template <class L>
TENON_INLINE constexpr Pair<L> product(L a, L b) {
  using T = typename L::value_type;
  constexpr bool fused = TENON_HAS_FMA && (sizeof(T) == 4 || TENON_HAS_FMA64);
  L const p = a * b;
  if constexpr (fused) {
    return {p, fma(a, b, -p)};
  } else {
    constexpr T splitter = sizeof(T) == 4 ? T(0x1p12 + 1) : T(0x1p27 + 1);
    L const ta = L(splitter) * a, tb = L(splitter) * b;
    L const ah = ta - (ta - a), al = a - ah, bh = tb - (tb - b), bl = b - bh;
    return {p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
  }
}

// x with the lower half of its digits cleared: the product of two such values is exact.
template <class L>
TENON_INLINE constexpr L upper_digits(L x) {
  using T = typename L::value_type;
  constexpr int cleared = sizeof(T) == 4 ? 12 : 27;
  return bits<T>(shift_left<cleared>(shift_right<cleared>(bits<typename Real<T>::Bits>(x))));
}

// The result, with its sign changed where that of x is negative; -0 counts as negative.
template <class L>
TENON_INLINE constexpr L with_sign(L result, L x) {
  using T = typename L::value_type;
  using B = typename Real<T>::Bits;
  auto const field = bits<B>(x);
  using I = std::remove_const_t<decltype(field)>;
  return bits<T>(bits<B>(result) ^ (field & I(B(1) << (8 * sizeof(B) - 1))));
}

}  // namespace tenon::lanes::math::detail
