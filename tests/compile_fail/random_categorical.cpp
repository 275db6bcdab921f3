// SPDX-License-Identifier: MIT
// EXPECT: categorical: the logits must be floating
// EXPECT: int
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using T = int;
#else
using T = float;
#endif
tn::Tensor<tn::Index> run(tn::random::Key const& key, tn::Tensor<T, 3> const& logits) {
  return tn::random::categorical(key, logits);
}
