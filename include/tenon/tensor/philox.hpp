// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace tenon {

/// Counter-based random bits: Philox 4x32 with 10 rounds (Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3,
/// 2011). Any position of any stream at once, the same on every machine, in constant evaluation too.
struct Philox {
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
    for (int round = 0; round < 10; ++round) {
      std::uint64_t const p0 = std::uint64_t{0xD2511F53u} * c.word[0], p1 = std::uint64_t{0xCD9E8D57u} * c.word[2];
      c = Block{{static_cast<std::uint32_t>(p1 >> 32) ^ c.word[1] ^ k0, static_cast<std::uint32_t>(p1),
                 static_cast<std::uint32_t>(p0 >> 32) ^ c.word[3] ^ k1, static_cast<std::uint32_t>(p0)}};
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
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

}  // namespace tenon
