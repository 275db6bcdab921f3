// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/config.hpp>
#include <tenon/shape/dtype.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

/// Lanes in plain C++: the meaning of every lane operation, usable in constant evaluation and on any processor.
/// `Lane<T, 1>` is how a lone value travels through an op's lane function; `kernel/simd.hpp` offers the same
/// operations on registers. An op's lane function is written once, against these names, found by the argument's
/// namespace: + - * / comparisons & | ^ ! min max at_least at_most abs sqrt fma round select convert<U> bits<U>, of integers & |
/// ^ ~ and shifts.
namespace tenon::lanes {

/// N truth values.
template <int N>
struct Mask {
  static constexpr int size = N;
  bool v[N];

  TENON_INLINE static constexpr Mask load(bool const* p) {
    Mask m{};
    for (int i = 0; i < N; ++i) m.v[i] = p[i];
    return m;
  }
  TENON_INLINE constexpr void store(bool* p) const {
    for (int i = 0; i < N; ++i) p[i] = v[i];
  }
  TENON_INLINE friend constexpr Mask operator&(Mask a, Mask b) {
    for (int i = 0; i < N; ++i) a.v[i] = a.v[i] && b.v[i];
    return a;
  }
  TENON_INLINE friend constexpr Mask operator|(Mask a, Mask b) {
    for (int i = 0; i < N; ++i) a.v[i] = a.v[i] || b.v[i];
    return a;
  }
  TENON_INLINE friend constexpr Mask operator^(Mask a, Mask b) {
    for (int i = 0; i < N; ++i) a.v[i] = a.v[i] != b.v[i];
    return a;
  }
  TENON_INLINE friend constexpr Mask operator!(Mask a) {
    for (int i = 0; i < N; ++i) a.v[i] = !a.v[i];
    return a;
  }
};
/// Whether one of them holds.
template <int N>
TENON_INLINE constexpr bool any(Mask<N> m) {
  bool r = false;
  for (int i = 0; i < N; ++i) r = r || m.v[i];
  return r;
}

namespace detail {

// Signed integers wrap, as in NumPy: the arithmetic is done in the unsigned type of at least int's width.
template <class T>
using Wrapping = std::conditional_t<std::is_integral_v<T> && !std::is_same_v<T, bool>,
                                    std::conditional_t<sizeof(T) <= 4, std::uint32_t, std::uint64_t>, T>;

template <class T>
inline constexpr T quiet_nan = T(0);
template <class T>
  requires std::is_floating_point_v<T>
inline constexpr T quiet_nan<T> = T(__builtin_nan(""));
/// Whether an operand of constant evaluation is NaN: clang refuses arithmetic that gives NaN, whatever it is given.
template <class T>
TENON_INLINE constexpr bool stays_nan([[maybe_unused]] T a, [[maybe_unused]] T b) {
  if constexpr (std::is_floating_point_v<T>)
    return __builtin_is_constant_evaluated() && (a != a || b != b);
  else
    return false;
}

template <class T>
constexpr T divide(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    if (stays_nan(a, b)) return quiet_nan<T>;
    // Constant evaluation refuses a zero divisor; the values are IEEE-754's.
    if (__builtin_is_constant_evaluated() && b == T(0)) {
      if (a != a || a == T(0) || b != b) return T(__builtin_nan(""));
      bool const negative = (a < T(0)) != (__builtin_copysign(1.0, double(b)) < 0);
      return negative ? -T(__builtin_inf()) : T(__builtin_inf());
    }
    return a / b;
  } else if constexpr (std::is_signed_v<T>) {
    if (b == T(0)) return T(0);
    if (b == T(-1)) return static_cast<T>(Wrapping<T>(0) - static_cast<Wrapping<T>>(a));
    return static_cast<T>(a / b);
  } else
    return b == T(0) ? T(0) : static_cast<T>(a / b);
}

// Newton's iteration in constant evaluation, corrected to the nearest value with an exact residual.
constexpr double sqrt_constant(double x) {
  if (!(x > 0) || x > 1.7976931348623157e308) return x < 0 ? __builtin_nan("") : x;
  double scale = 1;
  while (x < 0x1p-200) {
    x *= 0x1p200;
    scale *= 0x1p-100;
  }
  while (x > 0x1p200) {
    x *= 0x1p-200;
    scale *= 0x1p100;
  }
  double y = x > 1 ? x : 1;
  for (int i = 0; i < 2000; ++i) {
    double const next = 0.5 * (y + x / y);
    if (next >= y) break;
    y = next;
  }
  // y is the root or one unit beside it; Dekker's product tells the residual x - y*y exactly enough to choose.
  auto residual = [x](double r) {
    double const t = 134217729.0 * r, hi = t - (t - r), lo = r - hi, p = r * r;
    return (x - p) - (((hi * hi - p) + 2 * hi * lo) + lo * lo);
  };
  auto magnitude = [](double r) { return r < 0 ? -r : r; };
  double const ulp = y * 0x1p-53;
  double const candidates[] = {y - ulp, y - 2 * ulp, y + ulp, y + 2 * ulp};
  for (double const candidate : candidates)
    if (candidate != y && magnitude(residual(candidate)) < magnitude(residual(y))) y = candidate;
  return y * scale;
}

template <class T>
constexpr T sqrt(T x) {
  if (__builtin_is_constant_evaluated()) {
    return static_cast<T>(sqrt_constant(static_cast<double>(x)));  // innocuous double rounding for float
  } else if constexpr (sizeof(T) == 4) {
#if defined(__ARM_FP) && (__ARM_FP & 4) && !defined(__aarch64__)
    // The builtin also calls the C library's sqrtf, to set errno.
    asm("vsqrt.f32 %0, %1" : "=t"(x) : "t"(x));
    return x;
#else
    return __builtin_sqrtf(x);
#endif
  } else
    return __builtin_sqrt(x);
}

// Without a fused instruction the product is rounded first: a library call for each lane would cost a hundred times.
template <class T>
constexpr T fma(T a, T b, T c) {
  if constexpr (!std::is_floating_point_v<T>) {
    using W = Wrapping<T>;
    return static_cast<T>(static_cast<W>(a) * static_cast<W>(b) + static_cast<W>(c));
  } else if (__builtin_is_constant_evaluated()) {
    if constexpr (!TENON_HAS_FMA)
      return a * b + c;
    else if constexpr (sizeof(T) == 4)
      return static_cast<T>(double(a) * double(b) + double(c));
    else {
      double const p = a * b;
      if (!(p < 1e290 && p > -1e290) || !(a < 1e140 && a > -1e140) || !(b < 1e140 && b > -1e140)) return p + c;
      auto split = [](double r) {
        double const t = 134217729.0 * r;
        return t - (t - r);
      };
      double const ah = split(a), al = a - ah, bh = split(b), bl = b - bh;
      double const pe = ((ah * bh - p) + ah * bl + al * bh) + al * bl;
      double const s = p + c, bb = s - p;
      double const se = (p - (s - bb)) + (c - bb);
      return s + (pe + se);
    }
  } else {
#if TENON_HAS_FMA
    if constexpr (sizeof(T) == 4)
      return __builtin_fmaf(a, b, c);
    else if constexpr (TENON_HAS_FMA64)
      return __builtin_fma(a, b, c);
    else
      return a * b + c;
#else
    return a * b + c;
#endif
  }
}

template <class T>
constexpr T round_to_even(T x) {
  // Adding 2^23 (2^52) leaves no fraction; from there on every value is integral.
  constexpr T big = sizeof(T) == 4 ? T(0x1p23) : T(0x1p52);
  T const magnitude = x < T(0) ? -x : x;
  if (!(magnitude < big)) return x;
  T const rounded = (magnitude + big) - big;
  if constexpr (sizeof(T) == 4)
    return __builtin_copysignf(rounded, x);
  else
    return __builtin_copysign(rounded, x);
}

template <class U, class T>
constexpr U convert(T x) {
  if constexpr (std::is_same_v<U, T>)
    return x;
  else if constexpr (std::is_same_v<U, bool>)
    return x != T(0);
  else if constexpr (std::is_floating_point_v<T> && std::is_integral_v<U>) {
    // Out-of-range values are undefined in C++; saturate, NaN becomes 0, the same everywhere.
    constexpr int bits = 8 * sizeof(U) - (std::is_signed_v<U> ? 1 : 0);
    constexpr T beyond = static_cast<T>(std::uint64_t{1} << (bits - 1)) * 2;  // 2^bits is exact
    constexpr U largest = static_cast<U>(static_cast<std::make_unsigned_t<U>>(-1) >> (std::is_signed_v<U> ? 1 : 0));
    if (x != x) return U(0);
    if (x >= beyond) return largest;
    if (x < (std::is_signed_v<U> ? -beyond : T(0))) return std::is_signed_v<U> ? static_cast<U>(-largest - 1) : U(0);
    return static_cast<U>(x);
  } else
    return static_cast<U>(x);
}

}  // namespace detail

/// N values of T held in an array.
template <class T, int N>
struct Lane {
  using value_type = T;
  static constexpr int size = N;
  T v[N];

  constexpr Lane() = default;
  /// The same value in every lane.
  TENON_INLINE constexpr explicit Lane(T x) {
    for (int i = 0; i < N; ++i) v[i] = x;
  }
  TENON_INLINE static constexpr Lane load(T const* p) {
    Lane r;
    for (int i = 0; i < N; ++i) r.v[i] = p[i];
    return r;
  }
  TENON_INLINE constexpr void store(T* p) const {
    for (int i = 0; i < N; ++i) p[i] = v[i];
  }

#define TENON_LANE_ARITHMETIC(op)                                                                                                \
  TENON_INLINE friend constexpr Lane operator op(Lane a, Lane b) {                                                               \
    using W = detail::Wrapping<T>;                                                                                               \
    for (int i = 0; i < N; ++i)                                                                                                  \
      a.v[i] = detail::stays_nan(a.v[i], b.v[i]) ? detail::quiet_nan<T>                                                          \
                                                 : static_cast<T>(static_cast<W>(a.v[i]) op static_cast<W>(b.v[i]));             \
    return a;                                                                                                                    \
  }
  TENON_LANE_ARITHMETIC(+)
  TENON_LANE_ARITHMETIC(-)
  TENON_LANE_ARITHMETIC(*)
  TENON_LANE_ARITHMETIC(&)
  TENON_LANE_ARITHMETIC(|)
  TENON_LANE_ARITHMETIC(^)
#undef TENON_LANE_ARITHMETIC
  TENON_INLINE friend constexpr Lane operator/(Lane a, Lane b) {
    for (int i = 0; i < N; ++i) a.v[i] = detail::divide(a.v[i], b.v[i]);
    return a;
  }
  TENON_INLINE friend constexpr Lane operator-(Lane a) {
    using W = detail::Wrapping<T>;
    for (int i = 0; i < N; ++i) a.v[i] = static_cast<T>(-static_cast<W>(a.v[i]));
    return a;
  }
  TENON_INLINE friend constexpr Lane operator~(Lane a) {
    for (int i = 0; i < N; ++i) a.v[i] = static_cast<T>(~a.v[i]);
    return a;
  }

#define TENON_LANE_COMPARISON(op)                                                                                                \
  TENON_INLINE friend constexpr Mask<N> operator op(Lane a, Lane b) {                                                            \
    Mask<N> m{};                                                                                                                 \
    for (int i = 0; i < N; ++i) m.v[i] = a.v[i] op b.v[i];                                                                       \
    return m;                                                                                                                    \
  }
  TENON_LANE_COMPARISON(==)
  TENON_LANE_COMPARISON(!=)
  TENON_LANE_COMPARISON(<)
  TENON_LANE_COMPARISON(<=)
  TENON_LANE_COMPARISON(>)
  TENON_LANE_COMPARISON(>=)
#undef TENON_LANE_COMPARISON
};

/// a where the mask holds, b elsewhere.
template <class T, int N>
TENON_INLINE constexpr Lane<T, N> select(Mask<N> m, Lane<T, N> a, Lane<T, N> b) {
  for (int i = 0; i < N; ++i) a.v[i] = m.v[i] ? a.v[i] : b.v[i];
  return a;
}

/// The smaller and the larger value; NaN if either is NaN, on every processor; `a` of two zeros. It is `b` that is tested
/// for NaN: usually a bound, which is the same all along a loop.
template <class T, int N>
TENON_INLINE constexpr Lane<T, N> min(Lane<T, N> a, Lane<T, N> b) {
  return select((b < a) | (b != b), b, a);
}
template <class T, int N>
TENON_INLINE constexpr Lane<T, N> max(Lane<T, N> a, Lane<T, N> b) {
  return select((b > a) | (b != b), b, a);
}
/// x where it is at least `low`, else `low`; NaN stays NaN.
template <class T, int N>
TENON_INLINE constexpr Lane<T, N> at_least(Lane<T, N> x, Lane<T, N> low) {
  return select(x < low, low, x);
}
/// x where it is at most `high`, else `high`; NaN stays NaN.
template <class T, int N>
TENON_INLINE constexpr Lane<T, N> at_most(Lane<T, N> x, Lane<T, N> high) {
  return select(x > high, high, x);
}
template <class T, int N>
TENON_INLINE constexpr Lane<T, N> abs(Lane<T, N> a) {
  if constexpr (std::is_unsigned_v<T>)
    return a;
  else if constexpr (std::is_floating_point_v<T>) {
    // Clears the sign of -0 and NaN as well, which a comparison would not.
    using U = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    for (int i = 0; i < N; ++i)
      a.v[i] = __builtin_bit_cast(T, static_cast<U>(__builtin_bit_cast(U, a.v[i]) & (static_cast<U>(-1) >> 1)));
    return a;
  } else
    return select(a < Lane<T, N>(T(0)), -a, a);
}
template <class T, int N>
TENON_INLINE constexpr Lane<T, N> sqrt(Lane<T, N> a) {
  for (int i = 0; i < N; ++i) a.v[i] = detail::sqrt(a.v[i]);
  return a;
}
/// a * b + c, rounded once where the processor can, else twice.
template <class T, int N>
TENON_INLINE constexpr Lane<T, N> fma(Lane<T, N> a, Lane<T, N> b, Lane<T, N> c) {
  for (int i = 0; i < N; ++i) a.v[i] = detail::fma(a.v[i], b.v[i], c.v[i]);
  return a;
}
/// To the nearest integral value, ties to even.
template <class T, int N>
TENON_INLINE constexpr Lane<T, N> round(Lane<T, N> a) {
  for (int i = 0; i < N; ++i) a.v[i] = detail::round_to_even(a.v[i]);
  return a;
}
/// Value conversion; a float out of an integer's range saturates, NaN becomes 0.
template <class U, class T, int N>
TENON_INLINE constexpr Lane<U, N> convert(Lane<T, N> a) {
  Lane<U, N> r;
  for (int i = 0; i < N; ++i) r.v[i] = detail::convert<U>(a.v[i]);
  return r;
}
template <class U, int N>
TENON_INLINE constexpr Lane<U, N> convert(Mask<N> a) {
  Lane<U, N> r;
  for (int i = 0; i < N; ++i) r.v[i] = static_cast<U>(a.v[i]);
  return r;
}
/// Which lanes are not zero: how a number becomes a boolean.
template <class T, int N>
TENON_INLINE constexpr Mask<N> nonzero(Lane<T, N> a) {
  return a != Lane<T, N>(T(0));
}
/// The same bits as another type of that size.
template <class U, class T, int N>
TENON_INLINE constexpr Lane<U, N> bits(Lane<T, N> a) {
  Lane<U, N> r;
  for (int i = 0; i < N; ++i) r.v[i] = __builtin_bit_cast(U, a.v[i]);
  return r;
}
/// Shifts an unsigned or signed integer left by a constant number of bits; bits fall off.
template <int Count, class T, int N>
TENON_INLINE constexpr Lane<T, N> shift_left(Lane<T, N> a) {
  using U = std::make_unsigned_t<T>;
  for (int i = 0; i < N; ++i) a.v[i] = static_cast<T>(static_cast<U>(static_cast<U>(a.v[i]) << Count));
  return a;
}
/// Arithmetic (signed) or logical (unsigned) shift right by a constant number of bits.
template <int Count, class T, int N>
TENON_INLINE constexpr Lane<T, N> shift_right(Lane<T, N> a) {
  for (int i = 0; i < N; ++i) a.v[i] = static_cast<T>(a.v[i] >> Count);
  return a;
}
/// The same by a number of bits for each lane. By as many as there are, or more, or a negative number, all bits fall off:
/// what is left is 0, and -1 of a negative value shifted right.
template <class T, int N>
TENON_INLINE constexpr Lane<T, N> shift_left(Lane<T, N> a, Lane<T, N> count) {
  using U = std::make_unsigned_t<T>;
  using W = detail::Wrapping<U>;
  for (int i = 0; i < N; ++i)
    a.v[i] = static_cast<U>(count.v[i]) < 8 * sizeof(T) ? static_cast<T>(static_cast<W>(a.v[i]) << count.v[i]) : T(0);
  return a;
}
template <class T, int N>
TENON_INLINE constexpr Lane<T, N> shift_right(Lane<T, N> a, Lane<T, N> count) {
  using U = std::make_unsigned_t<T>;
  for (int i = 0; i < N; ++i) {
    bool const all = static_cast<U>(count.v[i]) >= 8 * sizeof(T);
    a.v[i] = all ? static_cast<T>(a.v[i] < T(0) ? -1 : 0) : static_cast<T>(a.v[i] >> count.v[i]);
  }
  return a;
}

}  // namespace tenon::lanes
