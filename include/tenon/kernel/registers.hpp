// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/config.hpp>

#include <cstdint>
#include <type_traits>
#include <utility>

#if defined(__SSE2__)
#include <immintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

/// One register: the compiler's vector types, whose operators mean on every processor what lane.hpp says and never
/// become calls, and intrinsics for what operators cannot do. Implementation of pack.hpp and simd.hpp; the number in
/// every name is the register's size in bytes.
namespace tenon::simd {
inline namespace TENON_ISA {
namespace detail {

// The loops over a pack's registers have a constant count; without unrolling GCC would keep the pack in memory.
#define TENON_EACH(i, count) _Pragma("GCC unroll 16") for (int i = 0; i < (count); ++i)

template <class T, int Bytes>
struct VectorOf {
  typedef T type __attribute__((vector_size(Bytes)));
};
template <class T, int Bytes>
using Vector = typename VectorOf<T, Bytes>::type;

template <int Size>
struct IntegerOf;
template <> struct IntegerOf<1> {
  using type = std::int8_t;
};
template <> struct IntegerOf<2> {
  using type = std::int16_t;
};
template <> struct IntegerOf<4> {
  using type = std::int32_t;
};
template <> struct IntegerOf<8> {
  using type = std::int64_t;
};
template <class T>
using SignedOf = typename IntegerOf<sizeof(T)>::type;
template <class T>
using UnsignedOf = std::make_unsigned_t<SignedOf<T>>;

// A truth value a lane: all ones or all zeros in a vector, but bits of a mask register for 64 bytes of AVX-512.
#if defined(__AVX512F__)
inline constexpr int mask_register_bytes = 64;
#else
inline constexpr int mask_register_bytes = 0;
#endif
template <int Bytes>
inline constexpr bool bitmask = Bytes == mask_register_bytes;
template <class T, int Bytes>
struct TruthOf : VectorOf<SignedOf<T>, Bytes> {};
template <class T>
struct TruthOf<T, mask_register_bytes> {
  using type = std::make_unsigned_t<typename IntegerOf<8 / sizeof(T)>::type>;
};
template <class T, int Bytes>
using Truth = typename TruthOf<T, Bytes>::type;

template <class To, class From>
TENON_INLINE To cast(From x) {
  static_assert(sizeof(To) == sizeof(From));
  return (To)x;
}

// The lanes of a that the indices name; the lanes of b follow those of a.
template <class To, class V, int... I>
TENON_INLINE To shuffled(V a, V b, std::integer_sequence<int, I...>) {
  return cast<To>(__builtin_shufflevector(a, b, I...));
}
template <int First, int... I>
constexpr auto counted(std::integer_sequence<int, I...>) {
  return std::integer_sequence<int, First + I...>{};
}
template <int First, int... I>
constexpr auto doubled(std::integer_sequence<int, I...>) {
  return std::integer_sequence<int, First + I / 2 ...>{};
}
template <int... I>
constexpr auto even(std::integer_sequence<int, I...>) {
  return std::integer_sequence<int, 2 * I...>{};
}
template <int By, int... I>
constexpr auto rotated(std::integer_sequence<int, I...>) {
  return std::integer_sequence<int, (I + By) % int(sizeof...(I))...>{};
}
template <class T, int Bytes>
inline constexpr std::make_integer_sequence<int, Bytes / int(sizeof(T))> lanes_of{};

template <class T, int Bytes, bool Upper>
TENON_INLINE Vector<T, Bytes / 2> half(Vector<T, Bytes> v) {
  using H = Vector<T, Bytes / 2>;
  return shuffled<H>(v, v, counted<Upper ? Bytes / 2 / int(sizeof(T)) : 0>(lanes_of<T, Bytes / 2>));
}

// Two halves as one register; GCC's shuffle would not read the upper one from memory.
template <class T, int Bytes>
TENON_INLINE Vector<T, Bytes> joined(Vector<T, Bytes / 2> low, Vector<T, Bytes / 2> high) {
#if defined(__AVX512F__)
  if constexpr (Bytes == 64)
    return cast<Vector<T, 64>>(
        _mm512_maskz_insertf64x4(0xff, _mm512_castpd256_pd512(cast<__m256d>(low)), cast<__m256d>(high), 1));
#endif
#if defined(__AVX__)
  if constexpr (Bytes == 32)
    return cast<Vector<T, 32>>(_mm256_insertf128_pd(_mm256_castpd128_pd256(cast<__m128d>(low)), cast<__m128d>(high), 1));
#endif
  return shuffled<Vector<T, Bytes>>(low, high, lanes_of<T, Bytes>);
}

// What a target has no instruction for keeps only this declaration, and is done in another way below or in simd.hpp.
void square_root();
void lesser();        // a < b ? a : b
void greater();       // a > b ? a : b
void lesser_where();  // lesser(a, b) where m holds, else a
void greater_where();
void nearest();   // ties to even
void truncate();  // to 32-bit integers, the least one for what does not fit
void fused();
void scaled();  // a 2^n for an integral n, rounded where that is subnormal
void blend();
void streamed();      // a store of a whole register to where it is aligned that bypasses the caches
void first_of();      // the first elements at an address, zeros behind them; nothing else is read
void store_first();   // the first lanes to an address; nothing else is written
void widened();       // to double
void extended();      // bytes and half words to 32 bits
void shifted_left();  // by a number of bits for each lane, 0 where it is not less than the width
void shifted_right();

#if defined(__SSE2__)
// The last argument is the full mask of AVX-512, whose plain forms in GCC 12 read a variable that they never set.
#define TENON_X86_FLOAT(T, Bytes, prefix, suffix, round, ...)                                                                    \
  TENON_INLINE Vector<T, Bytes> square_root(Vector<T, Bytes> a) { return prefix##_sqrt##suffix(__VA_ARGS__ a); }                 \
  TENON_INLINE Vector<T, Bytes> lesser(Vector<T, Bytes> a, Vector<T, Bytes> b) {                                                 \
    return prefix##_min##suffix(__VA_ARGS__ a, b);                                                                               \
  }                                                                                                                              \
  TENON_INLINE Vector<T, Bytes> greater(Vector<T, Bytes> a, Vector<T, Bytes> b) {                                                \
    return prefix##_max##suffix(__VA_ARGS__ a, b);                                                                               \
  }                                                                                                                              \
  TENON_IF_SSE4(                                                                                                                 \
      TENON_INLINE Vector<T, Bytes> nearest(Vector<T, Bytes> a) { return prefix##_##round##suffix(__VA_ARGS__ a, 8); })          \
  TENON_IF_FMA(TENON_INLINE Vector<T, Bytes> fused(Vector<T, Bytes> a, Vector<T, Bytes> b, Vector<T, Bytes> c) {                 \
    return prefix##_fmadd##suffix(__VA_ARGS__ a, b, c);                                                                          \
  })
#define TENON_X86_BLEND(T, Bytes, prefix, suffix)                                                                                \
  TENON_INLINE Vector<T, Bytes> blend(Truth<T, Bytes> m, Vector<T, Bytes> a, Vector<T, Bytes> b) {                               \
    return prefix##_blendv##suffix(b, a, cast<Vector<T, Bytes>>(m));                                                             \
  }
#define TENON_X86_EXTEND(T, Bytes, name, ...)                                                                                    \
  TENON_INLINE Vector<std::int32_t, Bytes> extended(Vector<T, Bytes / 4 * int(sizeof(T))> a) {                                   \
    Vector<long long, sizeof a == 32 ? 32 : 16> x{};                                                                             \
    __builtin_memcpy(&x, &a, sizeof a);                                                                                          \
    return cast<Vector<std::int32_t, Bytes>>(name(__VA_ARGS__ x));                                                               \
  }
#define TENON_X86_INTEGER(Bytes, prefix, ...)                                                                                    \
  TENON_X86_EXTEND(std::int8_t, Bytes, prefix##_cvtepi8_epi32, __VA_ARGS__)                                                      \
  TENON_X86_EXTEND(std::uint8_t, Bytes, prefix##_cvtepu8_epi32, __VA_ARGS__)                                                     \
  TENON_X86_EXTEND(std::int16_t, Bytes, prefix##_cvtepi16_epi32, __VA_ARGS__)                                                    \
  TENON_X86_EXTEND(std::uint16_t, Bytes, prefix##_cvtepu16_epi32, __VA_ARGS__)
#define TENON_X86_SHIFT(T, Bytes, direction, name, I, ...)                                                                       \
  TENON_INLINE Vector<T, Bytes> shifted_##direction(Vector<T, Bytes> a, Vector<T, Bytes> count) {                                \
    return cast<Vector<T, Bytes>>(name(__VA_ARGS__ cast<I>(a), cast<I>(count)));                                                 \
  }
// AVX2 has no arithmetic shift of 64 bits.
#define TENON_X86_SHIFTS(Bytes, prefix, I)                                                                                       \
  TENON_X86_SHIFT(std::int32_t, Bytes, left, prefix##_sllv_epi32, I)                                                             \
  TENON_X86_SHIFT(std::uint32_t, Bytes, left, prefix##_sllv_epi32, I)                                                            \
  TENON_X86_SHIFT(std::int64_t, Bytes, left, prefix##_sllv_epi64, I)                                                             \
  TENON_X86_SHIFT(std::uint64_t, Bytes, left, prefix##_sllv_epi64, I)                                                            \
  TENON_X86_SHIFT(std::int32_t, Bytes, right, prefix##_srav_epi32, I)                                                            \
  TENON_X86_SHIFT(std::uint32_t, Bytes, right, prefix##_srlv_epi32, I)                                                           \
  TENON_X86_SHIFT(std::uint64_t, Bytes, right, prefix##_srlv_epi64, I)
#if defined(__SSE4_1__)
#define TENON_IF_SSE4(...) __VA_ARGS__
#else
#define TENON_IF_SSE4(...)
#endif
#if defined(__FMA__)
#define TENON_IF_FMA(...) __VA_ARGS__
#else
#define TENON_IF_FMA(...)
#endif

TENON_X86_FLOAT(float, 16, _mm, _ps, round)
TENON_X86_FLOAT(double, 16, _mm, _pd, round)
TENON_INLINE Vector<std::int32_t, 16> truncate(Vector<float, 16> a) {
  return cast<Vector<std::int32_t, 16>>(_mm_cvttps_epi32(a));
}
#if defined(__SSE4_1__)
TENON_X86_BLEND(float, 16, _mm, _ps)
TENON_X86_BLEND(double, 16, _mm, _pd)
TENON_X86_INTEGER(16, _mm)
#endif
#if defined(__AVX__)
TENON_X86_FLOAT(float, 32, _mm256, _ps, round)
TENON_X86_FLOAT(double, 32, _mm256, _pd, round)
TENON_X86_BLEND(float, 32, _mm256, _ps)
TENON_X86_BLEND(double, 32, _mm256, _pd)
TENON_INLINE Vector<std::int32_t, 32> truncate(Vector<float, 32> a) {
  return cast<Vector<std::int32_t, 32>>(_mm256_cvttps_epi32(a));
}
TENON_INLINE Vector<double, 32> widened(Vector<float, 16> a) { return _mm256_cvtps_pd(a); }
TENON_INLINE Vector<double, 32> widened(Vector<std::int32_t, 16> a) { return _mm256_cvtepi32_pd(cast<__m128i>(a)); }
#endif
#if defined(__AVX2__)
TENON_X86_INTEGER(32, _mm256)
TENON_X86_SHIFTS(16, _mm, __m128i)
TENON_X86_SHIFTS(32, _mm256, __m256i)
#endif
#if defined(__AVX512F__)
TENON_X86_FLOAT(float, 64, _mm512_maskz, _ps, roundscale, 0xffff, )
TENON_X86_FLOAT(double, 64, _mm512_maskz, _pd, roundscale, 0xff, )
TENON_X86_INTEGER(64, _mm512_maskz, 0xffff, )
TENON_X86_SHIFT(std::int32_t, 64, left, _mm512_maskz_sllv_epi32, __m512i, 0xffff, )
TENON_X86_SHIFT(std::uint32_t, 64, left, _mm512_maskz_sllv_epi32, __m512i, 0xffff, )
TENON_X86_SHIFT(std::int64_t, 64, left, _mm512_maskz_sllv_epi64, __m512i, 0xff, )
TENON_X86_SHIFT(std::uint64_t, 64, left, _mm512_maskz_sllv_epi64, __m512i, 0xff, )
TENON_X86_SHIFT(std::int32_t, 64, right, _mm512_maskz_srav_epi32, __m512i, 0xffff, )
TENON_X86_SHIFT(std::uint32_t, 64, right, _mm512_maskz_srlv_epi32, __m512i, 0xffff, )
TENON_X86_SHIFT(std::int64_t, 64, right, _mm512_maskz_srav_epi64, __m512i, 0xff, )
TENON_X86_SHIFT(std::uint64_t, 64, right, _mm512_maskz_srlv_epi64, __m512i, 0xff, )
TENON_INLINE Vector<float, 64> blend(std::uint16_t m, Vector<float, 64> a, Vector<float, 64> b) {
  return _mm512_mask_blend_ps(m, b, a);
}
TENON_INLINE Vector<double, 64> blend(std::uint8_t m, Vector<double, 64> a, Vector<double, 64> b) {
  return _mm512_mask_blend_pd(m, b, a);
}
TENON_INLINE Vector<float, 64> scaled(Vector<float, 64> a, Vector<float, 64> n) { return _mm512_maskz_scalef_ps(0xffff, a, n); }
TENON_INLINE Vector<double, 64> scaled(Vector<double, 64> a, Vector<double, 64> n) { return _mm512_maskz_scalef_pd(0xff, a, n); }
TENON_INLINE Vector<float, 64> lesser_where(std::uint16_t m, Vector<float, 64> a, Vector<float, 64> b) {
  return _mm512_mask_min_ps(a, m, a, b);
}
TENON_INLINE Vector<float, 64> greater_where(std::uint16_t m, Vector<float, 64> a, Vector<float, 64> b) {
  return _mm512_mask_max_ps(a, m, a, b);
}
TENON_INLINE Vector<double, 64> lesser_where(std::uint8_t m, Vector<double, 64> a, Vector<double, 64> b) {
  return _mm512_mask_min_pd(a, m, a, b);
}
TENON_INLINE Vector<double, 64> greater_where(std::uint8_t m, Vector<double, 64> a, Vector<double, 64> b) {
  return _mm512_mask_max_pd(a, m, a, b);
}
TENON_INLINE Vector<std::int32_t, 64> truncate(Vector<float, 64> a) {
  return cast<Vector<std::int32_t, 64>>(_mm512_maskz_cvttps_epi32(0xffff, a));
}
TENON_INLINE Vector<double, 64> widened(Vector<float, 32> a) { return _mm512_maskz_cvtps_pd(0xff, a); }
TENON_INLINE Vector<double, 64> widened(Vector<std::int32_t, 32> a) { return _mm512_maskz_cvtepi32_pd(0xff, cast<__m256i>(a)); }
#endif
TENON_INLINE void streamed(void* to, Vector<std::int64_t, 16> a) {
  _mm_stream_si128(static_cast<__m128i*>(to), cast<__m128i>(a));
}
#if defined(__AVX__)
TENON_INLINE void streamed(void* to, Vector<std::int64_t, 32> a) {
  _mm256_stream_si256(static_cast<__m256i*>(to), cast<__m256i>(a));
}
#endif
#if defined(__AVX512F__)
TENON_INLINE void streamed(void* to, Vector<std::int64_t, 64> a) {
  _mm512_stream_si512(static_cast<__m512i*>(to), cast<__m512i>(a));
}
#endif
// The mask of n lanes: bits, or elements of a table of as many ones as zeros.
#if defined(__AVX512F__) && defined(__AVX512VL__)
#define TENON_X86_FIRST(T, Bytes, prefix, suffix, M)                                                                             \
  TENON_INLINE Vector<T, Bytes> first_of(std::integral_constant<int, Bytes>, T const* p, int n) {                                \
    return prefix##_maskz_loadu##suffix(static_cast<M>((1u << n) - 1u), p);                                                      \
  }                                                                                                                              \
  TENON_INLINE void store_first(Vector<T, Bytes> x, T* p, int n) {                                                               \
    prefix##_mask_storeu##suffix(p, static_cast<M>((1u << n) - 1u), x);                                                          \
  }
TENON_X86_FIRST(float, 16, _mm, _ps, __mmask8)
TENON_X86_FIRST(float, 32, _mm256, _ps, __mmask8)
TENON_X86_FIRST(float, 64, _mm512, _ps, __mmask16)
TENON_X86_FIRST(double, 32, _mm256, _pd, __mmask8)
TENON_X86_FIRST(double, 64, _mm512, _pd, __mmask8)
#undef TENON_X86_FIRST
#elif defined(__AVX__)
template <class I, int Lanes>
struct FirstLanes {
  I of[2 * Lanes];
  constexpr FirstLanes() : of{} {
    for (int i = 0; i < Lanes; ++i) of[i] = I(-1);
  }
};
template <class I, int Lanes>
inline constexpr FirstLanes<I, Lanes> first_lanes{};
#define TENON_X86_FIRST(T, Bytes, prefix, suffix, I, M)                                                                          \
  TENON_INLINE Vector<T, Bytes> first_of(std::integral_constant<int, Bytes>, T const* p, int n) {                                \
    constexpr int lanes = Bytes / int(sizeof(T));                                                                                \
    M mask;                                                                                                                      \
    __builtin_memcpy(&mask, first_lanes<I, lanes>.of + lanes - n, sizeof mask);                                                  \
    return prefix##_maskload##suffix(p, mask);                                                                                   \
  }
TENON_X86_FIRST(float, 16, _mm, _ps, std::int32_t, __m128i)
TENON_X86_FIRST(float, 32, _mm256, _ps, std::int32_t, __m256i)
TENON_X86_FIRST(double, 32, _mm256, _pd, std::int64_t, __m256i)
#undef TENON_X86_FIRST
#endif
#undef TENON_X86_FLOAT
#undef TENON_X86_BLEND
#undef TENON_X86_EXTEND
#undef TENON_X86_INTEGER
#undef TENON_X86_SHIFT
#undef TENON_X86_SHIFTS
#undef TENON_IF_SSE4
#undef TENON_IF_FMA
#endif

#if defined(__aarch64__)
TENON_INLINE Vector<float, 16> square_root(Vector<float, 16> a) { return vsqrtq_f32(a); }
TENON_INLINE Vector<double, 16> square_root(Vector<double, 16> a) { return vsqrtq_f64(a); }
TENON_INLINE Vector<float, 16> nearest(Vector<float, 16> a) { return vrndnq_f32(a); }
TENON_INLINE Vector<double, 16> nearest(Vector<double, 16> a) { return vrndnq_f64(a); }
TENON_INLINE Vector<float, 16> fused(Vector<float, 16> a, Vector<float, 16> b, Vector<float, 16> c) { return vfmaq_f32(c, a, b); }
TENON_INLINE Vector<double, 16> fused(Vector<double, 16> a, Vector<double, 16> b, Vector<double, 16> c) {
  return vfmaq_f64(c, a, b);
}
#endif

// a where m holds, b elsewhere.
template <class T, int Bytes>
TENON_INLINE Vector<T, Bytes> choose(Truth<T, Bytes> m, Vector<T, Bytes> a, Vector<T, Bytes> b) {
  using F = Vector<std::conditional_t<sizeof(T) == 4, float, double>, Bytes>;
  if constexpr (requires { blend(m, cast<F>(a), cast<F>(b)); })
    return cast<Vector<T, Bytes>>(blend(m, cast<F>(a), cast<F>(b)));
  else {
    using I = Truth<T, Bytes>;
    return cast<Vector<T, Bytes>>((cast<I>(a) & m) | (cast<I>(b) & ~m));
  }
}

enum class Relation { equal = 0, less = 1, less_equal = 2, not_equal = 4 };  // the numbers of AVX-512's predicates

template <Relation R, class T, int Bytes>
TENON_INLINE Truth<T, Bytes> compare(Vector<T, Bytes> a, Vector<T, Bytes> b) {
#if defined(__AVX512F__)
  constexpr int predicate = int(R);
  if constexpr (!bitmask<Bytes>)
    ;
  else if constexpr (std::is_same_v<T, float>)
    return _mm512_cmp_ps_mask(a, b, predicate);
  else if constexpr (std::is_same_v<T, double>)
    return _mm512_cmp_pd_mask(a, b, predicate);
  else if constexpr (sizeof(T) == 4 && std::is_signed_v<T>)
    return _mm512_cmp_epi32_mask(cast<__m512i>(a), cast<__m512i>(b), predicate);
  else if constexpr (sizeof(T) == 4)
    return _mm512_cmp_epu32_mask(cast<__m512i>(a), cast<__m512i>(b), predicate);
  else if constexpr (std::is_signed_v<T>)
    return _mm512_cmp_epi64_mask(cast<__m512i>(a), cast<__m512i>(b), predicate);
  else
    return _mm512_cmp_epu64_mask(cast<__m512i>(a), cast<__m512i>(b), predicate);
#endif
  if constexpr (bitmask<Bytes>)
    ;
  else if constexpr (R == Relation::equal)
    return cast<Truth<T, Bytes>>(a == b);
  else if constexpr (R == Relation::less)
    return cast<Truth<T, Bytes>>(a < b);
  else if constexpr (R == Relation::less_equal)
    return cast<Truth<T, Bytes>>(a <= b);
  else
    return cast<Truth<T, Bytes>>(a != b);
}

}  // namespace detail
}  // namespace TENON_ISA
}  // namespace tenon::simd
