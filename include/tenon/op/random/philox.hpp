// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/config.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace tenon {

/// Counter-based random bits: Philox 4x32 with 10 rounds (Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3,
/// 2011). Any position of any stream at once, the same on every machine, in constant evaluation too.
struct Philox {
  static constexpr std::uint32_t multiplier[2] = {0xD2511F53, 0xCD9E8D57}, weyl[2] = {0x9E3779B9, 0xBB67AE85};
  std::uint32_t key[2] = {0, 0};

  constexpr explicit Philox(std::uint64_t seed) : key{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)} {}

  struct Block {
    std::uint32_t word[4];
  };
  /// The four words at a counter of a stream.
  constexpr Block operator()(std::uint64_t counter, std::uint64_t stream = 0) const {
    Block c{{static_cast<std::uint32_t>(counter), static_cast<std::uint32_t>(counter >> 32), static_cast<std::uint32_t>(stream),
             static_cast<std::uint32_t>(stream >> 32)}};
    std::uint32_t k0 = key[0], k1 = key[1];
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
      std::uint64_t const p0 = std::uint64_t{multiplier[0]} * c.word[0], p1 = std::uint64_t{multiplier[1]} * c.word[2];
      c = Block{{static_cast<std::uint32_t>(p1 >> 32) ^ c.word[1] ^ k0, static_cast<std::uint32_t>(p1),
                 static_cast<std::uint32_t>(p0 >> 32) ^ c.word[3] ^ k1, static_cast<std::uint32_t>(p0)}};
      k0 += weyl[0];
      k1 += weyl[1];
    }
    return c;
  }
  /// Word i of a stream.
  constexpr std::uint32_t word(std::uint64_t i, std::uint64_t stream = 0) const { return (*this)(i / 4, stream).word[i % 4]; }
  /// Uniform in [0, 1), on a grid of 2^-24: the same float everywhere.
  constexpr float uniform(std::uint64_t i, std::uint64_t stream = 0) const {
    return static_cast<float>(word(i, stream) >> 8) * 0x1p-24f;
  }
};

namespace detail {

/// Blocks that are made together, and the words of 32 or 64 bits in them.
inline constexpr int philox_group = 16;
template <class Word>
inline constexpr int philox_words = philox_group * 16 / int(sizeof(Word));

inline namespace TENON_ISA {

// Lanes are needed by hand here: what counts is the product of 32-bit numbers in 64-bit lanes, which GCC does not find.
#if defined(__SSE2__) && !defined(TENON_FORCE_SCALAR)
#define TENON_PHILOX_LANES 1
#if defined(__AVX512F__) && defined(__AVX512DQ__)
inline constexpr int philox_lanes = 8;
#elif defined(__AVX2__)
inline constexpr int philox_lanes = 4;
#else
inline constexpr int philox_lanes = 2;
#endif
using PhiloxLanes [[gnu::vector_size(8 * philox_lanes)]] = std::uint64_t;

/// Products of the lower halves of 64-bit lanes.
TENON_INLINE PhiloxLanes product_of_halves(PhiloxLanes a, PhiloxLanes b) {
#if !defined(__clang__) && defined(__AVX512F__) && defined(__AVX512DQ__)
  using Ints [[gnu::vector_size(64)]] = int;
  using Longs [[gnu::vector_size(64)]] = long long;
  return (PhiloxLanes)__builtin_ia32_pmuludq512_mask((Ints)a, (Ints)b, Longs{}, 0xff);
#elif !defined(__clang__) && defined(__AVX2__)
  using Ints [[gnu::vector_size(32)]] = int;
  return (PhiloxLanes)__builtin_ia32_pmuludq256((Ints)a, (Ints)b);
#elif !defined(__clang__) && !defined(__AVX2__)
  using Ints [[gnu::vector_size(16)]] = int;
  return (PhiloxLanes)__builtin_ia32_pmuludq128((Ints)a, (Ints)b);
#else
  return (a & 0xffffffffu) * b;
#endif
}

/// The lanes of a and b in turn.
template <int N, bool Upper, class Lanes>
TENON_INLINE Lanes zipped(Lanes a, Lanes b) {
  constexpr int n = N, at = Upper ? n / 2 : 0;
  if constexpr (n == 8)
    return __builtin_shufflevector(a, b, at, n + at, at + 1, n + at + 1, at + 2, n + at + 2, at + 3, n + at + 3);
  else if constexpr (n == 4)
    return __builtin_shufflevector(a, b, at, n + at, at + 1, n + at + 1);
  else
    return __builtin_shufflevector(a, b, at, n + at);
}

/// A group of blocks from a counter on, a block a lane. The upper halves of the lanes hold rests of products until the end.
TENON_INLINE void philox_lanes_of(Philox const& random, std::uint64_t stream, std::uint64_t first, void* out) {
  constexpr int chains = philox_lanes == 8 ? 2 : 4, together = chains * philox_lanes;
  PhiloxLanes const zero{}, m0 = zero + Philox::multiplier[0], m1 = zero + Philox::multiplier[1];
  PhiloxLanes ahead{};
  for (int i = 0; i < philox_lanes; ++i) ahead[i] = static_cast<std::uint64_t>(i);
  for (int part = 0; part < philox_group; part += together) {
    PhiloxLanes x[chains][4];
#pragma GCC unroll 4
    for (int c = 0; c < chains; ++c) {
      PhiloxLanes const counter = ahead + (first + static_cast<std::uint64_t>(part + c * philox_lanes));
      x[c][0] = counter;
      x[c][1] = counter >> 32;
      x[c][2] = zero + stream;
      x[c][3] = zero + (stream >> 32);
    }
    std::uint32_t k0 = random.key[0], k1 = random.key[1];
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round, k0 += Philox::weyl[0], k1 += Philox::weyl[1])
#pragma GCC unroll 4
      for (int c = 0; c < chains; ++c) {
        PhiloxLanes const p0 = product_of_halves(x[c][0], m0), p1 = product_of_halves(x[c][2], m1);
        x[c][0] = (p1 >> 32) ^ x[c][1] ^ k0;
        x[c][2] = (p0 >> 32) ^ x[c][3] ^ k1;
        x[c][1] = p1;
        x[c][3] = p0;
      }
#pragma GCC unroll 4
    for (int c = 0; c < chains; ++c) {
      PhiloxLanes const low = (x[c][0] & 0xffffffffu) | (x[c][1] << 32), high = (x[c][2] & 0xffffffffu) | (x[c][3] << 32);
      PhiloxLanes const blocks[2] = {zipped<philox_lanes, false>(low, high), zipped<philox_lanes, true>(low, high)};
      __builtin_memcpy(static_cast<std::byte*>(out) + 16 * (part + c * philox_lanes), blocks, sizeof blocks);
    }
  }
}
#endif

/// The words of one block. A word of 64 bits is two of 32, the lower one first.
template <class Word>
TENON_INLINE constexpr void philox_one(Philox const& random, std::uint64_t stream, std::uint64_t counter, Word* out) {
  Philox::Block const block = random(counter, stream);
  for (int i = 0; i < 4; ++i)
    if constexpr (sizeof(Word) == 4)
      out[i] = block.word[i];
    else if (i % 2 == 0)
      out[i / 2] = block.word[i] | std::uint64_t{block.word[i + 1]} << 32;
}
/// The words of blocks first, first + 1, ...; at least `blocks` of them, at most a group.
template <class Word>
TENON_INLINE constexpr void philox_blocks(Philox const& random, std::uint64_t stream, std::uint64_t first, int blocks,
                                          Word* out) {
#if defined(TENON_PHILOX_LANES)
  if (!__builtin_is_constant_evaluated()) return philox_lanes_of(random, stream, first, out);
#endif
  for (int b = 0; b < blocks; ++b)
    philox_one(random, stream, first + static_cast<std::uint64_t>(b), out + b * (16 / int(sizeof(Word))));
}

}  // namespace TENON_ISA
}  // namespace detail
}  // namespace tenon
