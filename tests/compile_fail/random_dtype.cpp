// SPDX-License-Identifier: MIT
// EXPECT: random: the distribution is not defined for this dtype
// EXPECT: random::Normal, int
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
using T = int;
#else
using T = float;
#endif
tn::Tensor<T, 3> run(tn::random::Key const& key) { return tn::random::normal<T, 3>(key); }
