// SPDX-License-Identifier: MIT
// EXPECT: random: only integers can be folded into a key
// EXPECT: double
// MAX_LINES: 12
#include <tenon/core.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr auto number = 3.5;
#else
constexpr auto number = 3;
#endif
tn::random::Key run(tn::random::Key const& key) { return tn::random::fold_in(key, number); }
