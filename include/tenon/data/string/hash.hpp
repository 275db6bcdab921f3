// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/hash.hpp>
#include <tenon/data/string/result.hpp>

namespace tenon::strings {

/// A number for each string, the same on every machine: FNV-1a of 64 bits. The layer nn::Hashing spreads such numbers over bins,
/// inside a model: `Hashing<N, Salt>` of them is what `to_hash_bucket<N>(x, Salt)` gives.   [S...] -> uint64 [S...]
template <Strings X>
constexpr auto fingerprint(X const& x) {
  return detail::numbers<std::uint64_t>(x, data::fnv1a);
}

/// Which of N buckets each string falls into: its fingerprint and the salt, spread by the finaliser of SplitMix64, modulo N.
/// Whoever chooses the strings can fill one bucket; against that there is `to_hash_bucket_strong`.   [S...] -> int64 [S...]
template <std::uint64_t N, Strings X>
constexpr auto to_hash_bucket(X const& x, std::uint64_t salt = 0) {
  static_assert(N > 0 && N <= 0x7fffffffffffffff, "strings::to_hash_bucket: one bucket at least");
  return detail::numbers<std::int64_t>(x, [salt](std::string_view text) {
    return static_cast<std::int64_t>(data::detail::spread_bits(data::fnv1a(text), salt) % N);
  });
}

/// The same by SipHash-2-4 with a key, which keeps the buckets of unknown texts a secret; TensorFlow's function of this name
/// gives the same numbers.   [S...] -> int64 [S...]
template <std::uint64_t N, Strings X>
constexpr auto to_hash_bucket_strong(X const& x, std::uint64_t key0, std::uint64_t key1) {
  static_assert(N > 0 && N <= 0x7fffffffffffffff, "strings::to_hash_bucket_strong: one bucket at least");
  return detail::numbers<std::int64_t>(
      x, [=](std::string_view text) { return static_cast<std::int64_t>(data::siphash(text, key0, key1) % N); });
}

}  // namespace tenon::strings
