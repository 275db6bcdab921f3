// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/registers.hpp>

/// Registers of one type to registers of another, and truth values to and from memory.
namespace tenon::simd {
inline namespace TENON_ISA {
namespace detail {

// Bytes or half words to 32 bits, and back by dropping the upper bits.
template <int Bytes, class V>
TENON_INLINE Vector<std::int32_t, Bytes> extend(V a) {
  using Wide = Vector<std::int32_t, Bytes>;
  if constexpr (requires { extended(a); })
    return extended(a);
  else {
#if defined(__SSE2__) && !defined(__SSE4_1__)
    __m128i x = _mm_setzero_si128();
    __builtin_memcpy(&x, &a, sizeof a);
    if constexpr (sizeof a == 4) x = _mm_unpacklo_epi8(x, x);
    x = _mm_unpacklo_epi16(x, x);
    constexpr int shift = sizeof a == 4 ? 24 : 16;
    constexpr bool negative = std::remove_reference_t<decltype(a[0])>(-1) < 0;
    return cast<Wide>(negative ? _mm_srai_epi32(x, shift) : _mm_srli_epi32(x, shift));
#else
    return __builtin_convertvector(a, Wide);
#endif
  }
}
template <class U, int Bytes>
TENON_INLINE Vector<U, Bytes / 4 * int(sizeof(U))> narrow(Vector<std::int32_t, Bytes> a) {
  using Narrow = Vector<U, Bytes / 4 * int(sizeof(U))>;
#if defined(__SSE2__)
  if constexpr (Bytes < 64) {
    // The packing instructions saturate: what is to be dropped is first made a copy of the sign.
    constexpr int drop = 32 - 8 * int(sizeof(U));
    a = (a << drop) >> drop;
    __m128i low, high;
    if constexpr (Bytes == 32) {
      low = cast<__m128i>(half<std::int32_t, 32, false>(a));
      high = cast<__m128i>(half<std::int32_t, 32, true>(a));
    } else
      low = high = cast<__m128i>(a);
    low = _mm_packs_epi32(low, high);
    if constexpr (sizeof(U) == 1) low = _mm_packs_epi16(low, low);
    Narrow out;
    __builtin_memcpy(&out, &low, sizeof out);
    return out;
  } else
#endif
    return __builtin_convertvector(a, Narrow);
}

// Registers of From to registers of To by the compiler's rules. A pack of the wider type has as many registers as
// one of the narrower type, or twice as many.
template <class To, int ToBytes, class V>
TENON_INLINE Vector<To, ToBytes> convert_register(V a) {
  if constexpr (std::is_same_v<To, double> && requires { widened(a); })
    return widened(a);
  else
    return __builtin_convertvector(a, Vector<To, ToBytes>);
}
template <class To, int ToBytes, class From, int FromBytes, int ToCount, int FromCount>
TENON_INLINE void convert_registers(Vector<To, ToBytes> (&to)[ToCount], Vector<From, FromBytes> const (&from)[FromCount]) {
  if constexpr (ToCount == FromCount) {
    TENON_EACH(i, ToCount) to[i] = convert_register<To, ToBytes>(from[i]);
  } else if constexpr (ToCount == 2 * FromCount) {
    TENON_EACH(i, FromCount) {
      to[2 * i] = convert_register<To, ToBytes>(half<From, FromBytes, false>(from[i]));
      to[2 * i + 1] = convert_register<To, ToBytes>(half<From, FromBytes, true>(from[i]));
    }
  } else {
    using H = Vector<To, ToBytes / 2>;
    TENON_EACH(i, ToCount)
    to[i] = shuffled<Vector<To, ToBytes>>(__builtin_convertvector(from[2 * i], H), __builtin_convertvector(from[2 * i + 1], H),
                                          lanes_of<To, ToBytes>);
  }
}

// The same for truth values in vectors: 32-bit words are doubled, or every other one is taken.
template <class To, int ToBytes, class From, int FromBytes, int ToCount, int FromCount>
TENON_INLINE void convert_truths(Truth<To, ToBytes> (&to)[ToCount], Truth<From, FromBytes> const (&from)[FromCount]) {
  using V = Vector<std::int32_t, FromBytes>;
  using Out = Truth<To, ToBytes>;
  constexpr auto words = lanes_of<std::int32_t, ToBytes>;
  TENON_EACH(i, ToCount) {
    if constexpr (sizeof(To) < sizeof(From)) {
      constexpr int each = FromCount / ToCount;
      to[i] = shuffled<Out>(cast<V>(from[i * each]), cast<V>(from[i * each + each - 1]), even(words));
    } else {
      V const v = cast<V>(from[i * FromCount / ToCount]);
      if constexpr (ToCount > FromCount)
        to[i] = i % 2 == 0 ? shuffled<Out>(v, v, doubled<0>(words)) : shuffled<Out>(v, v, doubled<ToBytes / 8>(words));
      else
        to[i] = shuffled<Out>(v, v, doubled<0>(words));
    }
  }
}

// Truth values are stored as bytes of 0 and 1.
template <class T, int Bytes>
TENON_INLINE Truth<T, Bytes> load_truth(bool const* p) {
  constexpr int lanes = Bytes / int(sizeof(T));
  if constexpr (bitmask<Bytes>) {
#if defined(__AVX512F__)
    __m128i x = _mm_setzero_si128();
    __builtin_memcpy(&x, p, lanes);
    return static_cast<Truth<T, Bytes>>(_mm_movemask_epi8(_mm_sub_epi8(_mm_setzero_si128(), x)));
#endif
  } else if constexpr (sizeof(T) == 4) {
    Vector<std::int8_t, lanes> x;
    __builtin_memcpy(&x, p, lanes);
    return -extend<Bytes>(x);
  } else {
    constexpr int few = Bytes == 32 ? 16 : Bytes;
    bool four[4]{};
    __builtin_memcpy(four, p, lanes);
    Truth<float, few> const words[] = {load_truth<float, few>(four)};
    Truth<T, Bytes> out[few == Bytes ? 2 : 1];
    convert_truths<T, Bytes, float, few>(out, words);
    return out[0];
  }
}
template <class T, int Bytes>
TENON_INLINE void store_truth(Truth<T, Bytes> m, bool* p) {
  constexpr int lanes = Bytes / int(sizeof(T));
  if constexpr (bitmask<Bytes>) {
#if defined(__AVX512F__)
    __m128i x;
    if constexpr (sizeof(T) == 4)
      x = _mm512_maskz_cvtepi32_epi8(0xffff, _mm512_maskz_set1_epi32(m, 1));
    else
      x = _mm512_maskz_cvtepi64_epi8(0xff, _mm512_maskz_set1_epi64(m, 1));
    __builtin_memcpy(p, &x, lanes);
#endif
  } else if constexpr (sizeof(T) == 4) {
    Vector<std::int8_t, lanes> const x = -narrow<std::int8_t, Bytes>(m);
    __builtin_memcpy(p, &x, lanes);
  } else {
    constexpr int few = Bytes == 32 ? 16 : Bytes;
    Truth<T, Bytes> const wide[few == Bytes ? 2 : 1] = {m};
    Truth<float, few> words[1];
    convert_truths<float, few, T, Bytes>(words, wide);
    bool four[4];
    store_truth<float, few>(words[0], four);
    __builtin_memcpy(p, four, lanes);
  }
}

// The eight truth values of a 32-byte vector of 32-bit lanes as bits, and back.
template <class T>
TENON_INLINE std::uint8_t to_bits(Truth<T, 32> m) {
#if defined(__AVX__)
  return static_cast<std::uint8_t>(_mm256_movemask_ps(cast<__m256>(m)));
#else
  return m[0] != 0;
#endif
}
template <class T>
TENON_INLINE Truth<T, 32> from_bits(std::uint8_t bits) {
  Vector<std::int32_t, 32> const lane = {1, 2, 4, 8, 16, 32, 64, 128};
  return cast<Truth<T, 32>>(((Vector<std::int32_t, 32>{} + bits) & lane) == lane);
}

}  // namespace detail
}  // namespace TENON_ISA
}  // namespace tenon::simd
