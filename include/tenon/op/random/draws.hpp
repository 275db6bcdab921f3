// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/random/philox.hpp>
#include <tenon/op/routine.hpp>

/// The routines that turn the words of a stream into elements. Element i is made of word i (of 32 bits, or 64 for dtypes of
/// 8 bytes), so it depends on the key and i alone. A key is two words of 64 bits, the seed and the stream.
namespace tenon {
namespace op {

namespace detail {

using tenon::detail::philox_blocks;
using tenon::detail::philox_group;
using tenon::detail::philox_one;
using tenon::detail::philox_words;

template <class T>
using WordOf = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;

/// The integer k of 53 bits as a double; written so that compilers find lanes for it, as few processors have an instruction.
TENON_INLINE constexpr double as_double(std::uint64_t k) {
  double const high = __builtin_bit_cast(double, k >> 32 | 0x4530000000000000u) - 0x1.00000001p84;
  return high + __builtin_bit_cast(double, (k & 0xffffffffu) | 0x4330000000000000u);
}

/// The bits themselves, those of a narrower dtype the lower ones.
struct BitsOfWord {
  template <class T>
  TENON_INLINE static constexpr T of(WordOf<T> w) {
    return static_cast<T>(w);
  }
};
/// Uniform in [0, 1) on a grid of 2^-24 (double: 2^-53).
struct UnitOfWord {
  template <class T>
  TENON_INLINE static constexpr T of(WordOf<T> w) {
    if constexpr (sizeof(T) == 4)
      return static_cast<float>(static_cast<std::int32_t>(w >> 8)) * 0x1p-24f;
    else
      return as_double(w >> 11) * 0x1p-53;
  }
};
/// Uniform in (-1/2, 1/2) without 0: its magnitude is a tail probability that keeps all its digits down to 2^-33 (double:
/// 2^-55), its sign says of which side. What distributions with tails are made of.
struct TailOfWord {
  template <class T>
  TENON_INLINE static constexpr T of(WordOf<T> w) {
    if constexpr (sizeof(T) == 4) {
      float const k = static_cast<float>(static_cast<std::int32_t>(w & 0x7fffffffu));
      return __builtin_bit_cast(float, __builtin_bit_cast(std::uint32_t, (k + 0.5f) * 0x1p-32f) | (w & 0x80000000u));
    } else {
      double const k = as_double((w & 0x7fffffffffffffffu) >> 10);
      return __builtin_bit_cast(double, __builtin_bit_cast(std::uint64_t, (k + 0.5) * 0x1p-54) | (w & 0x8000000000000000u));
    }
  }
};

inline namespace TENON_ISA {

/// n elements of the stream of a key. One function for all shapes, so it is not inlined.
template <class How, class T>
[[gnu::noinline]] constexpr void draw(std::uint64_t const* key, std::ptrdiff_t n, T* y) {
  using Word = WordOf<T>;
  constexpr std::ptrdiff_t group = philox_words<Word>, block = group / philox_group;
  Philox const random(key[0]);
  for (std::ptrdiff_t i = 0; i < n; i += group) {
    Word words[group];
    std::ptrdiff_t const rest = n - i;
    auto const first = static_cast<std::uint64_t>(i / block);
    if (rest >= group) {
      philox_blocks(random, key[1], first, philox_group, words);
      for (std::ptrdiff_t k = 0; k < group; ++k) y[i + k] = How::template of<T>(words[k]);
    } else {
      philox_blocks(random, key[1], first, static_cast<int>((rest + block - 1) / block), words);
      for (std::ptrdiff_t k = 0; k < rest; ++k) y[i + k] = How::template of<T>(words[k]);
    }
  }
}

}  // namespace TENON_ISA

/// A routine of a key alone: [elements].
template <class How>
struct Drawing {
  static constexpr int arity = 1, flops = 6;
  static constexpr Typed operands[1] = {Typed::key}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const*) { return Dims{1, {static_cast<std::int32_t>(n.dims.size())}}; }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, std::uint64_t const* key, T* y) {
    draw<How>(key, form[0], y);
  }
};

}  // namespace detail

struct RandomBits : detail::Drawing<detail::BitsOfWord> {
  static constexpr char name[] = "random_bits";
  static constexpr bool integers_only = true;
};
struct RandomUniform : detail::Drawing<detail::UnitOfWord> {
  static constexpr char name[] = "random_uniform";
  static constexpr bool floating_only = true;
};
struct RandomTail : detail::Drawing<detail::TailOfWord> {
  static constexpr char name[] = "random_tail";
  static constexpr bool floating_only = true;
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("random_bits")> : std::type_identity<op::RandomBits> {};
template <> struct OpOf<hash_name("random_uniform")> : std::type_identity<op::RandomUniform> {};
template <> struct OpOf<hash_name("random_tail")> : std::type_identity<op::RandomTail> {};
// clang-format on

}  // namespace tenon
