// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/random/key.hpp>
#include <tenon/tensor/tensor.hpp>

namespace tenon::random {

/// A key as a tensor: what a program carries as its random state.
using Key = Tensor<std::uint64_t, 2>;

/// The key of a seed and a stream; `Philox(seed)` draws the same words of that stream.   -> [2]
constexpr Key key(std::uint64_t seed, std::uint64_t stream = 0) { return Key{seed, stream}; }

}  // namespace tenon::random
