// SPDX-License-Identifier: MIT
// EXPECT: random: the first operand is a key, a tensor of two 64-bit words
// EXPECT: is_a_random_key<
// EXPECT: Shape<3, 2>
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

tn::Tensor<tn::Index, 9> run(tn::random::Key const& key) {
#ifdef BROKEN
  return tn::random::permutation<9>(tn::random::split<3>(key));
#else
  return tn::random::permutation<9>(tn::random::fold_in(key, 3));
#endif
}
