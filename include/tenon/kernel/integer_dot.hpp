// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/simd.hpp>

/// Sums of products of small integers: several of them lie in each 32 bits of a register, and an instruction multiplies them in
/// pairs and adds them up.
namespace tenon::simd {
inline namespace TENON_ISA {
namespace detail {

// So that there are such names where no register has them.
void dot_of_4();
void dot_of_2();

#if TENON_HAS_SIMD && defined(__SSE2__)
// Four unsigned bytes by four signed ones: VNNI. Two int16 by two: SSE2 and what followed it.
#if defined(__AVX512VNNI__)
TENON_INLINE Vector<std::int32_t, 64> dot_of_4(Vector<std::int32_t, 64> sum, Vector<std::int32_t, 64> a,
                                               Vector<std::int32_t, 64> b) {
  return cast<Vector<std::int32_t, 64>>(_mm512_dpbusd_epi32(cast<__m512i>(sum), cast<__m512i>(a), cast<__m512i>(b)));
}
#endif
#if defined(__AVX512VNNI__) && defined(__AVX512VL__)
TENON_INLINE Vector<std::int32_t, 32> dot_of_4(Vector<std::int32_t, 32> sum, Vector<std::int32_t, 32> a,
                                               Vector<std::int32_t, 32> b) {
  return cast<Vector<std::int32_t, 32>>(_mm256_dpbusd_epi32(cast<__m256i>(sum), cast<__m256i>(a), cast<__m256i>(b)));
}
TENON_INLINE Vector<std::int32_t, 16> dot_of_4(Vector<std::int32_t, 16> sum, Vector<std::int32_t, 16> a,
                                               Vector<std::int32_t, 16> b) {
  return cast<Vector<std::int32_t, 16>>(_mm_dpbusd_epi32(cast<__m128i>(sum), cast<__m128i>(a), cast<__m128i>(b)));
}
#elif defined(__AVXVNNI__)
TENON_INLINE Vector<std::int32_t, 32> dot_of_4(Vector<std::int32_t, 32> sum, Vector<std::int32_t, 32> a,
                                               Vector<std::int32_t, 32> b) {
  return cast<Vector<std::int32_t, 32>>(_mm256_dpbusd_avx_epi32(cast<__m256i>(sum), cast<__m256i>(a), cast<__m256i>(b)));
}
TENON_INLINE Vector<std::int32_t, 16> dot_of_4(Vector<std::int32_t, 16> sum, Vector<std::int32_t, 16> a,
                                               Vector<std::int32_t, 16> b) {
  return cast<Vector<std::int32_t, 16>>(_mm_dpbusd_avx_epi32(cast<__m128i>(sum), cast<__m128i>(a), cast<__m128i>(b)));
}
#endif
#if defined(__AVX512BW__)
TENON_INLINE Vector<std::int32_t, 64> dot_of_2(Vector<std::int32_t, 64> sum, Vector<std::int32_t, 64> a,
                                               Vector<std::int32_t, 64> b) {
  return sum + cast<Vector<std::int32_t, 64>>(_mm512_madd_epi16(cast<__m512i>(a), cast<__m512i>(b)));
}
#endif
#if defined(__AVX2__)
TENON_INLINE Vector<std::int32_t, 32> dot_of_2(Vector<std::int32_t, 32> sum, Vector<std::int32_t, 32> a,
                                               Vector<std::int32_t, 32> b) {
  return sum + cast<Vector<std::int32_t, 32>>(_mm256_madd_epi16(cast<__m256i>(a), cast<__m256i>(b)));
}
#endif
TENON_INLINE Vector<std::int32_t, 16> dot_of_2(Vector<std::int32_t, 16> sum, Vector<std::int32_t, 16> a,
                                               Vector<std::int32_t, 16> b) {
  return sum + cast<Vector<std::int32_t, 16>>(_mm_madd_epi16(cast<__m128i>(a), cast<__m128i>(b)));
}
#endif

}  // namespace detail

/// How many factors lie in the 32 bits of a lane of N: 4 unsigned bytes by 4 signed ones, 2 int16 by 2, or 1 int32.
template <int N>
inline constexpr int factors_in_lane = [] {
  if constexpr (has_pack<std::int32_t, N>) {
    if constexpr (requires(lane<std::int32_t, N> x) { detail::dot_of_4(x.r[0], x.r[0], x.r[0]); }) return 4;
    if constexpr (requires(lane<std::int32_t, N> x) { detail::dot_of_2(x.r[0], x.r[0], x.r[0]); }) return 2;
  }
  return 1;
}();

/// sum + the products of the factors in each lane, `Factors` of `factors_in_lane<N>`. Nothing saturates.
template <int Factors, class L>
TENON_INLINE L add_dot(L sum, L a, L b) {
  if constexpr (Factors == 1)
    return sum + a * b;
  else {
#pragma GCC unroll 16
    for (int i = 0; i < L::registers; ++i)
      if constexpr (Factors == 4)
        sum.r[i] = detail::dot_of_4(sum.r[i], a.r[i], b.r[i]);
      else
        sum.r[i] = detail::dot_of_2(sum.r[i], a.r[i], b.r[i]);
    return sum;
  }
}

}  // namespace TENON_ISA
}  // namespace tenon::simd
