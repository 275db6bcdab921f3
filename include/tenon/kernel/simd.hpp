// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/pack.hpp>

/// The functions of lanes in registers: those of op/lane.hpp, under the same names.

namespace tenon::simd {
inline namespace TENON_ISA {

/// The mask as comparisons of T make it; a `lanes::Mask<N>` where T has no pack of N lanes.
template <class T, int N>
TENON_INLINE constexpr mask<T, N> mask_cast(tenon::lanes::Mask<N> m) {
  return m;
}

#if TENON_HAS_SIMD

template <class T, class U, int N>
TENON_INLINE mask<T, N> mask_cast(PackMask<U, N> m) {
  if constexpr (!has_pack<T, N>)
    return tenon::lanes::Mask<N>(m);
  else {
    using To = PackMask<T, N>;
    using From = PackMask<U, N>;
    To out;
    constexpr bool to_bits = detail::bitmask<To::bytes>, from_bits = detail::bitmask<From::bytes>;
    if constexpr (sizeof(T) == sizeof(U)) {
      TENON_EACH(i, To::registers) out.r[i] = detail::cast<typename To::Reg>(m.r[i]);
    } else if constexpr (to_bits && from_bits && To::registers > From::registers) {
      TENON_EACH(i, To::registers) out.r[i] = static_cast<std::uint8_t>(m.r[i / 2] >> (i % 2 * 8));
    } else if constexpr (to_bits && from_bits) {
      TENON_EACH(i, To::registers) out.r[i] = static_cast<std::uint16_t>(m.r[2 * i] | m.r[2 * i + 1] << 8);
    } else if constexpr (to_bits)
      out.r[0] = detail::to_bits<U>(m.r[0]);
    else if constexpr (from_bits)
      out.r[0] = detail::from_bits<T>(m.r[0]);
    else
      detail::convert_truths<T, To::bytes, U, From::bytes>(out.r, m.r);
    return out;
  }
}

/// Masks made by comparing different types; the result is as the left one.
template <class T, class U, int N>
TENON_INLINE PackMask<T, N> operator&(PackMask<T, N> a, PackMask<U, N> b) {
  return a & mask_cast<T>(b);
}
template <class T, class U, int N>
TENON_INLINE PackMask<T, N> operator|(PackMask<T, N> a, PackMask<U, N> b) {
  return a | mask_cast<T>(b);
}
template <class T, class U, int N>
TENON_INLINE PackMask<T, N> operator^(PackMask<T, N> a, PackMask<U, N> b) {
  return a ^ mask_cast<T>(b);
}

/// Whether one of the truth values holds.
template <class T, int N>
TENON_INLINE bool any(PackMask<T, N> m) {
  auto all = m.r[0];
  for (int i = 1; i < m.registers; ++i) all = static_cast<typename PackMask<T, N>::Reg>(all | m.r[i]);
  if constexpr (detail::bitmask<PackMask<T, N>::bytes>)
    return all != 0;
  else {
    std::uint64_t words[sizeof all / 8], one = 0;
    __builtin_memcpy(words, &all, sizeof all);
    TENON_EACH(i, int(sizeof all / 8)) one |= words[i];
    return one != 0;
  }
}
/// a where the mask holds, b elsewhere; the mask may come from comparing another type.
template <class T, int N>
TENON_INLINE Pack<T, N> select(PackMask<T, N> m, Pack<T, N> a, Pack<T, N> b) {
  TENON_EACH(i, a.registers) a.r[i] = detail::choose<T, Pack<T, N>::bytes>(m.r[i], a.r[i], b.r[i]);
  return a;
}
template <class U, class T, int N>
TENON_INLINE Pack<T, N> select(PackMask<U, N> m, Pack<T, N> a, Pack<T, N> b) {
  return select(mask_cast<T>(m), a, b);
}
template <class T, int N>
TENON_INLINE Pack<T, N> select(tenon::lanes::Mask<N> m, Pack<T, N> a, Pack<T, N> b) {
  return select(PackMask<T, N>(m), a, b);
}
template <class U, class T, int N>
TENON_INLINE tenon::lanes::Lane<T, N> select(PackMask<U, N> m, tenon::lanes::Lane<T, N> a, tenon::lanes::Lane<T, N> b) {
  return select(tenon::lanes::Mask<N>(m), a, b);
}

/// x where it is at least `low`, else `low`; NaN stays NaN.
template <class T, int N>
TENON_INLINE Pack<T, N> at_least(Pack<T, N> x, Pack<T, N> low) {
  if constexpr (requires { detail::greater(x.r[0], x.r[0]); }) {
    TENON_EACH(i, x.registers) x.r[i] = detail::greater(low.r[i], x.r[i]);
    return x;
  } else
    return select(x < low, low, x);
}
/// x where it is at most `high`, else `high`; NaN stays NaN.
template <class T, int N>
TENON_INLINE Pack<T, N> at_most(Pack<T, N> x, Pack<T, N> high) {
  if constexpr (requires { detail::lesser(x.r[0], x.r[0]); }) {
    TENON_EACH(i, x.registers) x.r[i] = detail::lesser(high.r[i], x.r[i]);
    return x;
  } else
    return select(x > high, high, x);
}
/// a 2^n for an integral n, where the target has an instruction for that.
template <class T, int N>
  requires requires(typename Pack<T, N>::Reg r) {
    { detail::scaled(r, r) } -> std::same_as<typename Pack<T, N>::Reg>;
  }
TENON_INLINE Pack<T, N> scaled(Pack<T, N> a, Pack<T, N> n) {
  TENON_EACH(i, a.registers) a.r[i] = detail::scaled(a.r[i], n.r[i]);
  return a;
}
#if defined(__SSE2__)
/// To `to`, which is aligned to whole registers, past the caches; `end_of_stream` makes it visible to other threads.
template <class T, int N>
TENON_INLINE void stream(Pack<T, N> const& a, T* to) {
  using P = Pack<T, N>;
  TENON_EACH(i, P::registers) detail::streamed(to + i * P::lanes, detail::cast<detail::Vector<std::int64_t, P::bytes>>(a.r[i]));
}
TENON_INLINE void end_of_stream() { _mm_sfence(); }
#endif
/// Whether the target loads the first of N elements alone.
template <class T, int N>
inline constexpr bool loads_first = [] {
  if constexpr (has_pack<T, N>)
    return Pack<T, N>::registers == 1 &&
           requires(T const* p) { detail::first_of(std::integral_constant<int, Pack<T, N>::bytes>{}, p, 1); };
  else
    return false;
}();
/// The first `n` elements at p in the first lanes, zeros behind them.
template <int N, class T>
  requires loads_first<T, N>
TENON_INLINE Pack<T, N> load_first(T const* p, int n) {
  Pack<T, N> x;
  x.r[0] = detail::first_of(std::integral_constant<int, Pack<T, N>::bytes>{}, p, n);
  return x;
}
/// Whether the target stores the first of N elements alone, as fast as all of them.
template <class T, int N>
inline constexpr bool stores_first = [] {
  if constexpr (loads_first<T, N>)
    return requires(Pack<T, N> x, T* p) { detail::store_first(x.r[0], p, 1); };
  else
    return false;
}();
/// The first `n` lanes to p.
template <class T, int N>
  requires stores_first<T, N>
TENON_INLINE void store_first(Pack<T, N> x, T* p, int n) {
  detail::store_first(x.r[0], p, n);
}
/// The smaller and the larger value; NaN if either is NaN; `a` of two zeros.
template <class T, int N>
TENON_INLINE Pack<T, N> min(Pack<T, N> a, Pack<T, N> b) {
  if constexpr (std::is_integral_v<T>)
    return select(b < a, b, a);
  else if constexpr (requires { detail::lesser_where((b == b).r[0], b.r[0], a.r[0]); }) {
    TENON_EACH(i, a.registers) a.r[i] = detail::lesser_where((b == b).r[i], b.r[i], a.r[i]);
    return a;
  } else
    return select(b != b, b, at_most(a, b));
}
template <class T, int N>
TENON_INLINE Pack<T, N> max(Pack<T, N> a, Pack<T, N> b) {
  if constexpr (std::is_integral_v<T>)
    return select(b > a, b, a);
  else if constexpr (requires { detail::greater_where((b == b).r[0], b.r[0], a.r[0]); }) {
    TENON_EACH(i, a.registers) a.r[i] = detail::greater_where((b == b).r[i], b.r[i], a.r[i]);
    return a;
  } else
    return select(b != b, b, at_least(a, b));
}
template <class T, int N>
TENON_INLINE Pack<T, N> abs(Pack<T, N> a) {
  using P = Pack<T, N>;
  if constexpr (std::is_floating_point_v<T>) {
    constexpr auto no_sign = static_cast<detail::UnsignedOf<T>>(-1) >> 1;
    TENON_EACH(i, a.registers) a.r[i] = detail::cast<typename P::Reg>(detail::cast<typename P::Bits>(a.r[i]) & no_sign);
    return a;
  } else if constexpr (std::is_signed_v<T>)
    return select(a < P(T(0)), -a, a);
  else
    return a;
}
template <class T, int N>
TENON_INLINE Pack<T, N> sqrt(Pack<T, N> a) {
  if constexpr (requires { detail::square_root(a.r[0]); }) {
    TENON_EACH(i, a.registers) a.r[i] = detail::square_root(a.r[i]);
    return a;
  } else
    return sqrt(tenon::lanes::Lane<T, N>(a));
}
/// a * b + c, rounded once where the processor can, else twice.
template <class T, int N>
TENON_INLINE Pack<T, N> fma(Pack<T, N> a, Pack<T, N> b, Pack<T, N> c) {
  if constexpr (requires { detail::fused(a.r[0], b.r[0], c.r[0]); }) {
    TENON_EACH(i, a.registers) a.r[i] = detail::fused(a.r[i], b.r[i], c.r[i]);
    return a;
  } else if constexpr (TENON_HAS_FMA && std::is_floating_point_v<T>) {
    using Plain = tenon::lanes::Lane<T, N>;
    return fma(Plain(a), Plain(b), Plain(c));
  } else
    return a * b + c;
}
/// To the nearest integral value, ties to even; the sign of zero is kept.
template <class T, int N>
TENON_INLINE Pack<T, N> round(Pack<T, N> a) {
  using P = Pack<T, N>;
  if constexpr (requires { detail::nearest(a.r[0]); }) {
    TENON_EACH(i, a.registers) a.r[i] = detail::nearest(a.r[i]);
    return a;
  } else {
    // From `big` on every value is integral; below, adding it pushes the fraction out.
    P const big(sizeof(T) == 4 ? T(0x1p23) : T(0x1p52)), magnitude = abs(a);
    P x = (magnitude + big) - big;
    using B = typename P::Bits;
    constexpr auto no_sign = static_cast<detail::UnsignedOf<T>>(-1) >> 1;
    TENON_EACH(i, a.registers)
    x.r[i] = detail::cast<typename P::Reg>(detail::cast<B>(x.r[i]) | (detail::cast<B>(a.r[i]) & ~no_sign));
    return select(magnitude < big, x, a);
  }
}
/// Which lanes are not zero: how a number becomes a boolean.
template <class T, int N>
TENON_INLINE PackMask<T, N> nonzero(Pack<T, N> a) {
  return a != Pack<T, N>(T(0));
}
/// The same bits as another type of that size.
template <class U, class T, int N>
TENON_INLINE Pack<U, N> bits(Pack<T, N> a) {
  Pack<U, N> x;
  TENON_EACH(i, a.registers) x.r[i] = detail::cast<typename Pack<U, N>::Reg>(a.r[i]);
  return x;
}
/// Shifts an integer left by a constant number of bits; bits fall off.
template <int Count, class T, int N>
TENON_INLINE Pack<T, N> shift_left(Pack<T, N> a) {
  using P = Pack<T, N>;
  TENON_EACH(i, a.registers) a.r[i] = detail::cast<typename P::Reg>(detail::cast<typename P::Bits>(a.r[i]) << Count);
  return a;
}
/// Arithmetic (signed) or logical (unsigned) shift right by a constant number of bits.
template <int Count, class T, int N>
TENON_INLINE Pack<T, N> shift_right(Pack<T, N> a) {
  TENON_EACH(i, a.registers) a.r[i] = a.r[i] >> Count;
  return a;
}
/// The same by a number of bits for each lane; by as many as there are, or more, or a negative number, all fall off.
template <class T, int N>
TENON_INLINE Pack<T, N> shift_left(Pack<T, N> a, Pack<T, N> count) {
  if constexpr (requires { detail::shifted_left(a.r[0], count.r[0]); }) {
    TENON_EACH(i, a.registers) a.r[i] = detail::shifted_left(a.r[i], count.r[i]);
    return a;
  } else {
    using U = Pack<detail::UnsignedOf<T>, N>;
    U const c = bits<typename U::value_type>(count), width(8 * sizeof(T)), some = c & (width - U(1));
    U x = bits<typename U::value_type>(a);
    TENON_EACH(i, x.registers) x.r[i] = x.r[i] << some.r[i];
    return bits<T>(select(c < width, x, U(0)));
  }
}
template <class T, int N>
TENON_INLINE Pack<T, N> shift_right(Pack<T, N> a, Pack<T, N> count) {
  if constexpr (requires { detail::shifted_right(a.r[0], count.r[0]); }) {
    TENON_EACH(i, a.registers) a.r[i] = detail::shifted_right(a.r[i], count.r[i]);
    return a;
  } else {
    using U = Pack<detail::UnsignedOf<T>, N>;
    U const c = bits<typename U::value_type>(count), width(8 * sizeof(T));
    Pack<T, N> const some = bits<T>(select(c < width, c, width - U(1)));
    Pack<T, N> x = a;
    TENON_EACH(i, x.registers) x.r[i] = x.r[i] >> some.r[i];
    return std::is_signed_v<T> ? x : select(count == some, x, Pack<T, N>(T(0)));
  }
}

namespace detail {

// The conversion instructions do not define what lies out of range: the value is brought into range before. Only
// where the bounds of U are values of T.
template <class U, class T, int N>
TENON_INLINE Pack<T, N> saturate(Pack<T, N> a) {
  if constexpr (std::is_floating_point_v<T> && std::is_integral_v<U>) {
    constexpr auto top = static_cast<std::make_unsigned_t<U>>(-1) >> (std::is_signed_v<U> ? 1 : 0);
    constexpr T high = static_cast<T>(top), low = std::is_signed_v<U> ? -high - 1 : T(0);
    Pack<T, N> const x = at_most(at_least(a, Pack<T, N>(low)), Pack<T, N>(high));
    return select(a == a, x, Pack<T, N>(T(0)));
  } else
    return a;
}
template <class U, class T>
inline constexpr bool exact_bounds =
    !std::is_floating_point_v<T> || std::is_floating_point_v<U> || int(sizeof(U)) * 8 <= (sizeof(T) == 4 ? 24 : 53);

}  // namespace detail

/// Value conversion; a float out of an integer's range saturates, NaN becomes 0.
template <class U, class T, int N>
TENON_INLINE lane<U, N> convert(Pack<T, N> a) {
  using P = Pack<T, N>;
  if constexpr (std::is_same_v<U, T>)
    return a;
  else if constexpr (std::is_same_v<U, bool>) {
    tenon::lanes::Lane<bool, N> x;
    nonzero(a).store(x.v);
    return x;
  } else if constexpr (std::is_same_v<T, float> && std::is_same_v<U, std::int32_t> && requires { detail::truncate(a.r[0]); }) {
    // The instruction gives the least integer for whatever does not fit, which is right for what lies below.
    Pack<U, N> x;
    TENON_EACH(i, a.registers) x.r[i] = detail::truncate(a.r[i]);
    x = select(a >= P(0x1p31f), Pack<U, N>(0x7fffffff), x);
    return select(a == a, x, Pack<U, N>(0));
  } else if constexpr (has_pack<U, N> && detail::exact_bounds<U, T>) {
    Pack<U, N> x;
    detail::convert_registers<U, Pack<U, N>::bytes, T, P::bytes>(x.r, detail::saturate<U>(a).r);
    return x;
  } else if constexpr (sizeof(U) < 4 && sizeof(T) == 4) {
    // To bytes and half words by way of 32-bit integers.
    using I = detail::Vector<std::int32_t, P::bytes>;
    a = detail::saturate<U>(a);
    tenon::lanes::Lane<U, N> x;
    TENON_EACH(i, a.registers) {
      auto const narrow = detail::narrow<U, P::bytes>(__builtin_convertvector(a.r[i], I));
      __builtin_memcpy(x.v + i * P::lanes, &narrow, sizeof narrow);
    }
    return x;
  } else
    return tenon::lanes::convert<U>(tenon::lanes::Lane<T, N>(a));
}
template <class U, class T, int N>
TENON_INLINE lane<U, N> convert(PackMask<T, N> a) {
  if constexpr (has_pack<U, N>)
    return select(mask_cast<U>(a), Pack<U, N>(U(1)), Pack<U, N>(U(0)));
  else
    return tenon::lanes::convert<U>(tenon::lanes::Mask<N>(a));
}

#else
template <class T, int N>
inline constexpr bool loads_first = false;
template <class T, int N>
inline constexpr bool stores_first = false;
template <int N, class T>
lane<T, N> load_first(T const* p, int n) = delete;
template <class T, int N>
void store_first(lane<T, N> x, T* p, int n) = delete;
#endif

/// From an array of lanes to the best kind of lanes for U; call it qualified, `simd::convert<U>(x)`.
template <class U, class T, int N>
TENON_INLINE constexpr lane<U, N> convert(tenon::lanes::Lane<T, N> a) {
#if TENON_HAS_SIMD
  if constexpr (has_pack<U, N> && std::is_same_v<T, bool>)
    return select(PackMask<U, N>::load(a.v), Pack<U, N>(U(1)), Pack<U, N>(U(0)));
  else if constexpr (has_pack<U, N> && sizeof(U) == 4 && sizeof(T) < 4) {
    using P = Pack<U, N>;
    P x;
    TENON_EACH(i, P::registers) {
      detail::Vector<T, P::lanes* int(sizeof(T))> narrow;
      __builtin_memcpy(&narrow, a.v + i * P::lanes, sizeof narrow);
      x.r[i] = __builtin_convertvector(detail::extend<P::bytes>(narrow), typename P::Reg);
    }
    return x;
  } else
#endif
    return tenon::lanes::convert<U>(a);
}
template <class U, int N>
TENON_INLINE constexpr lane<U, N> convert(tenon::lanes::Mask<N> a) {
  return tenon::lanes::convert<U>(a);
}

#undef TENON_EACH

}  // namespace TENON_ISA
}  // namespace tenon::simd
