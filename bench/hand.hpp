// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

/// Registers of the widest instruction set, for the loops written by hand that set the mark: intrinsics under short
/// names, so that one loop serves AVX-512 and AVX2. On other processors there is no mark.
#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
#include <immintrin.h>
#define TENON_BENCH_HAND 1
#else
#define TENON_BENCH_HAND 0
#endif

#if TENON_BENCH_HAND
namespace hand {

#if defined(__AVX512F__)
using F32 = __m512;
using F64 = __m512d;
inline constexpr int lanes = 16, registers = 32;
inline F32 set(float x) { return _mm512_set1_ps(x); }
inline F64 set(double x) { return _mm512_set1_pd(x); }
inline F32 load(float const* p) { return _mm512_loadu_ps(p); }
inline void store(float* p, F32 a) { _mm512_storeu_ps(p, a); }
inline void stream(float* p, F32 a) { _mm512_stream_ps(p, a); }
inline F32 fma(F32 a, F32 b, F32 c) { return _mm512_fmadd_ps(a, b, c); }
inline F64 fma(F64 a, F64 b, F64 c) { return _mm512_fmadd_pd(a, b, c); }
inline F32 add(F32 a, F32 b) { return _mm512_add_ps(a, b); }
inline F32 sub(F32 a, F32 b) { return _mm512_sub_ps(a, b); }
inline F32 mul(F32 a, F32 b) { return _mm512_mul_ps(a, b); }
inline F32 div(F32 a, F32 b) { return _mm512_div_ps(a, b); }
inline F32 min(F32 a, F32 b) { return _mm512_min_ps(a, b); }
inline F32 max(F32 a, F32 b) { return _mm512_max_ps(a, b); }
inline F32 abs(F32 a) { return _mm512_abs_ps(a); }
/// The magnitude of a with the sign of b.
inline F32 with_sign(F32 a, F32 b) {
  return _mm512_castsi512_ps(
      _mm512_ternarylogic_epi32(_mm512_castps_si512(a), _mm512_castps_si512(b), _mm512_set1_epi32(0x7fffffff), 0xe4));
}
/// The bits of a moved up into the exponent.
inline F32 exponent(F32 a) { return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_castps_si512(a), 23)); }
inline float sum(F32 a) { return _mm512_reduce_add_ps(a); }
/// The last n of the lanes, zero elsewhere.
inline F32 last(int n, F32 a) { return _mm512_maskz_mov_ps(static_cast<__mmask16>(0xffffu << (lanes - n)), a); }
#else
using F32 = __m256;
using F64 = __m256d;
inline constexpr int lanes = 8, registers = 16;
inline F32 set(float x) { return _mm256_set1_ps(x); }
inline F64 set(double x) { return _mm256_set1_pd(x); }
inline F32 load(float const* p) { return _mm256_loadu_ps(p); }
inline void store(float* p, F32 a) { _mm256_storeu_ps(p, a); }
inline void stream(float* p, F32 a) { _mm256_stream_ps(p, a); }
inline F32 fma(F32 a, F32 b, F32 c) { return _mm256_fmadd_ps(a, b, c); }
inline F64 fma(F64 a, F64 b, F64 c) { return _mm256_fmadd_pd(a, b, c); }
inline F32 add(F32 a, F32 b) { return _mm256_add_ps(a, b); }
inline F32 sub(F32 a, F32 b) { return _mm256_sub_ps(a, b); }
inline F32 mul(F32 a, F32 b) { return _mm256_mul_ps(a, b); }
inline F32 div(F32 a, F32 b) { return _mm256_div_ps(a, b); }
inline F32 min(F32 a, F32 b) { return _mm256_min_ps(a, b); }
inline F32 max(F32 a, F32 b) { return _mm256_max_ps(a, b); }
inline F32 abs(F32 a) { return _mm256_andnot_ps(set(-0.f), a); }
inline F32 with_sign(F32 a, F32 b) { return _mm256_or_ps(_mm256_andnot_ps(set(-0.f), a), _mm256_and_ps(set(-0.f), b)); }
inline F32 exponent(F32 a) { return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(a), 23)); }
inline float sum(F32 a) {
  __m128 h = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  h = _mm_add_ps(h, _mm_movehl_ps(h, h));
  return _mm_cvtss_f32(_mm_add_ss(h, _mm_movehdup_ps(h)));
}
inline F32 last(int n, F32 a) {
  __m256i const place = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_and_ps(a, _mm256_castsi256_ps(_mm256_cmpgt_epi32(place, _mm256_set1_epi32(lanes - 1 - n))));
}
#endif

inline constexpr int peak_accumulators = registers - 4, peak_rounds = 1000;
/// Multiply-adds on registers only, enough of them in flight to keep every unit busy: nothing computes faster.
/// They start from *out, or a compiler would work out some of them.
template <class T>
void peak(T* out) {
  auto const a = set(T(0.999)), b = set(T(0.001));
  decltype(set(T())) acc[peak_accumulators];
#pragma GCC unroll 32
  for (int i = 0; i < peak_accumulators; ++i) acc[i] = set(*out + static_cast<T>(i));
  for (int k = 0; k < peak_rounds; ++k) {
#pragma GCC unroll 32
    for (int i = 0; i < peak_accumulators; ++i) acc[i] = fma(acc[i], a, b);
  }
#pragma GCC unroll 32
  for (int i = peak_accumulators / 2; i > 0; --i) acc[i - 1] = fma(acc[i - 1], a, acc[peak_accumulators - i]);
#pragma GCC unroll 32
  for (int i = 1; i < peak_accumulators / 2; ++i) acc[0] = fma(acc[0], a, acc[i]);
  *out = acc[0][0];
}
/// Floating operations of a call.
template <class T>
inline constexpr double peak_flops = 2.0 * (peak_accumulators * peak_rounds + peak_accumulators - 1) * (4 * lanes / sizeof(T));

}  // namespace hand
#endif
