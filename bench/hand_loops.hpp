// SPDX-License-Identifier: MIT
#pragma once

#include "hand.hpp"

#if TENON_BENCH_HAND
/// Loops as one writes them for one job and one machine: everything in registers, unrolled, the rest of an extent by one
/// block that overlaps. n is at least one register.
namespace hand {

template <class F>
inline void each(float const* x, float* y, int n, F f) {
  F32 const last = f(load(x + n - lanes));
  int i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    F32 const y0 = f(load(x + i)), y1 = f(load(x + i + lanes)), y2 = f(load(x + i + 2 * lanes)), y3 = f(load(x + i + 3 * lanes));
    store(y + i, y0);
    store(y + i + lanes, y1);
    store(y + i + 2 * lanes, y2);
    store(y + i + 3 * lanes, y3);
  }
  for (; i + lanes <= n; i += lanes) store(y + i, f(load(x + i)));
  store(y + n - lanes, last);
}

/// y = a x + b.
[[gnu::noinline]] inline void linear(float const* x, float* y, int n, float a, float b) {
  F32 const va = set(a), vb = set(b);
  each(x, y, n, [=](F32 v) { return fma(va, v, vb); });
}

/// The same past the caches: whole registers are written to memory at once, y need not be read. y lies at 64 bytes.
[[gnu::noinline]] inline void linear_streaming(float const* x, float* y, int n, float a, float b) {
  F32 const va = set(a), vb = set(b);
  int i = 0;
  for (; i + lanes <= n; i += lanes) stream(y + i, fma(va, load(x + i), vb));
  if (i < n) store(y + n - lanes, fma(va, load(x + n - lanes), vb));
  _mm_sfence();
}

// (e^2a - 1) / (e^2a + 1) for a = |x|, through e^2a = 2^n e^2r with |r| <= ln(2)/4: within 2.6 units in the last place.
// Quotients of polynomials take fewer operations, but are wrong by 5 units where tanh is nearly 1, or more than 1 there.
inline F32 tanh(F32 x) {
  F32 const t = min(abs(x), set(9.1f)), shift = set(0x1.8p23f + 127), half = set(0.5f);
  F32 const shifted = fma(t, set(0x1.715476p1f), shift), r = fma(sub(shifted, shift), set(-0x1.62e430p-2f), t),
            square = mul(r, r);
  F32 const high = fma(set(0x1.6b9caap-5f), square, fma(set(0x1.12256p-3f), r, set(0x1.5556f2p-2f)));
  F32 const y = fma(square, fma(high, square, fma(set(0x1.5554b4p-1f), r, set(0x1.fffffep-1f))), r);
  F32 const power = exponent(shifted), numerator = fma(y, power, fma(power, half, set(-0.5f)));
  return with_sign(div(numerator, add(numerator, set(1.f))), x);
}

/// y = tanh(a x + b) c.
[[gnu::noinline]] inline void squashed(float const* x, float* y, int n, float a, float b, float c) {
  F32 const va = set(a), vb = set(b), vc = set(c);
  each(x, y, n, [=](F32 v) { return mul(tanh(fma(va, v, vb)), vc); });
}

/// Mean of the Huber loss: m (e - m/2) with e = |y - x|, m = min(e, d).
[[gnu::noinline]] inline float huber(float const* y, float const* x, int n, float d) {
  F32 const vd = set(d);
  auto const loss = [=](F32 u, F32 v) {
    F32 const e = abs(sub(u, v)), m = min(e, vd);
    return mul(m, fma(m, set(-0.5f), e));
  };
  F32 s0 = set(0.f), s1 = s0, s2 = s0, s3 = s0;
  int i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    s0 = add(s0, loss(load(y + i), load(x + i)));
    s1 = add(s1, loss(load(y + i + lanes), load(x + i + lanes)));
    s2 = add(s2, loss(load(y + i + 2 * lanes), load(x + i + 2 * lanes)));
    s3 = add(s3, loss(load(y + i + 3 * lanes), load(x + i + 3 * lanes)));
  }
  for (; i + lanes <= n; i += lanes) s0 = add(s0, loss(load(y + i), load(x + i)));
  if (i < n) s1 = add(s1, last(n - i, loss(load(y + n - lanes), load(x + n - lanes))));
  return sum(add(add(s0, s1), add(s2, s3))) / static_cast<float>(n);
}

}  // namespace hand
#endif
