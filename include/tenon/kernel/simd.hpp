// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/lane.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

/// Lanes in registers. This is the only header that names xsimd, which tells the instruction sets of the target and
/// the registers they have; only its table of architectures is included, less than half of what the whole of xsimd
/// costs. Arithmetic is written with the compiler's vector operators: they never become calls, and they mean on every
/// processor what lane.hpp says. Intrinsics do what operators cannot: square root, fused multiply-add, blends, masks.
#if !defined(TENON_FORCE_SCALAR) && (defined(__GNUC__) || defined(__clang__)) && __has_include(<xsimd/xsimd.hpp>)
#include <xsimd/config/xsimd_config.hpp>
#ifndef XSIMD_NO_SUPPORTED_ARCHITECTURE
#define TENON_HAS_SIMD 1
#include <cassert>
#include <cstdlib>
#include <utility>
#include <xsimd/config/xsimd_arch.hpp>
#endif
#endif
#ifndef TENON_HAS_SIMD
#define TENON_HAS_SIMD 0
#endif

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
/// lane is left. NaN if any is NaN. N is a power of two.
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

namespace detail {

template <class T>
inline constexpr bool packable = (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) && (sizeof(T) == 4 || sizeof(T) == 8);

#if TENON_HAS_SIMD
// Bytes of the widest register for T that is not wider than `limit`; 0 when there is none.
template <class T, class... Arch>
constexpr int register_bytes(std::size_t limit, xsimd::arch_list<Arch...>) {
  std::size_t best = 0;
  auto consider = [&best, limit](bool has, std::size_t bytes) {
    if (has && bytes <= limit && bytes > best) best = bytes;
  };
  (consider(xsimd::types::has_simd_register<T, Arch>::value, sizeof(xsimd::types::simd_register<T, Arch>)), ...);
  return static_cast<int>(best);
}
template <class T, int N>
inline constexpr int width = packable<T> && N > 1 && (N & (N - 1)) == 0
                                 ? register_bytes<T>(sizeof(T) * std::size_t(N), xsimd::supported_architectures{})
                                 : 0;
#else
template <class T, int N>
inline constexpr int width = 0;
#endif

}  // namespace detail

/// Whether N values of T travel in registers; else they are a `lanes::Lane<T, N>`.
template <class T, int N>
inline constexpr bool has_pack = detail::width<T, N> != 0;

#if TENON_HAS_SIMD

namespace detail {

// The loops over a pack's registers have a constant count; without unrolling GCC would keep the pack in memory.
#define TENON_EACH(i, count) _Pragma("GCC unroll 16") for (int i = 0; i < (count); ++i)

template <class T, int Bytes>
struct VectorOf {
  typedef T type __attribute__((vector_size(Bytes)));
};
template <class T, int Bytes>
using Vector = typename VectorOf<T, Bytes>::type;

template <int Size, bool Signed>
using IntOf = std::conditional_t<Size == 1, std::conditional_t<Signed, std::int8_t, std::uint8_t>,
              std::conditional_t<Size == 2, std::conditional_t<Signed, std::int16_t, std::uint16_t>,
              std::conditional_t<Size == 4, std::conditional_t<Signed, std::int32_t, std::uint32_t>,
                                 std::conditional_t<Signed, std::int64_t, std::uint64_t>>>>;

// A truth value a lane: bits in a mask register for 64 bytes, else all ones or all zeros in a vector.
template <class T, int Bytes>
inline constexpr bool bitmask = Bytes == 64;
template <class T, int Bytes>
struct TruthOf {
  typedef IntOf<sizeof(T), true> type __attribute__((vector_size(Bytes)));
};
template <class T>
struct TruthOf<T, 64> {
  using type = IntOf<64 / sizeof(T) / 8, false>;
};
template <class T, int Bytes>
using Truth = typename TruthOf<T, Bytes>::type;

template <class To, class From>
TENON_INLINE To cast(From x) {
  static_assert(sizeof(To) == sizeof(From));
  return (To)x;
}

template <class T, int Bytes>
TENON_INLINE Vector<T, Bytes> broadcast(T x) {
  return x - Vector<T, Bytes>{};  // a difference keeps the sign of zero
}

// What a target has no instruction for keeps only this declaration, and the callers below do it in another way.
void square_root();
void lesser();
void greater();
void truncate();
void nearest();
void fused();
void blend();
void widened();
void extended();

#if defined(__SSE2__)
// The last argument is the full mask of AVX-512: the plain forms of GCC 12 read a variable that they never set.
#define TENON_X86_FLOATS(T, Bytes, prefix, suffix, ...)                                                      \
  TENON_INLINE Vector<T, Bytes> square_root(Vector<T, Bytes> a) { return prefix##_sqrt##suffix(__VA_ARGS__ a); } \
  TENON_INLINE Vector<T, Bytes> lesser(Vector<T, Bytes> a, Vector<T, Bytes> b) {                              \
    return prefix##_min##suffix(__VA_ARGS__ a, b);                                                           \
  }                                                                                                          \
  TENON_INLINE Vector<T, Bytes> greater(Vector<T, Bytes> a, Vector<T, Bytes> b) {                             \
    return prefix##_max##suffix(__VA_ARGS__ a, b);                                                           \
  }
#define TENON_X86_ROUND(T, Bytes, name, ...) \
  TENON_INLINE Vector<T, Bytes> nearest(Vector<T, Bytes> a) { return name(__VA_ARGS__ a, 8); }
#define TENON_X86_BLEND(T, Bytes, prefix, suffix)                                                        \
  TENON_INLINE Vector<T, Bytes> blend(Truth<T, Bytes> m, Vector<T, Bytes> a, Vector<T, Bytes> b) {       \
    return prefix##_blendv##suffix(b, a, cast<Vector<T, Bytes>>(m));                                     \
  }
#define TENON_X86_FUSED(T, Bytes, name) \
  TENON_INLINE Vector<T, Bytes> fused(Vector<T, Bytes> a, Vector<T, Bytes> b, Vector<T, Bytes> c) { return name(a, b, c); }

TENON_X86_FLOATS(float, 16, _mm, _ps)
TENON_X86_FLOATS(double, 16, _mm, _pd)
TENON_INLINE Vector<std::int32_t, 16> truncate(Vector<float, 16> a) { return cast<Vector<std::int32_t, 16>>(_mm_cvttps_epi32(a)); }
#if defined(__SSE4_1__)
TENON_X86_ROUND(float, 16, _mm_round_ps)
TENON_X86_ROUND(double, 16, _mm_round_pd)
TENON_X86_BLEND(float, 16, _mm, _ps)
TENON_X86_BLEND(double, 16, _mm, _pd)
#endif
#if defined(__FMA__)
TENON_X86_FUSED(float, 16, _mm_fmadd_ps)
TENON_X86_FUSED(double, 16, _mm_fmadd_pd)
TENON_X86_FUSED(float, 32, _mm256_fmadd_ps)
TENON_X86_FUSED(double, 32, _mm256_fmadd_pd)
#endif
#if defined(__AVX__)
TENON_X86_FLOATS(float, 32, _mm256, _ps)
TENON_X86_FLOATS(double, 32, _mm256, _pd)
TENON_X86_ROUND(float, 32, _mm256_round_ps)
TENON_X86_ROUND(double, 32, _mm256_round_pd)
TENON_X86_BLEND(float, 32, _mm256, _ps)
TENON_X86_BLEND(double, 32, _mm256, _pd)
TENON_INLINE Vector<std::int32_t, 32> truncate(Vector<float, 32> a) { return cast<Vector<std::int32_t, 32>>(_mm256_cvttps_epi32(a)); }
TENON_INLINE Vector<double, 32> widened(Vector<float, 16> a) { return _mm256_cvtps_pd(a); }
TENON_INLINE Vector<double, 32> widened(Vector<std::int32_t, 16> a) { return _mm256_cvtepi32_pd(cast<__m128i>(a)); }
#endif
#if defined(__AVX512F__)
TENON_X86_FLOATS(float, 64, _mm512_maskz, _ps, 0xffff,)
TENON_X86_FLOATS(double, 64, _mm512_maskz, _pd, 0xff,)
TENON_X86_ROUND(float, 64, _mm512_maskz_roundscale_ps, 0xffff,)
TENON_X86_ROUND(double, 64, _mm512_maskz_roundscale_pd, 0xff,)
TENON_X86_FUSED(float, 64, _mm512_fmadd_ps)
TENON_X86_FUSED(double, 64, _mm512_fmadd_pd)
TENON_INLINE Vector<std::int32_t, 64> truncate(Vector<float, 64> a) {
  return cast<Vector<std::int32_t, 64>>(_mm512_maskz_cvttps_epi32(0xffff, a));
}
TENON_INLINE Vector<double, 64> widened(Vector<float, 32> a) { return _mm512_maskz_cvtps_pd(0xff, a); }
TENON_INLINE Vector<double, 64> widened(Vector<std::int32_t, 32> a) { return _mm512_maskz_cvtepi32_pd(0xff, cast<__m256i>(a)); }
TENON_INLINE Vector<float, 64> blend(std::uint16_t m, Vector<float, 64> a, Vector<float, 64> b) { return _mm512_mask_blend_ps(m, b, a); }
TENON_INLINE Vector<double, 64> blend(std::uint8_t m, Vector<double, 64> a, Vector<double, 64> b) { return _mm512_mask_blend_pd(m, b, a); }

// The predicates have one number for ordered floats and integers: 0 ==, 1 <, 2 <=, 4 !=.
template <int Predicate, class T>
TENON_INLINE Truth<T, 64> compare512(Vector<T, 64> a, Vector<T, 64> b) {
  if constexpr (std::is_same_v<T, float>)
    return _mm512_cmp_ps_mask(a, b, Predicate);
  else if constexpr (std::is_same_v<T, double>)
    return _mm512_cmp_pd_mask(a, b, Predicate);
  else if constexpr (sizeof(T) == 4 && std::is_signed_v<T>)
    return _mm512_cmp_epi32_mask(cast<__m512i>(a), cast<__m512i>(b), Predicate);
  else if constexpr (sizeof(T) == 4)
    return _mm512_cmp_epu32_mask(cast<__m512i>(a), cast<__m512i>(b), Predicate);
  else if constexpr (std::is_signed_v<T>)
    return _mm512_cmp_epi64_mask(cast<__m512i>(a), cast<__m512i>(b), Predicate);
  else
    return _mm512_cmp_epu64_mask(cast<__m512i>(a), cast<__m512i>(b), Predicate);
}
#endif

// Bytes and half words to 32 bits.
#define TENON_X86_EXTEND(T, Bytes, V, name)                                                              \
  TENON_INLINE Vector<std::int32_t, Bytes> extended(Vector<T, Bytes / 4 * int(sizeof(T))> a) {           \
    __m128i x = _mm_setzero_si128();                                                                     \
    __builtin_memcpy(&x, &a, sizeof a);                                                                  \
    return cast<Vector<std::int32_t, Bytes>>(name(x));                                                   \
  }
#if defined(__SSE4_1__)
TENON_X86_EXTEND(std::int8_t, 16, __m128i, _mm_cvtepi8_epi32)
TENON_X86_EXTEND(std::uint8_t, 16, __m128i, _mm_cvtepu8_epi32)
TENON_X86_EXTEND(std::int16_t, 16, __m128i, _mm_cvtepi16_epi32)
TENON_X86_EXTEND(std::uint16_t, 16, __m128i, _mm_cvtepu16_epi32)
#endif
#if defined(__AVX2__)
TENON_X86_EXTEND(std::int8_t, 32, __m256i, _mm256_cvtepi8_epi32)
TENON_X86_EXTEND(std::uint8_t, 32, __m256i, _mm256_cvtepu8_epi32)
TENON_X86_EXTEND(std::int16_t, 32, __m256i, _mm256_cvtepi16_epi32)
TENON_X86_EXTEND(std::uint16_t, 32, __m256i, _mm256_cvtepu16_epi32)
#endif
#undef TENON_X86_EXTEND
#undef TENON_X86_FLOATS
#undef TENON_X86_ROUND
#undef TENON_X86_BLEND
#undef TENON_X86_FUSED
#endif

#if defined(__aarch64__)
TENON_INLINE Vector<float, 16> square_root(Vector<float, 16> a) { return vsqrtq_f32(a); }
TENON_INLINE Vector<double, 16> square_root(Vector<double, 16> a) { return vsqrtq_f64(a); }
TENON_INLINE Vector<float, 16> nearest(Vector<float, 16> a) { return vrndnq_f32(a); }
TENON_INLINE Vector<double, 16> nearest(Vector<double, 16> a) { return vrndnq_f64(a); }
TENON_INLINE Vector<float, 16> fused(Vector<float, 16> a, Vector<float, 16> b, Vector<float, 16> c) { return vfmaq_f32(c, a, b); }
TENON_INLINE Vector<double, 16> fused(Vector<double, 16> a, Vector<double, 16> b, Vector<double, 16> c) { return vfmaq_f64(c, a, b); }
#endif

// a where m holds, b elsewhere.
template <class T, int Bytes>
TENON_INLINE Vector<T, Bytes> choose(Truth<T, Bytes> m, Vector<T, Bytes> a, Vector<T, Bytes> b) {
  using F = std::conditional_t<sizeof(T) == 4, float, double>;
  using V = Vector<T, Bytes>;
  using W = Vector<F, Bytes>;
  if constexpr (requires { blend(m, cast<W>(a), cast<W>(b)); })
    return cast<V>(blend(m, cast<W>(a), cast<W>(b)));
  else {
    using I = Truth<T, Bytes>;
    return cast<V>((cast<I>(a) & m) | (cast<I>(b) & ~m));
  }
}

template <int Predicate, class T, int Bytes>
TENON_INLINE Truth<T, Bytes> compare(Vector<T, Bytes> a, Vector<T, Bytes> b) {
#if defined(__AVX512F__)
  if constexpr (bitmask<T, Bytes>) return compare512<Predicate, T>(a, b);
  else
#endif
  if constexpr (Predicate == 0)
    return cast<Truth<T, Bytes>>(a == b);
  else if constexpr (Predicate == 1)
    return cast<Truth<T, Bytes>>(a < b);
  else if constexpr (Predicate == 2)
    return cast<Truth<T, Bytes>>(a <= b);
  else
    return cast<Truth<T, Bytes>>(a != b);
}

// Truth values are stored as bytes of 0 and 1.
template <class T, int Bytes>
TENON_INLINE Truth<T, Bytes> truth_from_bytes(bool const* p) {
  constexpr int lanes = Bytes / int(sizeof(T));
#if defined(__AVX512F__)
  if constexpr (bitmask<T, Bytes>) {
    __m128i x = _mm_setzero_si128();
    __builtin_memcpy(&x, p, lanes);
    return static_cast<Truth<T, Bytes>>(_mm_movemask_epi8(_mm_sub_epi8(_mm_setzero_si128(), x)));
  } else
#endif
  {
    Vector<std::int8_t, lanes> x;
    __builtin_memcpy(&x, p, lanes);
    return __builtin_convertvector(-x, Truth<T, Bytes>);
  }
}
template <class T, int Bytes>
TENON_INLINE void truth_to_bytes(Truth<T, Bytes> m, bool* p) {
  constexpr int lanes = Bytes / int(sizeof(T));
#if defined(__AVX512F__)
  if constexpr (bitmask<T, Bytes>) {
    __m128i x;
    if constexpr (sizeof(T) == 4)
      x = _mm512_maskz_cvtepi32_epi8(0xffff, _mm512_maskz_set1_epi32(m, 1));
    else
      x = _mm512_maskz_cvtepi64_epi8(0xff, _mm512_maskz_set1_epi64(m, 1));
    __builtin_memcpy(p, &x, lanes);
  } else
#endif
  {
    Vector<std::int8_t, lanes> const x = __builtin_convertvector(m, Vector<std::int8_t, lanes>) & 1;
    __builtin_memcpy(p, &x, lanes);
  }
}

// The lower and the upper half of a vector, and two halves put together.
template <class H, int First, class V, int... I>
TENON_INLINE H half_of(V v, std::integer_sequence<int, I...>) {
  return __builtin_shufflevector(v, v, (First + I)...);
}
template <class T, int Bytes, bool Upper>
TENON_INLINE Vector<T, Bytes / 2> half(Vector<T, Bytes> v) {
  constexpr int count = Bytes / 2 / int(sizeof(T));
  return half_of<Vector<T, Bytes / 2>, Upper ? count : 0>(v, std::make_integer_sequence<int, count>{});
}
template <class V, class H, int... I>
TENON_INLINE V joined(H low, H high, std::integer_sequence<int, I...>) {
  return __builtin_shufflevector(low, high, I...);
}
template <class T, int Bytes>
TENON_INLINE Vector<T, 2 * Bytes> join(Vector<T, Bytes> low, Vector<T, Bytes> high) {
  return joined<Vector<T, 2 * Bytes>>(low, high, std::make_integer_sequence<int, 2 * Bytes / int(sizeof(T))>{});
}

// Conversion of registers of From to registers of To by the compiler's rules. A pack of the wider type has as many
// registers as one of the narrower type, or twice as many.
template <class To, int ToBytes, class From, int FromBytes, int ToCount, int FromCount>
TENON_INLINE void convert_registers(Vector<To, ToBytes> (&to)[ToCount], Vector<From, FromBytes> const (&from)[FromCount]) {
  using V = Vector<To, ToBytes>;
  if constexpr (ToCount == FromCount) {
    TENON_EACH(i, ToCount) to[i] = __builtin_convertvector(from[i], V);
  } else if constexpr (ToCount == 2 * FromCount) {
    TENON_EACH(i, FromCount) {
      to[2 * i] = __builtin_convertvector((half<From, FromBytes, false>(from[i])), V);
      to[2 * i + 1] = __builtin_convertvector((half<From, FromBytes, true>(from[i])), V);
    }
  } else {
    static_assert(2 * ToCount == FromCount);
    using H = Vector<To, ToBytes / 2>;
    TENON_EACH(i, ToCount)
      to[i] = join<To, ToBytes / 2>(__builtin_convertvector(from[2 * i], H), __builtin_convertvector(from[2 * i + 1], H));
  }
}

#if defined(__AVX512F__)
// A vector of truth values from the bits of a mask.
template <class T>
TENON_INLINE Truth<T, 32> spread(unsigned bits) {
#if defined(__AVX512DQ__) && defined(__AVX512VL__)
  if constexpr (sizeof(T) == 4)
    return cast<Truth<T, 32>>(_mm256_movm_epi32(static_cast<__mmask8>(bits)));
  else
    return cast<Truth<T, 32>>(_mm256_movm_epi64(static_cast<__mmask8>(bits)));
#else
  Truth<T, 32> x;
  for (int i = 0; i < 32 / int(sizeof(T)); ++i) x[i] = -IntOf<sizeof(T), true>((bits >> i) & 1);
  return x;
#endif
}
#endif

}  // namespace detail

template <class T, int N>
  requires has_pack<T, N>
struct Pack;

/// N truth values, as comparisons of N values of T make them.
template <class T, int N>
  requires has_pack<T, N>
struct PackMask {
  static constexpr int size = N;
  static constexpr int bytes = detail::width<T, N>;
  static constexpr int lanes = bytes / int(sizeof(T));
  static constexpr int registers = N / lanes;
  using Reg = detail::Truth<T, bytes>;
  Reg r[registers];

  PackMask() = default;
  TENON_INLINE PackMask(tenon::lanes::Mask<N> m) { *this = load(m.v); }
  TENON_INLINE explicit operator tenon::lanes::Mask<N>() const {
    tenon::lanes::Mask<N> m;
    store(m.v);
    return m;
  }

  TENON_INLINE static PackMask load(bool const* p) {
    PackMask m;
    TENON_EACH(i, registers) m.r[i] = detail::truth_from_bytes<T, bytes>(p + i * lanes);
    return m;
  }
  TENON_INLINE void store(bool* p) const {
    TENON_EACH(i, registers) detail::truth_to_bytes<T, bytes>(r[i], p + i * lanes);
  }

  TENON_INLINE friend PackMask operator&(PackMask a, PackMask b) {
    TENON_EACH(i, registers) a.r[i] = Reg(a.r[i] & b.r[i]);
    return a;
  }
  TENON_INLINE friend PackMask operator|(PackMask a, PackMask b) {
    TENON_EACH(i, registers) a.r[i] = Reg(a.r[i] | b.r[i]);
    return a;
  }
  TENON_INLINE friend PackMask operator^(PackMask a, PackMask b) {
    TENON_EACH(i, registers) a.r[i] = Reg(a.r[i] ^ b.r[i]);
    return a;
  }
  TENON_INLINE friend PackMask operator!(PackMask a) {
    TENON_EACH(i, registers) a.r[i] = Reg(~a.r[i]);
    return a;
  }
};

/// N values of T in as few registers as hold them.
template <class T, int N>
  requires has_pack<T, N>
struct Pack {
  using value_type = T;
  static constexpr int size = N;
  static constexpr int bytes = detail::width<T, N>;
  static constexpr int lanes = bytes / int(sizeof(T));
  static constexpr int registers = N / lanes;
  using Reg = detail::Vector<T, bytes>;
  using Mask = PackMask<T, N>;
  // Signed integers wrap: their sums are formed in the unsigned type.
  using Wrap = detail::Vector<typename std::conditional_t<std::is_integral_v<T>, std::make_unsigned<T>, std::type_identity<T>>::type, bytes>;
  Reg r[registers];

  Pack() = default;
  /// The same value in every lane.
  TENON_INLINE explicit Pack(T x) {
    TENON_EACH(i, registers) r[i] = detail::broadcast<T, bytes>(x);
  }
  TENON_INLINE Pack(tenon::lanes::Lane<T, N> x) { *this = load(x.v); }
  TENON_INLINE explicit operator tenon::lanes::Lane<T, N>() const {
    tenon::lanes::Lane<T, N> x;
    store(x.v);
    return x;
  }

  TENON_INLINE static Pack load(T const* p) {
    Pack x;
    TENON_EACH(i, registers) __builtin_memcpy(&x.r[i], p + i * lanes, bytes);
    return x;
  }
  TENON_INLINE void store(T* p) const {
    TENON_EACH(i, registers) __builtin_memcpy(p + i * lanes, &r[i], bytes);
  }

#define TENON_PACK_ARITHMETIC(op)                                                                        \
  TENON_INLINE friend Pack operator op(Pack a, Pack b) {                                                 \
    TENON_EACH(i, registers)                                                                             \
      a.r[i] = detail::cast<Reg>(detail::cast<Wrap>(a.r[i]) op detail::cast<Wrap>(b.r[i]));              \
    return a;                                                                                            \
  }
  TENON_PACK_ARITHMETIC(+)
  TENON_PACK_ARITHMETIC(-)
  TENON_PACK_ARITHMETIC(*)
#undef TENON_PACK_ARITHMETIC
  TENON_INLINE friend Pack operator/(Pack a, Pack b) {
    if constexpr (std::is_floating_point_v<T>) {
      TENON_EACH(i, registers) a.r[i] = a.r[i] / b.r[i];
      return a;
    } else
      return tenon::lanes::Lane<T, N>(a) / tenon::lanes::Lane<T, N>(b);
  }
  TENON_INLINE friend Pack operator-(Pack a) {
    TENON_EACH(i, registers) a.r[i] = detail::cast<Reg>(-detail::cast<Wrap>(a.r[i]));
    return a;
  }

#define TENON_PACK_COMPARISON(op, predicate, x, y)                                                   \
  TENON_INLINE friend Mask operator op(Pack a, Pack b) {                                             \
    Mask m;                                                                                          \
    TENON_EACH(i, registers) m.r[i] = detail::compare<predicate, T, bytes>(x.r[i], y.r[i]);          \
    return m;                                                                                        \
  }
  TENON_PACK_COMPARISON(==, 0, a, b)
  TENON_PACK_COMPARISON(!=, 4, a, b)
  TENON_PACK_COMPARISON(<, 1, a, b)
  TENON_PACK_COMPARISON(<=, 2, a, b)
  TENON_PACK_COMPARISON(>, 1, b, a)
  TENON_PACK_COMPARISON(>=, 2, b, a)
#undef TENON_PACK_COMPARISON
};

#endif

namespace detail {
template <class T, int N>
struct LaneOf : std::type_identity<tenon::lanes::Lane<T, N>> {
  using mask = tenon::lanes::Mask<N>;
};
#if TENON_HAS_SIMD
template <class T, int N>
  requires has_pack<T, N>
struct LaneOf<T, N> : std::type_identity<Pack<T, N>> {
  using mask = PackMask<T, N>;
};
#endif
}  // namespace detail

/// N values of T: registers where the target has them, else an array.
template <class T, int N>
using lane = typename detail::LaneOf<T, N>::type;
/// What comparing two `lane<T, N>` gives.
template <class T, int N>
using mask = typename detail::LaneOf<T, N>::mask;

/// Lanes of T in the widest register; 1 where there is none.
template <class T>
inline constexpr int native_lanes = [] {
#if TENON_HAS_SIMD
  return detail::width<float, 1024> / int(sizeof(T));
#else
  return 1;
#endif
}();

/// The mask as comparisons of T make it; a `lanes::Mask<N>` where T has no pack of N lanes.
template <class T, int N>
TENON_INLINE mask<T, N> mask_cast(tenon::lanes::Mask<N> m) {
  return m;
}

#if TENON_HAS_SIMD

template <class T, class U, int N>
TENON_INLINE mask<T, N> mask_cast(PackMask<U, N> m) {
  if constexpr (!has_pack<T, N>)
    return tenon::lanes::Mask<N>(m);
  else if constexpr (sizeof(T) == sizeof(U)) {
    PackMask<T, N> out;
    TENON_EACH(i, out.registers) out.r[i] = detail::cast<typename PackMask<T, N>::Reg>(m.r[i]);
    return out;
  } else {
    using To = PackMask<T, N>;
    using From = PackMask<U, N>;
    To out;
#if defined(__AVX512F__)
    constexpr bool to_bits = detail::bitmask<T, To::bytes>, from_bits = detail::bitmask<U, From::bytes>;
    if constexpr (to_bits && from_bits) {
      if constexpr (To::registers > From::registers) {
        TENON_EACH(i, To::registers) out.r[i] = static_cast<std::uint8_t>(m.r[i / 2] >> (i % 2 * 8));
      } else {
        TENON_EACH(i, To::registers) out.r[i] = static_cast<std::uint16_t>(m.r[2 * i] | m.r[2 * i + 1] << 8);
      }
    } else if constexpr (to_bits)
      out.r[0] = static_cast<std::uint8_t>(_mm256_movemask_ps(detail::cast<__m256>(m.r[0])));
    else if constexpr (from_bits)
      out.r[0] = detail::spread<T>(m.r[0]);
    else
#endif
      detail::convert_registers<detail::IntOf<sizeof(T), true>, To::bytes, detail::IntOf<sizeof(U), true>, From::bytes>(out.r, m.r);
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

/// The smaller and the larger value; NaN if either is NaN.
template <class T, int N>
TENON_INLINE Pack<T, N> min(Pack<T, N> a, Pack<T, N> b) {
  if constexpr (requires { detail::lesser(a.r[0], b.r[0]); }) {
    Pack<T, N> x;
    TENON_EACH(i, a.registers) x.r[i] = detail::lesser(a.r[i], b.r[i]);
    return select(a != a, a, x);
  } else if constexpr (std::is_integral_v<T>)
    return select(a < b, a, b);
  else
    return select((a < b) | (a != a), a, b);
}
template <class T, int N>
TENON_INLINE Pack<T, N> max(Pack<T, N> a, Pack<T, N> b) {
  if constexpr (requires { detail::greater(a.r[0], b.r[0]); }) {
    Pack<T, N> x;
    TENON_EACH(i, a.registers) x.r[i] = detail::greater(a.r[i], b.r[i]);
    return select(a != a, a, x);
  } else if constexpr (std::is_integral_v<T>)
    return select(a > b, a, b);
  else
    return select((a > b) | (a != a), a, b);
}
/// As `min` and `max`, but only x may be NaN, and it stays: one instruction on x86.
template <class T, int N>
TENON_INLINE Pack<T, N> at_least(Pack<T, N> x, Pack<T, N> low) {
  if constexpr (requires { detail::greater(x.r[0], x.r[0]); }) {
    TENON_EACH(i, x.registers) x.r[i] = detail::greater(low.r[i], x.r[i]);
    return x;
  } else
    return select(x < low, low, x);
}
template <class T, int N>
TENON_INLINE Pack<T, N> at_most(Pack<T, N> x, Pack<T, N> high) {
  if constexpr (requires { detail::lesser(x.r[0], x.r[0]); }) {
    TENON_EACH(i, x.registers) x.r[i] = detail::lesser(high.r[i], x.r[i]);
    return x;
  } else
    return select(x > high, high, x);
}
template <class T, int N>
TENON_INLINE Pack<T, N> abs(Pack<T, N> a) {
  if constexpr (std::is_unsigned_v<T>)
    return a;
  else if constexpr (std::is_floating_point_v<T>) {
    using U = detail::IntOf<sizeof(T), false>;
    using I = detail::Vector<U, Pack<T, N>::bytes>;
    TENON_EACH(i, a.registers)
      a.r[i] = detail::cast<typename Pack<T, N>::Reg>(detail::cast<I>(a.r[i]) & (static_cast<U>(-1) >> 1));
    return a;
  } else
    return select(a < Pack<T, N>(T(0)), -a, a);
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
  } else if constexpr (TENON_HAS_FMA && std::is_floating_point_v<T>)
    return fma(tenon::lanes::Lane<T, N>(a), tenon::lanes::Lane<T, N>(b), tenon::lanes::Lane<T, N>(c));
  else
    return a * b + c;
}
/// To the nearest integral value, ties to even.
template <class T, int N>
TENON_INLINE Pack<T, N> round(Pack<T, N> a) {
  if constexpr (requires { detail::nearest(a.r[0]); }) {
    TENON_EACH(i, a.registers) a.r[i] = detail::nearest(a.r[i]);
    return a;
  } else {
    // From `big` on every value is integral; below, adding it pushes the fraction out. The sign of zero is kept.
    using U = detail::IntOf<sizeof(T), false>;
    using I = detail::Vector<U, Pack<T, N>::bytes>;
    Pack<T, N> const big(sizeof(T) == 4 ? T(0x1p23) : T(0x1p52)), magnitude = abs(a);
    Pack<T, N> x = (magnitude + big) - big;
    TENON_EACH(i, a.registers)
      x.r[i] = detail::cast<typename Pack<T, N>::Reg>(detail::cast<I>(x.r[i]) | (detail::cast<I>(a.r[i]) & ~(static_cast<U>(-1) >> 1)));
    return select(magnitude < big, x, a);
  }
}
/// Which lanes are not zero.
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
template <int Count, class T, int N>
TENON_INLINE Pack<T, N> shift_left(Pack<T, N> a) {
  using W = typename Pack<T, N>::Wrap;
  TENON_EACH(i, a.registers) a.r[i] = detail::cast<typename Pack<T, N>::Reg>(detail::cast<W>(a.r[i]) << Count);
  return a;
}
template <int Count, class T, int N>
TENON_INLINE Pack<T, N> shift_right(Pack<T, N> a) {
  TENON_EACH(i, a.registers) a.r[i] = a.r[i] >> Count;
  return a;
}

namespace detail {

// Out-of-range floats are undefined for the conversion instructions: the values are brought into range before, where
// the bounds of U are exact values of T.
template <class U, class T, int N>
TENON_INLINE Pack<T, N> saturate(Pack<T, N> a) {
  constexpr U top = static_cast<U>(static_cast<std::make_unsigned_t<U>>(-1) >> (std::is_signed_v<U> ? 1 : 0));
  constexpr U bottom = static_cast<U>(-top - (std::is_signed_v<U> ? 1 : 0) - (std::is_signed_v<U> ? 0 : -top));
  Pack<T, N> const bounded = max(min(a, Pack<T, N>(T(top))), Pack<T, N>(T(bottom)));
  return select(a == a, bounded, Pack<T, N>(T(0)));
}
template <class U, class T>
inline constexpr bool saturates = std::is_floating_point_v<T> && std::is_integral_v<U>;
template <class U, class T>
inline constexpr bool exact_bounds = int(sizeof(U)) * 8 <= (sizeof(T) == 4 ? 24 : 53);

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
  } else if constexpr (detail::saturates<U, T> && !detail::exact_bounds<U, T>)
    return tenon::lanes::convert<U>(tenon::lanes::Lane<T, N>(a));
  else if constexpr (has_pack<U, N>) {
    Pack<U, N> x;
    if constexpr (detail::saturates<U, T>) a = detail::saturate<U>(a);
    detail::convert_registers<U, Pack<U, N>::bytes, T, P::bytes>(x.r, a.r);
    return x;
  } else if constexpr (sizeof(U) < 4 && sizeof(T) == 4) {
    // To bytes and half words by way of 32-bit integers.
    tenon::lanes::Lane<U, N> x;
    if constexpr (detail::saturates<U, T>) a = detail::saturate<U>(a);
    using I = detail::Vector<std::int32_t, P::bytes>;
    using S = detail::Vector<U, P::lanes * int(sizeof(U))>;
    TENON_EACH(i, a.registers) {
      S const narrow = __builtin_convertvector(__builtin_convertvector(a.r[i], I), S);
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

#endif

/// From an array of lanes to the best kind of lanes for U; call it qualified, `simd::convert<U>(x)`.
template <class U, class T, int N>
TENON_INLINE constexpr lane<U, N> convert(tenon::lanes::Lane<T, N> a) {
#if TENON_HAS_SIMD
  if constexpr (has_pack<U, N> && sizeof(U) == 4 && sizeof(T) < 4 && !std::is_same_v<T, bool>) {
    using P = Pack<U, N>;
    using S = detail::Vector<T, P::lanes * int(sizeof(T))>;
    using I = detail::Vector<std::int32_t, P::bytes>;
    P x;
    TENON_EACH(i, P::registers) {
      S narrow;
      __builtin_memcpy(&narrow, a.v + i * P::lanes, sizeof narrow);
      x.r[i] = __builtin_convertvector(__builtin_convertvector(narrow, I), typename P::Reg);
    }
    return x;
  } else if constexpr (has_pack<U, N> && std::is_same_v<T, bool>)
    return select(PackMask<U, N>::load(a.v), Pack<U, N>(U(1)), Pack<U, N>(U(0)));
  else
#endif
    return tenon::lanes::convert<U>(a);
}
template <class U, int N>
TENON_INLINE constexpr lane<U, N> convert(tenon::lanes::Mask<N> a) {
  return tenon::lanes::convert<U>(a);
}

#if TENON_HAS_SIMD

namespace detail {

template <bool Upper, class T, int N>
TENON_INLINE lane<T, N / 2> half_pack(Pack<T, N> a) {
  using P = Pack<T, N>;
  lane<T, N / 2> x;
  if constexpr (P::registers > 1) {
    TENON_EACH(i, P::registers / 2) x.r[i] = a.r[i + (Upper ? P::registers / 2 : 0)];
  } else if constexpr (has_pack<T, N / 2>)
    x.r[0] = half<T, P::bytes, Upper>(a.r[0]);
  else
    TENON_EACH(i, N / 2) x.v[i] = a.r[0][i + (Upper ? N / 2 : 0)];
  return x;
}
template <class T, int N, class F>
TENON_INLINE T fold_halves(Pack<T, N> a, F f) {
  auto const x = f(half_pack<false>(a), half_pack<true>(a));
  if constexpr (has_pack<T, N / 2>)
    return fold_halves(x, f);
  else
    return tenon::lanes::detail::fold_halves(x, f);
}

}  // namespace detail

/// Sum, largest and smallest of the lanes, in the order of `lanes::reduce_add`: the upper half is folded onto the
/// lower half until one lane is left, so that the result does not depend on the width of the registers.
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
#undef TENON_EACH

#endif

}  // namespace TENON_ISA
}  // namespace tenon::simd
