// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/rounding.hpp>

/// What a division leaves, without error whatever the quotient.
namespace tenon::lanes::math {
namespace detail {
inline namespace TENON_ISA {

// Of values that are not negative, digit by digit as integers; NaN for an infinite or zero y, and for NaN.
template <class T>
constexpr T exact_rest(T x, T y) {
  using R = Real<T>;
  using B = typename R::Bits;
  if (!(x < R::infinity) || !(y > T(0))) return R::nan;
  if (x < y) return x;
  constexpr B hidden = B(1) << R::mantissa;
  auto exponent = [](T v) {
    int const e = static_cast<int>(__builtin_bit_cast(B, v) >> R::mantissa);
    return e == 0 ? 1 : e;  // of subnormal numbers as well
  };
  auto digits = [](T v) {
    B const b = __builtin_bit_cast(B, v);
    return static_cast<std::uint64_t>((b & (hidden - 1)) | (b >> R::mantissa != 0 ? hidden : B(0)));
  };
  int e = exponent(y);
  std::uint64_t const divisor = digits(y);
  std::uint64_t rest = digits(x) % divisor;
  for (int left = exponent(x) - e; left > 0 && rest != 0;) {
    constexpr int most = 63 - R::mantissa;
    int const step = left < most ? left : most;
    rest = (rest << step) % divisor;
    left -= step;
  }
  for (; rest != 0 && rest < hidden && e > 1; --e) rest <<= 1;
  return __builtin_bit_cast(T, static_cast<B>(rest < hidden ? rest : (rest & (hidden - 1)) | std::uint64_t(e) << R::mantissa));
}

}  // namespace TENON_ISA
}  // namespace detail

/// x - trunc(x / y) y exactly, with the sign of x; NaN for infinite x and for y = 0. As C's fmod.
template <class L>
TENON_INLINE constexpr L fmod(L x, L y) {
  using T = typename L::value_type;
  constexpr int N = L::size;
  L const a = abs(x), b = abs(y);
  T rests[N], as[N], bs[N];
  bool usual[N];
  if (__builtin_is_constant_evaluated()) {
    for (bool& u : usual) u = false;
    a.store(rests);
  } else {
    // A quotient of few digits is at most one too large, and its product with b as exact as the difference.
    L const most(sizeof(T) == 4 ? T(0x1p22) : T(0x1p51)), tiny(sizeof(T) == 4 ? T(0x1p-96) : T(0x1p-960)),
        huge(sizeof(T) == 4 ? T(0x1p110) : T(0x1p990));
    auto const less = a < b;
    L const divisor = select(less, L(T(1)), b), quotient = trunc(select(less, L(T(0)), a) / divisor);
    auto const back = detail::product(quotient, divisor);
    L const rest = (select(less, L(T(0)), a) - back.high) - back.low;
    select(less, a, select(rest < L(T(0)), rest + divisor, rest)).store(rests);
    (less | ((quotient < most) & (b > tiny) & (a < huge))).store(usual);
  }
  bool all = true;
  for (int i = 0; i < N; ++i) all &= usual[i];
  if (!all) {
    a.store(as);
    b.store(bs);
    for (int i = 0; i < N; ++i)
      if (!usual[i]) rests[i] = detail::exact_rest(as[i], bs[i]);
  }
  return detail::with_sign(L::load(rests), x);
}

// Below, nothing is calculated with NaN: clang takes that for an error in constant evaluation.

/// The same with the sign of y, a zero too: Python's `%`.
template <class L>
TENON_INLINE constexpr L remainder(L x, L y) {
  L const zero(typename L::value_type(0)), rest = fmod(x, y), number = select(rest == rest, rest, zero);
  L const moved = number + select((number < zero) ^ (y < zero), select(rest == rest, y, zero), zero);
  return select(number == zero, select(rest == rest, detail::with_sign(zero, y), rest), moved);
}

/// The quotient rounded down that belongs to this remainder: Python's `//`.
template <class L>
TENON_INLINE constexpr L floor_divide(L x, L y) {
  L const zero(typename L::value_type(0)), one(typename L::value_type(1)), rest = fmod(x, y);
  auto const valid = rest == rest, defined = valid | (y == zero);
  L const a = select(defined, x, zero), b = select(defined, y, one), left = select(valid, rest, zero), exact = a / b;
  L const down = (a - left) / b;  // integral but for rounding
  L const quotient = round(select((left != zero) & ((left < zero) ^ (b < zero)), down - one, down));
  L const result = select(y == zero, exact, select(quotient == zero, detail::with_sign(zero, exact), quotient));
  return select(defined, result, rest);
}

}  // namespace tenon::lanes::math
