// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/random/philox.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tenon::nn::detail {

/// 0 ... n - 1 in an order that is a function of seed and epoch alone (uniform to within n / 2^32).
inline void shuffle(std::vector<std::uint32_t>& order, std::uint64_t seed, std::uint64_t epoch) {
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
  Philox const random(seed);
  std::uint64_t const stream = ~epoch;  // far from those of the initializers
  Philox::Block words{};
  for (std::size_t i = order.size(), drawn = 0; i-- > 1; ++drawn) {
    if (drawn % 4 == 0) words = random(drawn / 4, stream);
    auto const j = static_cast<std::size_t>((std::uint64_t{words.word[drawn % 4]} * (i + 1)) >> 32);
    std::uint32_t const other = order[j];
    order[j] = order[i];
    order[i] = other;
  }
}

}  // namespace tenon::nn::detail
