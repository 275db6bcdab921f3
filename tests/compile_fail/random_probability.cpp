// SPDX-License-Identifier: MIT
// EXPECT: random: the distribution is not defined for this dtype
// EXPECT: random::Bernoulli, int
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using T = int;
#else
using T = float;
#endif
tn::Tensor<bool, 3> run(tn::random::Key const& key, tn::Tensor<T, 3> const& p) { return tn::random::bernoulli(key, p); }
