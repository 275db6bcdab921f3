// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace tenon::data {

/// The 32-bit Mersenne Twister: the stream of std::mt19937, without what <random> costs to include.
/// It is here to repeat splits that other tools made; the library's own random numbers are counter-based.
class Mt19937 {
 public:
  explicit constexpr Mt19937(std::uint32_t seed) noexcept {
    state_[0] = seed;
    for (std::uint32_t i = 1; i < words; ++i) state_[i] = 1812433253U * (state_[i - 1] ^ (state_[i - 1] >> 30)) + i;
  }

  /// The next 32 random bits.
  constexpr std::uint32_t operator()() noexcept {
    if (next_ == words) refill();
    auto bits = state_[next_++];
    bits ^= bits >> 11;
    bits ^= (bits << 7) & 0x9d2c5680U;
    bits ^= (bits << 15) & 0xefc60000U;
    return bits ^ (bits >> 18);
  }

 private:
  static constexpr std::size_t words = 624;
  static constexpr std::size_t distance = 397;

  constexpr void refill() noexcept {
    for (std::size_t i = 0; i < words; ++i) {
      auto const joined = (state_[i] & 0x80000000U) | (state_[(i + 1) % words] & 0x7fffffffU);
      auto const twist = (joined & 1U) != 0 ? 0x9908b0dfU : 0U;
      state_[i] = state_[(i + distance) % words] ^ (joined >> 1) ^ twist;
    }
    next_ = 0;
  }

  std::uint32_t state_[words] = {};
  std::size_t next_ = words;
};

}  // namespace tenon::data
