// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/pairs.hpp>

/// Angles without the multiples of a right angle, for every finite argument.
namespace tenon::lanes::math::detail {

template <class T>
struct Quarters;

// pi/2 in four parts: a count of right angles up to `most` times one of the first three is exact (Cody and Waite,
// Software manual for the elementary functions, 1980).
template <>
struct Quarters<float> {
  static constexpr float most = 6400, two_over_pi = 0x1.45f306p-1f;
  static constexpr float parts[] = {0x1.92p0f, 0x1.fb4p-12f, 0x1.444p-24f, 0x1.68c234p-39f};
  static constexpr float half_pi[] = {0x1.921fb6p0f, -0x1.777a5cp-25f};
};
template <>
struct Quarters<double> {
  static constexpr double most = 1.6e6, two_over_pi = 0x1.45f306dc9c883p-1;
  static constexpr double parts[] = {0x1.921fb544p0, 0x1.0b4611a6p-34, 0x1.3198a2ep-69, 0x1.b839a252049c1p-104};
  static constexpr double half_pi[] = {0x1.921fb54442d18p0, 0x1.1a62633145c07p-54};
};

inline namespace TENON_ISA {

template <class T>
struct LargeAngle {
  std::uint32_t quadrant;
  T r, rest;
};

// The same by integers, for x >= 2^12: x = m 2^e times those 224 bits of 2/pi that count, since what the bits before
// them give is a multiple of four right angles (Payne and Hanek, Radian reduction for trigonometric functions, 1983).
template <class T>
[[gnu::noinline, gnu::cold]] constexpr LargeAngle<T> large_angle(T x) {
  using R = Real<T>;
  using L = Lane<T, 1>;
  // 2/pi = 0.a2f9836e..., enough for the largest double
  constexpr std::uint32_t two_over_pi[] = {
      0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561, 0xb7246e3a, 0x424dd2e0,
      0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484, 0xe99c7026, 0xb45f7e41, 0x3991d639, 0x835339f4,
      0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f, 0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7, 0x4f463f66, 0x9e5fea2d,
      0x7527bac7, 0xebe5f17b, 0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08, 0x56033046, 0xfc7b6bab};
  auto const bits = __builtin_bit_cast(typename R::Bits, x);
  constexpr std::uint64_t one = std::uint64_t(1) << R::mantissa;
  std::uint64_t const m = (bits & (one - 1)) | one;
  int const e = static_cast<int>(bits >> R::mantissa) - (R::bias + R::mantissa), first = e > 2 ? (e - 2) / 32 : 0;
  // The product, lowest word first.
  std::uint32_t product[10] = {};
  std::uint64_t carry_low = 0, carry_high = 0;
  for (int j = 0; j < 7; ++j) {
    std::uint64_t const word = two_over_pi[first + 6 - j];
    carry_low += word * (m & 0xffffffff) + product[j];
    product[j] = static_cast<std::uint32_t>(carry_low);
    carry_low >>= 32;
    carry_high += word * (m >> 32) + carry_low;
    carry_low = carry_high & 0xffffffff;
    carry_high >>= 32;
  }
  product[7] = static_cast<std::uint32_t>(carry_low);
  product[8] = static_cast<std::uint32_t>(carry_high);
  auto word_at = [&product](int bit) {
    std::uint64_t const two = product[bit / 32] | static_cast<std::uint64_t>(product[bit / 32 + 1]) << 32;
    return static_cast<std::uint32_t>(two >> (bit % 32));
  };
  int const unit = 224 - (e - 32 * first);
  std::uint32_t quadrant = word_at(unit);
  std::uint32_t f[4] = {word_at(unit - 32), word_at(unit - 64), word_at(unit - 96), word_at(unit - 128)};
  bool const negative = f[0] >> 31;
  if (negative) {
    ++quadrant;
    for (std::uint32_t& word : f) word = ~word;  // 1 - f but for its last bit
  }
  // Added up from the last digits on, in pieces that T holds: 96 bits as float, 128 as double.
  constexpr int piece = sizeof(T) == 4 ? 16 : 32, pieces = sizeof(T) == 4 ? 6 : 4;
  L unit_of_piece(sizeof(T) == 4 ? T(0x1p-96) : T(0x1p-128)), high(T(0)), low(T(0));
  for (int i = pieces - 1; i >= 0; --i) {
    std::uint32_t const digits = piece == 32 ? f[i] : (i % 2 == 0 ? f[i / 2] >> 16 : f[i / 2] & 0xffff);
    auto const added = fast_sum(L(static_cast<T>(digits)) * unit_of_piece, high);
    high = added.high;
    low = low + added.low;
    unit_of_piece = unit_of_piece * L(sizeof(T) == 4 ? T(0x1p16) : T(0x1p32));
  }
  auto const fraction = fast_sum(high, low);
  auto const r = math::detail::product(fraction.high, L(Quarters<T>::half_pi[0]));
  L const rest = r.low + fraction.high * L(Quarters<T>::half_pi[1]) + fraction.low * L(Quarters<T>::half_pi[0]);
  return negative ? LargeAngle<T>{quadrant, -r.high.v[0], -rest.v[0]} : LargeAngle<T>{quadrant, r.high.v[0], rest.v[0]};
}

}  // namespace TENON_ISA

/// x = n pi/2 + r + rest with |r| at most a bit above pi/4; the low bits of `quadrant` are those of n.
template <class L>
struct Angle {
  decltype(bits<typename Real<typename L::value_type>::Bits>(L())) quadrant;
  L r, rest;
};

// Of an x that is not negative; r is NaN for infinity and NaN.
template <class L>
TENON_INLINE constexpr Angle<L> without_right_angles(L x) {
  using T = typename L::value_type;
  using R = Real<T>;
  using B = typename R::Bits;
  using Q = Quarters<T>;
  auto const finite = x < L(R::infinity), usual = x <= L(Q::most);
  L const limited = select(usual, x, L(T(0))), shift(R::integer);
  L const shifted = fma(limited, L(Q::two_over_pi), shift), n = shifted - shift;
  L const a = fma(n, L(-Q::parts[0]), limited);
  auto const b = sum(a, n * L(-Q::parts[1])), c = sum(b.high, n * L(-Q::parts[2]));
  L const r = select(finite, c.high, L(R::nan)), rest = fma(n, L(-Q::parts[3]), b.low + c.low);
  auto const quadrant = bits<B>(shifted);
  constexpr int N = L::size;
  bool large[N];
  (finite & !usual).store(large);
  bool any = false;
  for (int i = 0; i < N; ++i) any |= large[i];
  if (!any) return {quadrant, r, rest};
  T values[N], remainders[N], rests[N];
  B quadrants[N];
  x.store(values);
  r.store(remainders);
  rest.store(rests);
  quadrant.store(quadrants);
  for (int i = 0; i < N; ++i) {
    if (!large[i]) continue;
    auto const angle = large_angle(values[i]);
    remainders[i] = angle.r;
    rests[i] = angle.rest;
    quadrants[i] = angle.quadrant;
  }
  return {std::remove_cvref_t<decltype(quadrant)>::load(quadrants), L::load(remainders), L::load(rests)};
}

}  // namespace tenon::lanes::math::detail
