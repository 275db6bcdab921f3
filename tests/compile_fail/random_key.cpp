// SPDX-License-Identifier: MIT
// EXPECT: random: the first operand is a key, a tensor of two 64-bit words
// EXPECT: is_a_random_key<int, tenon::Shape<>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

tn::Tensor<float, 3> run() {
#ifdef BROKEN
  return tn::random::uniform<float, 3>(42);
#else
  return tn::random::uniform<float, 3>(tn::random::key(42));
#endif
}
