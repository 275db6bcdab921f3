// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/random/draw.hpp>
#include <tenon/shape/fail.hpp>

/// Random integers in a range.
namespace tenon {
namespace op {

namespace detail {

/// Less than n: the upper half of the product of n and a fraction of 64 (128) bits.
TENON_INLINE constexpr std::uint32_t below(std::uint32_t n, std::uint64_t const* word) {
  std::uint64_t const lower = (*word & 0xffffffffu) * n;
  return static_cast<std::uint32_t>(((*word >> 32) * n + (lower >> 32)) >> 32);
}
/// The upper 64 bits of a product.
TENON_INLINE constexpr std::uint64_t upper_product(std::uint64_t a, std::uint64_t b) {
  std::uint64_t const a0 = a & 0xffffffffu, a1 = a >> 32, b0 = b & 0xffffffffu, b1 = b >> 32;
  std::uint64_t const middle = a1 * b0 + ((a0 * b0) >> 32), other = a0 * b1 + (middle & 0xffffffffu);
  return a1 * b1 + (middle >> 32) + (other >> 32);
}
TENON_INLINE constexpr std::uint64_t below(std::uint64_t n, std::uint64_t const* word) {
  std::uint64_t const lower = upper_product(word[0], n), sum = lower + word[1] * n;
  return upper_product(word[1], n) + (sum < lower ? 1 : 0);
}

inline namespace TENON_ISA {
#if defined(TENON_PHILOX_LANES)
/// `below` of one n and the words of a group, a word a lane: compilers do not find the product of halves.
TENON_INLINE void all_below(std::uint32_t n, std::uint64_t const* word, std::uint32_t* y) {
  using Lanes = tenon::detail::PhiloxLanes;
  using Halves [[gnu::vector_size(4 * tenon::detail::philox_lanes)]] = std::uint32_t;
  Lanes const range = Lanes{} + n;
#pragma GCC unroll 4
  for (int k = 0; k < tenon::detail::philox_words<std::uint64_t>; k += tenon::detail::philox_lanes) {
    Lanes w;
    __builtin_memcpy(&w, word + k, sizeof w);
    Lanes const lower = tenon::detail::product_of_halves(w, range), upper = tenon::detail::product_of_halves(w >> 32, range);
    Halves const result = __builtin_convertvector((upper + (lower >> 32)) >> 32, Halves);
    __builtin_memcpy(y + k, &result, sizeof result);
  }
}
#endif

/// The first of `count` elements of 4 bytes or less that are drawn between the same bounds, in whole groups; how many they are.
template <class T>
TENON_INLINE std::ptrdiff_t draw_below([[maybe_unused]] Philox const& random, [[maybe_unused]] std::uint64_t stream,
                                       [[maybe_unused]] std::ptrdiff_t count, [[maybe_unused]] T first,
                                       [[maybe_unused]] std::uint32_t n, [[maybe_unused]] T* y) {
#if defined(TENON_PHILOX_LANES)
  constexpr std::ptrdiff_t group = tenon::detail::philox_words<std::uint64_t>;
  std::ptrdiff_t i = 0;
  for (; i + group <= count; i += group) {
    std::uint64_t word[group];
    std::uint32_t number[group];
    tenon::detail::philox_blocks(random, stream, static_cast<std::uint64_t>(i / 2), tenon::detail::philox_group, word);
    all_below(n, word, number);
    for (std::ptrdiff_t k = 0; k < group; ++k) y[i + k] = static_cast<T>(static_cast<std::uint32_t>(first) + number[k]);
  }
  return i;
#else
  return 0;
#endif
}
}  // namespace TENON_ISA

}  // namespace detail

/// low + a number below the range: [elements, whether low, high are one for each].
/// 64 bits a number, 128 for dtypes of 8 bytes: a value's probability is off by less than 2^-32 (2^-64) of itself.
struct RandomInteger {
  static constexpr char name[] = "random_integer";
  static constexpr int arity = 3, flops = 10;
  static constexpr bool integers_only = true;
  static constexpr bool along_axis = true;  // along none
  static constexpr Typed operands[3] = {Typed::key, Typed::data, Typed::data}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) {
    return Dims{3, {static_cast<std::int32_t>(n.dims.size()), in[1].rank == 0 ? 0 : 1, in[2].rank == 0 ? 0 : 1}};
  }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, std::uint64_t const* key, T const* low, T const* high, T* y) {
    constexpr std::ptrdiff_t words = sizeof(T) == 8 ? 2 : 1, group = tenon::detail::philox_words<std::uint64_t> / words;
    Philox const random(key[0]);
    std::ptrdiff_t i = 0;
    if constexpr (sizeof(T) < 8)
      if (!__builtin_is_constant_evaluated() && form[1] == 0 && form[2] == 0)
        i = detail::draw_below(random, key[1], form[0], *low, range(*low, *high), y);
    for (; i < form[0]; i += group) {
      std::uint64_t word[group * words];
      std::ptrdiff_t const count = form[0] - i < group ? form[0] - i : group;
      tenon::detail::philox_blocks(random, key[1], static_cast<std::uint64_t>(i * words / 2),
                                   static_cast<int>((count * words + 1) / 2), word);
      for (std::ptrdiff_t k = 0; k < count; ++k) {
        T const first = low[form[1] * (i + k)], last = high[form[2] * (i + k)];
        y[i + k] = static_cast<T>(static_cast<Unsigned<T>>(first) + detail::below(range(first, last), word + k * words));
      }
    }
  }

 private:
  template <class T>
  using Unsigned = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;

  template <class T>
  TENON_INLINE static constexpr Unsigned<T> range(T low, T high) {
    return low < high ? static_cast<Unsigned<T>>(static_cast<Unsigned<T>>(high) - static_cast<Unsigned<T>>(low)) : 0;
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("random_integer")> : std::type_identity<op::RandomInteger> {};
// clang-format on

namespace random {

struct Integer {
  static constexpr bool accepts(DType d) { return is_integer(d); }
  template <class T>
  using result = T;
  template <class V>
  static constexpr V record(V key, DType t, Dims const& dims, V low, V high) {
    return routine<op::RandomInteger>(t, dims, op::along_no_axis, key, detail::routine_parameter(low, dims),
                                      detail::routine_parameter(high, dims));
  }
};

namespace detail {
/// A C++ number that is a bound must be a value of the dtype.
template <class T, class B>
constexpr void check_bound([[maybe_unused]] B const& bound) {
  if constexpr (TENON_CHECKS != 0 && std::is_integral_v<B> && !std::is_same_v<B, bool> && Integer::accepts(dtype_of<T>)) {
    bool const negative = std::is_signed_v<B> && bound < B(0),
               fits = static_cast<B>(static_cast<T>(bound)) == bound && (static_cast<T>(bound) < T(0)) == negative;
    if (!fits) tenon::detail::fail("randint: a bound is no value of the dtype; tn::random::bits draws all of them");
  }
}
}  // namespace detail

/// Integers in [low, high), each equally likely to within 2^-32 of its probability (2^-64 for dtypes of 8 bytes). An empty
/// range gives `low`. A C++ number that the dtype cannot hold is refused where TENON_CHECKS is on.
/// [2], [L...], [H...] -> [D...]
template <Element T, std::size_t... D, class K, class L, class H>
constexpr auto randint(K&& key, L&& low, H&& high) {
  detail::check_bound<T>(low), detail::check_bound<T>(high);
  return DrawOf<Integer, T, D...>::call(static_cast<K&&>(key), static_cast<L&&>(low), static_cast<H&&>(high));
}
template <Element T, ShapeType S, class K, class L, class H>
constexpr auto randint(K&& key, L&& low, H&& high) {
  detail::check_bound<T>(low), detail::check_bound<T>(high);
  return Draw<Integer, T, S>::call(static_cast<K&&>(key), static_cast<L&&>(low), static_cast<H&&>(high));
}

}  // namespace random
}  // namespace tenon
