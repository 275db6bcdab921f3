// SPDX-License-Identifier: MIT
#pragma once

#include "hand.hpp"

#if TENON_BENCH_HAND
/// Reductions as one writes them for one job and one machine: a row stays in the first cache for all its passes, four
/// accumulators, the rest of an extent by one masked register.
namespace hand {

inline float maximum(F32 a) {
#if defined(__AVX512F__)
  return _mm512_reduce_max_ps(a);
#else
  __m128 h = _mm_max_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  h = _mm_max_ps(h, _mm_movehl_ps(h, h));
  return _mm_cvtss_f32(_mm_max_ss(h, _mm_movehdup_ps(h)));
#endif
}

// e^x for x <= 0, within 1.2 units: 2^n from the bits, a polynomial of degree 6 on what is left.
inline F32 exp_below(F32 x) {
  F32 const limited = max(x, set(-87.f)), shift = set(0x1.8p23f + 127), shifted = fma(limited, set(0x1.715476p0f), shift);
  F32 const n = sub(shifted, shift), r = fma(n, set(-0x1.7f7d1cp-20f), fma(n, set(-0x1.62e4p-1f), limited));
  F32 const square = mul(r, r);
  F32 const low = fma(set(0x1.555492p-3f), r, set(0x1.fffffcp-2f)), high = fma(set(0x1.1239c6p-7f), r, set(0x1.5558bcp-5f));
  F32 const p = fma(fma(set(0x1.6a416p-10f), square, high), square, low);
  F32 const power = exponent(shifted);
  return fma(fma(square, p, r), power, power);
}

[[gnu::noinline]] inline float sum_of(float const* x, int n) {
  F32 s[8];
#pragma GCC unroll 8
  for (F32& v : s) v = set(0.f);
  int i = 0;
  for (; i + 8 * lanes <= n; i += 8 * lanes)
#pragma GCC unroll 8
    for (int u = 0; u < 8; ++u) s[u] = add(s[u], load(x + i + u * lanes));
  for (; i + lanes <= n; i += lanes) s[0] = add(s[0], load(x + i));
  if (i < n) s[1] = add(s[1], last(n - i, load(x + n - lanes)));
#pragma GCC unroll 4
  for (int u = 0; u < 4; ++u) s[u] = add(s[u], s[u + 4]);
  return sum(add(add(s[0], s[1]), add(s[2], s[3])));
}

/// Rows of n.
[[gnu::noinline]] inline void softmax(float const* x, float* y, int rows, int n) {
  for (int row = 0; row < rows; ++row, x += n, y += n) {
    F32 m0 = load(x), m1 = load(x + n - lanes), m2 = m0, m3 = m0;
    int i = 0;
    for (; i + 4 * lanes <= n; i += 4 * lanes) {
      m0 = max(m0, load(x + i));
      m1 = max(m1, load(x + i + lanes));
      m2 = max(m2, load(x + i + 2 * lanes));
      m3 = max(m3, load(x + i + 3 * lanes));
    }
    for (; i + lanes <= n; i += lanes) m0 = max(m0, load(x + i));
    F32 const most = set(maximum(max(max(m0, m1), max(m2, m3))));
    F32 s0 = set(0.f), s1 = s0, s2 = s0, s3 = s0;
    F32 const end = exp_below(sub(load(x + n - lanes), most));
    for (i = 0; i + 4 * lanes <= n; i += 4 * lanes) {
      F32 const e0 = exp_below(sub(load(x + i), most)), e1 = exp_below(sub(load(x + i + lanes), most));
      F32 const e2 = exp_below(sub(load(x + i + 2 * lanes), most)), e3 = exp_below(sub(load(x + i + 3 * lanes), most));
      store(y + i, e0);
      store(y + i + lanes, e1);
      store(y + i + 2 * lanes, e2);
      store(y + i + 3 * lanes, e3);
      s0 = add(s0, e0);
      s1 = add(s1, e1);
      s2 = add(s2, e2);
      s3 = add(s3, e3);
    }
    for (; i + lanes <= n; i += lanes) {
      F32 const e = exp_below(sub(load(x + i), most));
      store(y + i, e);
      s0 = add(s0, e);
    }
    if (i < n) s1 = add(s1, last(n - i, end));
    store(y + n - lanes, end);
    F32 const scale = set(1 / sum(add(add(s0, s1), add(s2, s3))));
    F32 const scaled = mul(end, scale);
    for (i = 0; i + lanes <= n; i += lanes) store(y + i, mul(load(y + i), scale));
    store(y + n - lanes, scaled);
  }
}

/// (x - mean) / sqrt(variance + epsilon) * gain + shift of each row; n is a multiple of four registers.
[[gnu::noinline]] inline void layer_norm(float const* x, float const* gain, float const* shift, float* y, int rows, int n,
                                         float epsilon) {
  for (int row = 0; row < rows; ++row, x += n, y += n) {
    float const mean = sum_of(x, n) / static_cast<float>(n);
    F32 const m = set(mean);
    F32 s0 = set(0.f), s1 = s0, s2 = s0, s3 = s0;
    for (int i = 0; i + 4 * lanes <= n; i += 4 * lanes) {
      F32 const d0 = sub(load(x + i), m), d1 = sub(load(x + i + lanes), m);
      F32 const d2 = sub(load(x + i + 2 * lanes), m), d3 = sub(load(x + i + 3 * lanes), m);
      s0 = fma(d0, d0, s0);
      s1 = fma(d1, d1, s1);
      s2 = fma(d2, d2, s2);
      s3 = fma(d3, d3, s3);
    }
    float const variance = sum(add(add(s0, s1), add(s2, s3))) / static_cast<float>(n);
    F32 const scale = set(1 / __builtin_sqrtf(variance + epsilon));
    for (int i = 0; i + lanes <= n; i += lanes)
      store(y + i, fma(mul(sub(load(x + i), m), scale), load(gain + i), load(shift + i)));
  }
}

}  // namespace hand
#endif
