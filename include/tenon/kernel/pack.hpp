// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/lane.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

/// Lanes in registers. This is the only header that names xsimd, which knows the instruction sets of the target and
/// their registers; only its table of registers is included, a fraction of what the whole of xsimd costs to compile.
#if !defined(TENON_FORCE_SCALAR) && defined(__GNUC__) && __has_include(<xsimd/xsimd.hpp>)
#include <xsimd/config/xsimd_config.hpp>
#ifndef XSIMD_NO_SUPPORTED_ARCHITECTURE
#define TENON_HAS_SIMD 1
#include <cassert>
#include <cstdlib>
#include <tenon/kernel/conversions.hpp>
#if __has_include(<xsimd/config/xsimd_inline.hpp>)  // from 13 to 14.2 the table takes XSIMD_INLINE from there
#include <xsimd/config/xsimd_inline.hpp>
#endif
#include <xsimd/types/xsimd_all_registers.hpp>
#endif
#endif
#ifndef TENON_HAS_SIMD
#define TENON_HAS_SIMD 0
#endif

namespace tenon::simd {
inline namespace TENON_ISA {

namespace detail {

#if TENON_HAS_SIMD
// Bytes of an architecture's register for T; 0 when the target has none.
template <class T, class Arch>
constexpr std::size_t register_bytes_of() {
  if constexpr (!Arch::supported())
    return 0;
  else if constexpr (xsimd::types::has_simd_register<T, Arch>::value)
    return sizeof(xsimd::types::simd_register<T, Arch>);
  else
    return 0;
}
// Bytes of the widest register for T that is not wider than `limit`; 0 when there is none.
template <class T, class... Arch>
constexpr int register_bytes(std::size_t limit) {
  std::size_t best = 0;
  auto consider = [&best, limit](std::size_t bytes) {
    if (bytes <= limit && bytes > best) best = bytes;
  };
  (consider(register_bytes_of<T, Arch>()), ...);
  return static_cast<int>(best);
}
template <class T, int N>
constexpr int pack_bytes() {
  if constexpr (std::is_arithmetic_v<T> && (sizeof(T) == 4 || sizeof(T) == 8) && N > 1 && (N & (N - 1)) == 0) {
    using Known = typename std::conditional_t<std::is_integral_v<T>, IntegerOf<sizeof(T)>, std::type_identity<T>>::type;
    return register_bytes<Known, xsimd::avx512f, xsimd::avx, xsimd::sse2, xsimd::neon64, xsimd::neon>(sizeof(T) * std::size_t(N));
  } else
    return 0;
}
template <class T, int N>
inline constexpr int width = pack_bytes<T, N>();
#else
template <class T, int N>
inline constexpr int width = 0;
#endif

}  // namespace detail

/// Whether N values of T travel in registers; else they are a `lanes::Lane<T, N>`.
template <class T, int N>
inline constexpr bool has_pack = detail::width<T, N> != 0;

#if TENON_HAS_SIMD

/// N truth values, as comparisons of N values of T make them.
template <class T, int N>
  requires has_pack<T, N>
struct PackMask {
  static constexpr int size = N, bytes = detail::width<T, N>, lanes = bytes / int(sizeof(T)), registers = N / lanes;
  using Reg = detail::Truth<T, bytes>;
  using Plain = tenon::lanes::Mask<N>;
  Reg r[registers];

  PackMask() = default;
  TENON_INLINE PackMask(Plain m) { *this = load(m.v); }
  TENON_INLINE explicit operator Plain() const {
    Plain m;
    store(m.v);
    return m;
  }
  TENON_INLINE static PackMask load(bool const* p) {
    PackMask m;
    TENON_EACH(i, registers) m.r[i] = detail::load_truth<T, bytes>(p + i * lanes);
    return m;
  }
  TENON_INLINE void store(bool* p) const { TENON_EACH(i, registers) detail::store_truth<T, bytes>(r[i], p + i * lanes); }
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
  static constexpr int size = N, bytes = detail::width<T, N>, lanes = bytes / int(sizeof(T)), registers = N / lanes;
  using Reg = detail::Vector<T, bytes>;
  using Mask = PackMask<T, N>;
  using Plain = tenon::lanes::Lane<T, N>;
  // The same bits as an unsigned integer; signed integers wrap by calculating in it.
  using Bits = detail::Vector<detail::UnsignedOf<T>, bytes>;
  using Wrap = typename std::conditional_t<std::is_integral_v<T>, detail::VectorOf<detail::UnsignedOf<T>, bytes>,
                                           detail::VectorOf<T, bytes>>::type;
  Reg r[registers];

  Pack() = default;
  /// The same value in every lane.
  TENON_INLINE explicit Pack(T x) {
    TENON_EACH(i, registers) r[i] = x - Reg{};  // a difference keeps the sign of zero
  }
  TENON_INLINE Pack(Plain x) { *this = load(x.v); }
  TENON_INLINE explicit operator Plain() const {
    Plain x;
    store(x.v);
    return x;
  }
  TENON_INLINE static Pack load(T const* p) {
    Pack x;
    TENON_EACH(i, registers) __builtin_memcpy(&x.r[i], p + i * lanes, bytes);
    return x;
  }
  TENON_INLINE void store(T* p) const { TENON_EACH(i, registers) __builtin_memcpy(p + i * lanes, &r[i], bytes); }

#define TENON_PACK_ARITHMETIC(op)                                                                                                \
  TENON_INLINE friend Pack operator op(Pack a, Pack b) {                                                                         \
    TENON_EACH(i, registers)                                                                                                     \
    a.r[i] = detail::cast<Reg>(detail::cast<Wrap>(a.r[i]) op detail::cast<Wrap>(b.r[i]));                                        \
    return a;                                                                                                                    \
  }
  TENON_PACK_ARITHMETIC(+)
  TENON_PACK_ARITHMETIC(-)
  TENON_PACK_ARITHMETIC(*)
  TENON_PACK_ARITHMETIC(&)
  TENON_PACK_ARITHMETIC(|)
  TENON_PACK_ARITHMETIC(^)
#undef TENON_PACK_ARITHMETIC
  TENON_INLINE friend Pack operator/(Pack a, Pack b) {
    if constexpr (std::is_integral_v<T>)
      return Plain(a) / Plain(b);
    else {
      TENON_EACH(i, registers) a.r[i] = a.r[i] / b.r[i];
      return a;
    }
  }
  TENON_INLINE friend Pack operator-(Pack a) {
    TENON_EACH(i, registers) a.r[i] = detail::cast<Reg>(-detail::cast<Wrap>(a.r[i]));
    return a;
  }
  TENON_INLINE friend Pack operator~(Pack a) {
    TENON_EACH(i, registers) a.r[i] = ~a.r[i];
    return a;
  }

#define TENON_PACK_COMPARISON(op, relation, x, y)                                                                                \
  TENON_INLINE friend Mask operator op(Pack a, Pack b) {                                                                         \
    Mask m;                                                                                                                      \
    TENON_EACH(i, registers) m.r[i] = detail::compare<detail::Relation::relation, T, bytes>(x.r[i], y.r[i]);                     \
    return m;                                                                                                                    \
  }
  TENON_PACK_COMPARISON(==, equal, a, b)
  TENON_PACK_COMPARISON(!=, not_equal, a, b)
  TENON_PACK_COMPARISON(<, less, a, b)
  TENON_PACK_COMPARISON(<=, less_equal, a, b)
  TENON_PACK_COMPARISON(>, less, b, a)
  TENON_PACK_COMPARISON(>=, less_equal, b, a)
#undef TENON_PACK_COMPARISON
};

#endif

namespace detail {
template <class T, int N>
struct LaneOf {
  using type = tenon::lanes::Lane<T, N>;
  using mask = tenon::lanes::Mask<N>;
};
#if TENON_HAS_SIMD
template <class T, int N>
  requires has_pack<T, N>
struct LaneOf<T, N> {
  using type = Pack<T, N>;
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
inline constexpr int native_lanes = detail::width<float, 1024> == 0 ? 1 : detail::width<float, 1024> / int(sizeof(T));

}  // namespace TENON_ISA
}  // namespace tenon::simd
