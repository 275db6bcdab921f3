// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

/// Hashes that are the same on every machine: they are part of what a trained model means.
namespace tenon::data {

namespace detail {
/// Spreads the bits of x, numbers or tensors of uint64: the finaliser of SplitMix64 (Steele et al., 2014), of x and a salt.
template <class U>
constexpr auto spread_bits(U const& x, std::uint64_t salt) {
  auto const salted = x + (salt + 1) * std::uint64_t(0x9e3779b97f4a7c15);
  auto const first = (salted ^ (salted >> 30)) * std::uint64_t(0xbf58476d1ce4e5b9);
  auto const second = (first ^ (first >> 27)) * std::uint64_t(0x94d049bb133111eb);
  return second ^ (second >> 31);
}
}  // namespace detail

/// FNV-1a of 64 bits (Fowler, Noll, Vo): for each byte in turn, "exclusive or", then times a prime.
constexpr std::uint64_t fnv1a(std::string_view bytes) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (char const c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

/// SipHash-2-4 (Aumasson, Bernstein, 2012): who does not know the key cannot find texts that meet in one bucket.
constexpr std::uint64_t siphash(std::string_view bytes, std::uint64_t key0, std::uint64_t key1) noexcept {
  std::uint64_t v[4] = {key0 ^ 0x736f6d6570736575, key1 ^ 0x646f72616e646f6d, key0 ^ 0x6c7967656e657261,
                        key1 ^ 0x7465646279746573};
  auto const rotated = [](std::uint64_t x, int by) { return x << by | x >> (64 - by); };
  auto const rounds = [&](int n) {
    while (n-- > 0) {
      v[0] += v[1], v[1] = rotated(v[1], 13) ^ v[0], v[0] = rotated(v[0], 32);
      v[2] += v[3], v[3] = rotated(v[3], 16) ^ v[2];
      v[0] += v[3], v[3] = rotated(v[3], 21) ^ v[0];
      v[2] += v[1], v[1] = rotated(v[1], 17) ^ v[2], v[2] = rotated(v[2], 32);
    }
  };
  std::uint64_t word = 0;
  auto const mix = [&] {
    v[3] ^= word;
    rounds(2);
    v[0] ^= word;
    word = 0;
  };
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (i % 8 * 8);
    if (i % 8 == 7) mix();
  }
  word |= std::uint64_t{bytes.size()} << 56;
  mix();
  v[2] ^= 0xff;
  rounds(4);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

}  // namespace tenon::data
